import * as vscode from 'vscode';
import { slowText } from '../platform/slowCalls.ts';

export interface SlowNotice extends vscode.Disposable {
  /** Whether a call is waiting because AWS throttles it. */
  set(call: object, isSlow: boolean): void;
}

/** Says above the tree and as progress in the status bar that AWS slows requests down; what waits can still be cancelled where it was started. */
export function createSlowNotice(view: { message?: string | undefined }): SlowNotice {
  const slow = new Set<object>();
  let end: (() => void) | undefined;
  const begin = () => {
    const title = slowText();
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
    set(call, isSlow) {
      if (isSlow) slow.add(call);
      else slow.delete(call);
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
