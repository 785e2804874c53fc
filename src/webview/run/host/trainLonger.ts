import { basename } from 'node:path';
import * as vscode from 'vscode';
import { runCommand } from '../../../contributions/runCommand.ts';
import { tell } from '../../../platform/prompts.ts';
import { replaceText } from '../../host/replaceText.ts';
import { withKey } from '../../host/withKey.ts';

/** Sets hyperparameters in an experiment, shows it, and offers to train it. */
export async function trainLonger(
  experimentPath: string,
  longer: Readonly<Record<string, number>>,
): Promise<void> {
  const uri = vscode.Uri.file(experimentPath);
  const document = await vscode.workspace.openTextDocument(uri);
  const text = Object.entries(longer).reduce(
    (before, [name, value]) => withKey(before, ['hyperparameters', name], value),
    document.getText(),
  );
  await replaceText(document, text);
  await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
  const epochs = String(longer['epochs']);
  tell(vscode.l10n.t('{0} now trains for up to {1} epochs.', basename(experimentPath), epochs), {
    label: vscode.l10n.t('Train'),
    run: () => runCommand('train', uri),
  });
}
