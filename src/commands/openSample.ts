import { cp, mkdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import { confirm } from '../platform/prompts.ts';
import type { Services } from './services.ts';

/**
 * Shows a copy of the tutorial's table and experiment; what the user changed in it stays. A folder that is open is trusted already, so
 * the copy can go there; a folder of its own must be trusted first, which is said before VS Code asks.
 */
export async function openSample({ extensionUri, storageUri }: Services): Promise<void> {
  const open = vscode.workspace.workspaceFolders?.[0]?.uri;
  const here = vscode.l10n.t('Copy to This Folder');
  const apart = open === undefined ? vscode.l10n.t('Open Samples') : vscode.l10n.t('Open in New Window');
  const trust = vscode.l10n.t(
    'Linear Learner is off in a folder that is not trusted, because an experiment decides what is read, uploaded and billed. Choose Yes when VS Code asks whether you trust the authors. If it does not ask, click Restricted Mode in the status bar and choose Trust.',
  );
  const chosen =
    open === undefined
      ? await confirm(vscode.l10n.t('Open the samples?'), trust, apart)
      : await confirm(vscode.l10n.t('Where should the samples go?'), trust, here, apart);
  const parent = chosen === here && open !== undefined ? open : storageUri;
  const folder = vscode.Uri.joinPath(parent, parent === storageUri ? 'sample' : 'linear-learner-sample');
  await mkdir(folder.fsPath, { recursive: true });
  const examples = vscode.Uri.joinPath(extensionUri, 'examples').fsPath;
  await cp(examples, folder.fsPath, { recursive: true, force: false });
  if (parent === storageUri)
    await vscode.commands.executeCommand('vscode.openFolder', folder, {
      forceNewWindow: open !== undefined,
      filesToOpen: [vscode.Uri.joinPath(folder, 'README.md')],
    });
  else await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.joinPath(folder, 'salary.csv'));
}
