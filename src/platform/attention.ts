import * as vscode from 'vscode';
import type { AttentionSource } from './pace.ts';

interface Seen {
  readonly isVisible: () => boolean;
  readonly onDidChange: (listener: () => void) => { dispose(): void };
}

/** Attention to a window, and to a view of it where one is given. */
export const attentionTo = (
  view?: Pick<vscode.TreeView<unknown>, 'visible' | 'onDidChangeVisibility'>,
): AttentionSource =>
  attentionWhile(
    view === undefined
      ? undefined
      : { isVisible: () => view.visible, onDidChange: (listener) => view.onDidChangeVisibility(listener) },
  );

/** Attention to a page. */
export const attentionToPanel = (
  panel: Pick<vscode.WebviewPanel, 'visible' | 'onDidChangeViewState'>,
): AttentionSource =>
  attentionWhile({
    isVisible: () => panel.visible,
    onDidChange: (listener) => panel.onDidChangeViewState(listener),
  });

const attentionWhile = (seen: Seen | undefined): AttentionSource => ({
  current: () =>
    seen?.isVisible() === false ? 'hidden' : vscode.window.state.focused ? 'watched' : 'unfocused',
  onDidChange: (listener) => {
    const sources = [
      vscode.window.onDidChangeWindowState(listener),
      ...(seen === undefined ? [] : [seen.onDidChange(listener)]),
    ];
    return { dispose: () => sources.forEach((source) => void source.dispose()) };
  },
});
