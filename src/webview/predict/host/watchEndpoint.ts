import type * as vscode from 'vscode';
import type { PredictState } from '../contract.ts';

/** Another window or person may delete an endpoint at any time. */
const periodMs = 5000;

interface Watching {
  readonly isVisible: () => boolean;
  readonly shown: () => PredictState;
  /** The status of now; undefined when the endpoint does not exist. */
  readonly status: () => Promise<string | undefined>;
  readonly onChange: () => void;
  readonly onFailed: (error: unknown) => void;
}

/** Compares an endpoint with what its page shows, every few seconds while the page is in view. */
export function watchEndpoint({
  isVisible,
  shown,
  status,
  onChange,
  onFailed,
}: Watching): vscode.Disposable & { readonly check: () => Promise<void> } {
  let isChecking = false;
  const check = async () => {
    const before = shown();
    if (isChecking || before.kind !== 'ready') return;
    isChecking = true;
    try {
      const now = await status();
      if (now !== before.endpoint.status || before.lost !== undefined) onChange();
    } catch (error) {
      onFailed(error);
    } finally {
      isChecking = false;
    }
  };
  const timer = setInterval(() => isVisible() && void check(), periodMs);
  return { check, dispose: () => clearInterval(timer) };
}
