import { cp, mkdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Services } from './services.ts';

/** Opens a folder with the tutorial's table and experiment; a copy, made once, so that nothing of the user's is overwritten. */
export async function openSample({ extensionUri, storageUri }: Services): Promise<void> {
  const folder = vscode.Uri.joinPath(storageUri, 'sample');
  await mkdir(folder.fsPath, { recursive: true });
  const examples = vscode.Uri.joinPath(extensionUri, 'examples').fsPath;
  await cp(examples, folder.fsPath, { recursive: true, force: false });
  const forceNewWindow = vscode.workspace.workspaceFolders !== undefined;
  await vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow });
}
