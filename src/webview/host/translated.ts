import * as vscode from 'vscode';

/** The user's text for an English one of a table: what a hyperparameter means, and what it may be. */
export function translated(english: string): string {
  return vscode.l10n.bundle?.[english] ?? english;
}
