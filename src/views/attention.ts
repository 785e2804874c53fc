import * as vscode from 'vscode';
import type { AttentionSource } from './pace.ts';

/** Attention to a window, and to a view of it where one is given. */
export function attentionTo(
  view?: Pick<vscode.TreeView<unknown>, 'visible' | 'onDidChangeVisibility'>,
): AttentionSource {
  return {
    current: () =>
      view?.visible === false ? 'hidden' : vscode.window.state.focused ? 'watched' : 'unfocused',
    onDidChange: (listener) => {
      const sources = [
        vscode.window.onDidChangeWindowState(listener),
        ...(view === undefined ? [] : [view.onDidChangeVisibility(listener)]),
      ];
      return { dispose: () => sources.forEach((source) => void source.dispose()) };
    },
  };
}
