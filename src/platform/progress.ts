import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import { Cancelled, signalOf } from './cancellation.ts';
import { plainText } from './plainText.ts';
import { openSlowWork, slowText } from './slowCalls.ts';
import type { SlowWork } from './slowCalls.ts';

export interface ProgressReport {
  readonly message: string;
  /** 0 to 1; absent when unknown. */
  readonly fraction?: number;
}

/** Reports work that counts what is done. */
export const counted =
  (report: (progress: ProgressReport) => void, message = '') =>
  ({ done, total }: { readonly done: number; readonly total: number }) =>
    report({ message, fraction: total === 0 ? 1 : Math.min(1, done / total) });

/** Runs `task` under a cancellable notification. Its signal aborts when the user presses Cancel. */
export async function withProgress<T>(
  title: string,
  task: (signal: AbortSignal, report: (progress: ProgressReport) => void) => Promise<T>,
): Promise<T> {
  const work = openSlowWork();
  return notified(title, work, (signal, report) => work.run(() => task(signal, report)));
}

/** The notification of work; it says so while AWS slows the work down. */
async function notified<T>(
  title: string,
  work: Pick<SlowWork, 'follow'>,
  task: (signal: AbortSignal, report: (progress: ProgressReport) => void) => Promise<T>,
): Promise<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: plainText(title), cancellable: true },
    async (progress, token) => {
      let reported = 0;
      let last = '';
      let isSlow = false;
      const show = (increment: number) => {
        const message = [...(last === '' ? [] : [plainText(last)]), ...(isSlow ? [slowText()] : [])].join(
          ' · ',
        );
        progress.report({ message, increment });
      };
      work.follow((now) => {
        isSlow = now;
        show(0);
      });
      return task(signalOf(token), ({ message, fraction }) => {
        const percent = fraction === undefined ? reported : Math.round(fraction * 100);
        last = message;
        show(Math.max(0, percent - reported));
        reported = Math.max(reported, percent);
      });
    },
  );
}

const slowAfterMs = 400;

/** Like `withProgress`, but shows nothing for a task that ends within 400 ms. */
export async function withProgressIfSlow<T>(
  title: string,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const [cancelling, done] = [new AbortController(), new AbortController()];
  const slow = openSlowWork();
  const work = slow.run(() => task(cancelling.signal)).finally(() => done.abort());
  const isSlow = await Promise.race([
    pause(slowAfterMs, true, { signal: done.signal }).catch(() => false),
    work.then(
      () => false,
      () => false,
    ),
  ]);
  if (!isSlow) return work;
  return notified(title, slow, async (signal) => {
    signal.addEventListener('abort', () => cancelling.abort(new Cancelled()));
    return work;
  });
}
