import * as vscode from 'vscode';

/** Saves a file with unsaved edits: what is read of it is what the user sees. */
export async function saveIfOpen(path: string): Promise<void> {
  const open = vscode.workspace.textDocuments.find((document) => document.fileName === path);
  if (open?.isDirty === true) await open.save();
}
