import * as vscode from 'vscode';
import { withProgress } from '../platform/progress.ts';
import { fileIn, tableFilter } from './arguments.ts';
import type { Services } from './services.ts';

/** Writes NAME.train.csv and NAME.test.csv beside the table, a third of the rows held out with seed 0. */
export async function split(
  { engine }: Services,
  given: unknown,
): Promise<{ train: vscode.Uri; test: vscode.Uri | undefined }> {
  const uri = await fileIn(given, vscode.l10n.t('Split which table?'), tableFilter());
  const settings = { test: 0.33, validation: 0, seed: 0, shuffle: true };
  const { trainPath, testPath } = await withProgress(vscode.l10n.t('Splitting'), (signal) =>
    engine.splitToFiles({ path: uri.fsPath, split: settings }, { signal }),
  );
  return {
    train: vscode.Uri.file(trainPath),
    test: testPath === undefined ? undefined : vscode.Uri.file(testPath),
  };
}
