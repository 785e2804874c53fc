import { Worker } from 'node:worker_threads';
import type { SharedColumns } from '../shapes/columnLayout.ts';
import type { ColumnFigures, DescribedTable } from './columnFigures.ts';

/** What a thread needs to work out the figures of columns. */
export interface FigureSetup {
  readonly columns: SharedColumns;
  readonly table: DescribedTable;
  /** Of a sample, every so many rows are taken. */
  readonly step: number;
}

export type FigureAnswer =
  | { readonly kind: 'figures'; readonly figures: ColumnFigures }
  | { readonly kind: 'failed'; readonly message: string };

/** Works out the figures of columns on other threads, in any order; each is given to `take` with its column. */
export type FigureThreads = (
  setup: FigureSetup,
  take: (column: number, figures: ColumnFigures) => void,
  signal?: AbortSignal,
) => Promise<void>;

/** A thread holds a column, and another one in order. */
const bytesOfRow = 2 * Float64Array.BYTES_PER_ELEMENT;

/** `script` is the bundle of `figureThreadMain.ts`. There are fewer threads where their columns would take more than `memoryBytes`. */
export const figureThreads =
  ({
    count,
    script,
    memoryBytes,
  }: {
    readonly count: number;
    readonly script: URL;
    readonly memoryBytes: number;
  }): FigureThreads =>
  async (setup, take, signal) => {
    const left = [...setup.table.columns.keys()];
    const most = Math.max(1, Math.floor(memoryBytes / (bytesOfRow * setup.table.rowCount)));
    const threads = Array.from({ length: Math.min(count, left.length, most) }, () =>
      startThread(script, setup),
    );
    try {
      await Promise.all(
        threads.map(async (thread) => {
          for (let column = left.shift(); column !== undefined; column = left.shift())
            take(column, await thread.figuresOf(column, signal));
        }),
      );
    } finally {
      // Those that are working stop at once: the file they read may be closed then.
      await Promise.all(threads.map((thread) => thread.close()));
    }
  };

function startThread(script: URL, setup: FigureSetup) {
  const worker = new Worker(script, { workerData: setup });
  let waiting: { resolve: (figures: ColumnFigures) => void; reject: (error: unknown) => void } | undefined;
  let ended: Error | undefined;
  const end = (error: Error) => {
    ended ??= error;
    waiting?.reject(ended);
  };
  worker.on('error', end);
  worker.on('exit', () => end(new Error('A thread that works out figures ended')));
  worker.on('message', (answer: FigureAnswer) => {
    if (answer.kind === 'figures') waiting?.resolve(answer.figures);
    else waiting?.reject(new Error(answer.message));
  });
  return {
    figuresOf: async (column: number, signal?: AbortSignal): Promise<ColumnFigures> => {
      signal?.throwIfAborted();
      if (ended !== undefined) throw ended;
      const abort = () => waiting?.reject(signal?.reason);
      signal?.addEventListener('abort', abort, { once: true });
      try {
        return await new Promise<ColumnFigures>((resolve, reject) => {
          waiting = { resolve, reject };
          worker.postMessage(column);
        });
      } finally {
        signal?.removeEventListener('abort', abort);
      }
    },
    close: () => worker.terminate(),
  };
}
