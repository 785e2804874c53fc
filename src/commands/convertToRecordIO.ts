import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ParsedArguments } from '../contributions/commands.ts';
import { withProgress } from '../platform/progress.ts';
import { tell } from '../platform/prompts.ts';
import { fileIn } from './arguments.ts';
import { reading } from './reading.ts';
import type { Services } from './services.ts';

/** Writes NAME.pbr beside the table: the likeliest target is the label, every other numeric column a feature. */
export async function convertToRecordIO(
  { engine }: Services,
  given?: vscode.Uri,
  { read, columns }: ParsedArguments<'convertToRecordIO'>[1] = {},
): Promise<{ file: vscode.Uri }> {
  const uri = await fileIn(given, { title: vscode.l10n.t('Convert which table?') });
  const { targetCandidates } = await reading(uri.fsPath, (signal) =>
    engine.suggestExperiment({ path: uri.fsPath, read, columns }, { signal }),
  );
  const request = { path: uri.fsPath, read, columns, target: targetCandidates[0] };
  const { path } = await withProgress(vscode.l10n.t('Converting to RecordIO'), (signal) =>
    engine.convertToRecordIO(request, { signal }),
  );
  const file = vscode.Uri.file(path);
  const [label = ''] = targetCandidates;
  tell(vscode.l10n.t('{0} was written next to the table, with {1} as label.', basename(path), label), {
    label: vscode.l10n.t('Show in Explorer'),
    run: () => vscode.commands.executeCommand('revealInExplorer', file),
  });
  return { file };
}
