import * as vscode from 'vscode';
import { withProgress } from '../platform/progress.ts';
import { fileIn, tableFilter } from './arguments.ts';
import type { Services } from './services.ts';

/** Writes NAME.pbr beside the table: the likeliest target is the label, every other numeric column a feature. */
export async function convertToRecordIO({ engine }: Services, given: unknown): Promise<{ file: vscode.Uri }> {
  const uri = await fileIn(given, vscode.l10n.t('Convert which table?'), tableFilter());
  const { targetCandidates } = await engine.suggestExperiment({ path: uri.fsPath });
  const request = { path: uri.fsPath, target: targetCandidates[0] };
  const { path } = await withProgress(vscode.l10n.t('Converting to RecordIO'), (signal) =>
    engine.convertToRecordIO(request, { signal }),
  );
  return { file: vscode.Uri.file(path) };
}
