import * as vscode from 'vscode';
import type { HyperparameterSpec } from '../../learner/hyperparameters/spec.ts';

/** The user's text for an English one of a table: what a hyperparameter means, and what it may be. */
export function translated(english: string): string {
  return vscode.l10n.bundle?.[english] ?? english;
}

/** What a hyperparameter does and how to choose it, in the user's language. */
export const hyperparameterHint = ({ meaning, advice }: Pick<HyperparameterSpec, 'meaning' | 'advice'>) =>
  [translated(meaning), ...(advice === undefined ? [] : [translated(advice)])].join(' ');
