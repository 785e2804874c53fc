import * as vscode from 'vscode';
import type { BlockedState } from '../aws/connections/state.ts';

/** Icon and word of each state in which nothing can be listed; colour alone says nothing. */
export const stateLooks: Readonly<
  Record<BlockedState['kind'], { readonly icon: string; readonly word: () => string }>
> = {
  'signed-out': { icon: 'sign-in', word: () => vscode.l10n.t('Signed out') },
  expired: { icon: 'watch', word: () => vscode.l10n.t('Sign-in expired') },
  denied: { icon: 'circle-slash', word: () => vscode.l10n.t('Access denied') },
  offline: { icon: 'debug-disconnect', word: () => vscode.l10n.t('Offline') },
};
