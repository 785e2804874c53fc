import { basename } from 'node:path';
import * as vscode from 'vscode';
import { forUser } from '../../../platform/background.ts';
import { Cancelled } from '../../../platform/cancellation.ts';
import { withProgress } from '../../../platform/progress.ts';
import type { ProgressReport } from '../../../platform/progress.ts';
import type { FileProgress, PredictedTable } from '../../../runs/predictFile.ts';
import type { FileWork } from '../contract.ts';

interface FileWorkOptions {
  readonly log: Pick<vscode.LogOutputChannel, 'error'>;
  /** Aborted when the page is closed. */
  readonly closed: AbortSignal;
  readonly predict: (
    path: string,
    options: { readonly signal: AbortSignal; readonly onProgress: (progress: FileProgress) => void },
  ) => Promise<PredictedTable>;
  /** What the page shows; undefined when the work has ended. */
  readonly onWork: (work: FileWork | undefined) => void;
}

/** Predicts one file at a time. Its progress is shown by the page, and once that is closed by a notification. */
export function openFileWork({ log, closed, predict, onWork }: FileWorkOptions) {
  let running: AbortController | undefined;
  return {
    cancel: () => running?.abort(new Cancelled()),
    async run(path: string): Promise<PredictedTable> {
      running?.abort(new Cancelled());
      const controller = new AbortController();
      running = controller;
      const fileName = basename(path);
      let report: (progress: ProgressReport) => void = () => undefined;
      onWork({ fileName });
      const work = predict(path, {
        signal: controller.signal,
        onProgress(progress) {
          const { remainingMs } = progress;
          if (progress.phase === 'reading') return onWork({ fileName, share: progress.share, remainingMs });
          const { doneCount: done, rowCount: of } = progress;
          const share = done / Math.max(1, of);
          onWork({ fileName, share, rows: { done, of }, remainingMs });
          report({ message: '', fraction: share });
        },
      });
      // From then on nobody else shows how it goes, or that it failed.
      const notify = () =>
        forUser(log, () =>
          withProgress(vscode.l10n.t('Predicting {0}', fileName), async (signal, onReport) => {
            report = onReport;
            signal.addEventListener('abort', () => controller.abort(new Cancelled()));
            await work;
          }),
        );
      closed.addEventListener('abort', notify, { once: true });
      try {
        return await work;
      } finally {
        closed.removeEventListener('abort', notify);
        if (running === controller) {
          running = undefined;
          onWork(undefined);
        }
      }
    },
  };
}
