import * as vscode from 'vscode';
import { signalOf } from './cancellation.ts';

export interface ProgressReport {
  readonly message: string;
  /** 0 to 1; absent when unknown. */
  readonly fraction?: number;
}

/** Runs `task` under a cancellable notification. Its signal aborts when the user presses Cancel. */
export async function withProgress<T>(
  title: string,
  task: (signal: AbortSignal, report: (progress: ProgressReport) => void) => Promise<T>,
): Promise<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      let reported = 0;
      return task(signalOf(token), ({ message, fraction }) => {
        const percent = fraction === undefined ? reported : Math.round(fraction * 100);
        progress.report({ message, increment: Math.max(0, percent - reported) });
        reported = Math.max(reported, percent);
      });
    },
  );
}
