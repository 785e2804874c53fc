import * as vscode from 'vscode';

const section = 'linearLearner';

/** What the connection setting holds, unparsed: aws/connections parses it. */
export function connectionSetting(): unknown {
  // A workspace that is not trusted never sees this setting: it is machine-scoped and restricted.
  return vscode.workspace.getConfiguration(section).get('connection');
}

export async function saveConnectionSetting(connection: object): Promise<void> {
  await vscode.workspace
    .getConfiguration(section)
    .update('connection', connection, vscode.ConfigurationTarget.Global);
}

export function onConnectionSettingChanged(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`${section}.connection`)) listener();
  });
}

/** The folder of the embedded server's state; the extension's own unless the user chose another. */
export function stateFolder(context: vscode.ExtensionContext): string {
  const chosen = vscode.workspace.getConfiguration(section).get<string>('stateFolder', '').trim();
  return chosen === '' ? vscode.Uri.joinPath(context.globalStorageUri, 'local').fsPath : chosen;
}
