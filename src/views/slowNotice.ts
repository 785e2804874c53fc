import * as vscode from 'vscode';

export interface SlowNotice extends vscode.Disposable {
  /** Whether calls of the connection with this id are waiting because AWS throttles them. */
  set(connectionId: string, isSlow: boolean): void;
}

/** Says above the tree and as progress in the status bar that AWS slows requests down; what waits can still be cancelled where it was started. */
export function createSlowNotice(view: { message?: string | undefined }): SlowNotice {
  const slow = new Set<string>();
  let end: (() => void) | undefined;
  const begin = () => {
    const title = vscode.l10n.t('AWS is slowing requests down. They are tried again…');
    const done = new Promise<void>((resolve) => {
      end = resolve;
    });
    view.message = title;
    void vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, async () => done);
  };
  const finish = () => {
    end?.();
    end = undefined;
    view.message = undefined;
  };
  return {
    set(connectionId, isSlow) {
      if (isSlow) slow.add(connectionId);
      else slow.delete(connectionId);
      if (slow.size > 0 && end === undefined) begin();
      if (slow.size === 0 && end !== undefined) finish();
    },
    dispose() {
      end?.();
      end = undefined;
      slow.clear();
    },
  };
}
