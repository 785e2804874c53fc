import * as vscode from 'vscode';
import { isCancelled } from './cancellation.ts';
import { plainText } from './plainText.ts';
import { labelOf, takeRemedy } from './remedies.ts';

type ErrorLog = Pick<vscode.LogOutputChannel, 'error'>;

/** Runs work that nobody awaits, such as an event handler's: a failure is logged, cancelling is silent. */
export function inBackground(log: ErrorLog, work: () => PromiseLike<unknown>): void {
  settle(work, (error) => logError(log, error));
}

/** As inBackground, for an action of the user: a failure is shown too. */
export function forUser(log: ErrorLog, work: () => PromiseLike<unknown>): void {
  settle(work, (error) => showFailure(log, error));
}

/** Logs a failure and shows it with its remedies; `again` goes on with what failed once the user has signed in. */
export function showFailure(log: ErrorLog, error: unknown, again?: () => PromiseLike<unknown>): void {
  logError(log, error);
  forUser(log, async () => {
    const { explain } = await import('./messages.ts');
    const { message, remedies } = explain(error);
    const labels = remedies.map(labelOf);
    const chosen = await vscode.window.showErrorMessage(plainText(message), ...labels);
    const remedy = remedies[labels.indexOf(chosen ?? '')];
    if (remedy === undefined) return;
    const isRemedied = await takeRemedy(remedy);
    if (remedy.kind === 'signIn' && isRemedied) await again?.();
  });
}

function settle(work: () => PromiseLike<unknown>, onFailed: (error: unknown) => void): void {
  const run = async () => work();
  run().catch((error: unknown) => {
    if (!isCancelled(error)) onFailed(error);
  });
}

const logError = (log: ErrorLog, error: unknown) => log.error(error instanceof Error ? error : String(error));
