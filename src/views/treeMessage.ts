import * as vscode from 'vscode';
import { slowText } from '../platform/slowCalls.ts';

export interface TreeMessage extends vscode.Disposable {
  /** Whether a call is waiting because AWS throttles it. */
  setSlow(call: object, isSlow: boolean): void;
  /** Why nothing can be listed; undefined when something can. */
  setBlocked(reason: string | undefined): void;
}

/**
 * The text above the tree: why nothing is listed, or that AWS slows requests down. The latter is also progress in the status bar; what
 * waits can still be cancelled where it was started.
 */
export function createTreeMessage(view: { message?: string | undefined }): TreeMessage {
  const slow = new Set<object>();
  let end: (() => void) | undefined;
  let blocked: string | undefined;
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
    view.message = blocked;
  };
  return {
    setSlow(call, isSlow) {
      if (isSlow) slow.add(call);
      else slow.delete(call);
      if (slow.size > 0 && end === undefined) begin();
      if (slow.size === 0 && end !== undefined) finish();
    },
    setBlocked(reason) {
      blocked = reason;
      if (end === undefined) view.message = blocked;
    },
    dispose() {
      end?.();
      end = undefined;
      slow.clear();
    },
  };
}
