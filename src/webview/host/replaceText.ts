import * as vscode from 'vscode';
import { changedPart } from './changedPart.ts';

/**
 * Replaces the part of a document's text that differs as one edit, which the user can undo; it stays unsaved. Cursors in a text editor
 * beside stay where they are.
 */
export async function replaceText(document: vscode.TextDocument, text: string): Promise<void> {
  const { from, to, replacement } = changedPart(document.getText(), text);
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(from), document.positionAt(to));
  edit.replace(document.uri, range, replacement);
  await vscode.workspace.applyEdit(edit);
}
