import * as vscode from 'vscode';

export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('linearLearner.train', (uri?: vscode.Uri) => uri?.toString()),
  );
}
