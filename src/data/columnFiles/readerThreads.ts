import { Worker } from 'node:worker_threads';
import { openRowReader } from './rowReader.ts';
import type { ColumnChange, RowReaderSetup, WrittenPart } from './rowReader.ts';
import type { Refusal, Words } from './kernel.ts';

/** The same as RowReader, on another thread. */
export interface ReaderThread {
  readonly read: (text: Uint8Array<ArrayBuffer>, part: number) => Promise<WrittenPart | Refusal>;
  readonly words: () => Promise<Words>;
  readonly change: (
    parts: readonly Pick<WrittenPart, 'rowCount' | 'at'>[],
    changes: readonly ColumnChange[],
  ) => Promise<readonly ReadonlyMap<number, number>[]>;
}

/** Opens readers that write to one file. */
export interface ReaderThreads {
  readonly open: (setup: RowReaderSetup) => {
    readonly readers: readonly ReaderThread[];
    readonly close: () => Promise<void>;
  };
}

/** Messages to a thread. */
export type ReaderCall =
  | { readonly kind: 'read'; readonly text: Uint8Array<ArrayBuffer>; readonly part: number }
  | { readonly kind: 'words' }
  | {
      readonly kind: 'change';
      readonly parts: readonly Pick<WrittenPart, 'rowCount' | 'at'>[];
      readonly changes: readonly ColumnChange[];
    };

/** Its answers, in the order of the messages. */
export type ReaderAnswer =
  | { readonly kind: 'read'; readonly part: WrittenPart | Refusal }
  | { readonly kind: 'words'; readonly words: Words }
  | { readonly kind: 'change'; readonly moved: readonly ReadonlyMap<number, number>[] }
  | { readonly kind: 'failed'; readonly message: string; readonly code: string | undefined };

/** Reads on the calling thread, which answers other events between two parts. */
export const noReaderThreads: ReaderThreads = {
  open: (setup) => {
    const reader = openRowReader(setup);
    const later = <T>(work: () => T) =>
      new Promise<T>((resolve, reject) => {
        setImmediate(() => {
          try {
            resolve(work());
          } catch (error) {
            reject(error);
          }
        });
      });
    return {
      readers: [
        {
          read: (text, part) => later(() => reader.read(text, part)),
          words: () => later(reader.words),
          change: async (parts, changes) => {
            const moved: ReadonlyMap<number, number>[] = [];
            for (const part of parts)
              for (const columns of await later(() => reader.change([part], changes))) moved.push(columns);
            return moved;
          },
        },
      ],
      close: () => Promise.resolve(),
    };
  },
};

/** Reads on `count` threads. `script` is the bundle of `threadMain.ts`. */
export const readerThreads = (count: number, script: URL): ReaderThreads => ({
  open: (setup) => {
    const threads = Array.from({ length: count }, () => startThread(script, setup));
    return {
      readers: threads.map(({ reader }) => reader),
      close: async () => {
        await Promise.all(threads.map(({ close }) => close()));
      },
    };
  },
});

interface Waiting {
  readonly resolve: (answer: ReaderAnswer) => void;
  readonly reject: (error: Error) => void;
}

function startThread(script: URL, setup: RowReaderSetup) {
  const worker = new Worker(script, { workerData: setup });
  const waiting: Waiting[] = [];
  let ended: Error | undefined;
  const end = (error: Error) => {
    ended ??= error;
    for (const { reject } of waiting.splice(0)) reject(ended);
  };
  worker.on('error', end);
  worker.on('exit', () => end(new Error('A thread that reads rows ended')));
  worker.on('message', (answer: ReaderAnswer) => {
    const next = waiting.shift();
    if (answer.kind === 'failed')
      next?.reject(Object.assign(new Error(answer.message), { code: answer.code }));
    else next?.resolve(answer);
  });
  const call = (message: ReaderCall) =>
    new Promise<ReaderAnswer>((resolve, reject) => {
      if (ended !== undefined) return reject(ended);
      waiting.push({ resolve, reject });
      return worker.postMessage(message, message.kind === 'read' ? [message.text.buffer] : []);
    });
  const reader: ReaderThread = {
    read: async (text, part) => {
      const answer = await call({ kind: 'read', text, part });
      return answer.kind === 'read' ? answer.part : unexpected(answer);
    },
    words: async () => {
      const answer = await call({ kind: 'words' });
      return answer.kind === 'words' ? answer.words : unexpected(answer);
    },
    change: async (parts, changes) => {
      const answer = await call({ kind: 'change', parts, changes });
      return answer.kind === 'change' ? answer.moved : unexpected(answer);
    },
  };
  return { reader, close: () => worker.terminate() };
}

function unexpected({ kind }: ReaderAnswer): never {
  throw new Error(`A thread that reads rows answered ${kind}`);
}
