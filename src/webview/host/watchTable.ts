import { basename } from 'node:path';
import * as vscode from 'vscode';

/** Reports when a table, which may be a folder of files, changes on disk. */
export function watchTable(
  uri: vscode.Uri,
  onChanged: (why: 'changed' | 'deleted') => void,
): vscode.Disposable {
  const name = basename(uri.fsPath);
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), `{${name},${name}/*}`),
  );
  watcher.onDidChange(() => onChanged('changed'));
  watcher.onDidCreate(() => onChanged('changed'));
  watcher.onDidDelete(({ fsPath }) => onChanged(fsPath === uri.fsPath ? 'deleted' : 'changed'));
  return watcher;
}
