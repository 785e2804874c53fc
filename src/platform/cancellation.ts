import type * as vscode from 'vscode';

/** An AbortSignal that follows a VS Code cancellation token. */
export function signalOf(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort(new Cancelled());
  else token.onCancellationRequested(() => controller.abort(new Cancelled()));
  return controller.signal;
}

/** The user declined or stopped it. Not a failure: nothing is shown. */
export class Cancelled extends Error {
  override readonly name = 'AbortError';
  constructor() {
    super('Cancelled');
  }
}

export function isCancelled(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'Canceled');
}
