import { Worker } from 'node:worker_threads';
import { compileKernel } from '../kernel/compile.ts';
import { openWorker } from './worker.ts';
import type { Command, WorkerSetup } from './worker.ts';

type SharedSetup = Omit<WorkerSetup, 'thread' | 'module'>;

/** Worker threads and the kernel they share, started once and used by one training after another. */
export interface Threads {
  readonly count: number;
  /** Whether another thread, the last, only packs: what the others will train on next, while they train or wait for the disk. */
  readonly hasReader: boolean;
  /** Readies every thread for a training; what then runs, runs on all. */
  open(setup: SharedSetup): Promise<Workers>;
  close(): Promise<void>;
}

export interface Workers {
  /** Each thread does the commands in turn, without waiting for the others; one of them may pack. Resolves when all are done. */
  run(...commands: readonly Command[]): Promise<void>;
}

/** What a thread is told, and answers each time when it is done. */
export type ThreadMessage =
  | { readonly kind: 'open'; readonly setup: WorkerSetup }
  | { readonly kind: 'run'; readonly commands: readonly Command[] };
export type ThreadAnswer = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly reason: string };

function freeAllShares({ memory, workspace }: SharedSetup): void {
  Atomics.store(new Int32Array(memory.buffer, workspace.nextShare, 1), 0, 0);
}

/** Runs trainings where they are. */
export function noThreads(): Threads {
  const module = compileKernel();
  return {
    count: 1,
    hasReader: false,
    open: (setup) => {
      const run = openWorker({ ...setup, module, thread: 0 });
      return Promise.resolve({
        run: async (...commands) => {
          freeAllShares(setup);
          for (const command of commands) run(command);
          // Lets messages pass between commands.
          await new Promise(setImmediate);
        },
      });
    },
    close: () => Promise.resolve(),
  };
}

/** So many that train, and one that reads when there is something to read ahead. `script` is the built `threadMain.ts`. */
export function startThreads(count: number, script: URL): Threads {
  // Compiled once: what the engine learns of it in one training serves the next.
  const module = compileKernel();
  const threads = Array.from({ length: count }, () => startThread(script));
  let reader: ReturnType<typeof startThread> | undefined;
  return {
    count,
    hasReader: true,
    async open(setup) {
      const setupOf = (thread: number) => ({ kind: 'open', setup: { ...setup, module, thread } }) as const;
      await allDone(threads.map(({ tell }, index) => tell(setupOf(index))));
      let isReaderOpen = false;
      const readAhead = async (commands: readonly Command[]): Promise<void> => {
        reader ??= startThread(script);
        if (!isReaderOpen) await reader.tell(setupOf(count));
        isReaderOpen = true;
        await reader.tell({ kind: 'run', commands });
      };
      return {
        run: (...commands) => {
          freeAllShares(setup);
          const told = threads.map(({ tell }) => tell({ kind: 'run', commands }));
          const packing = commands.filter(({ kind }) => kind === 'pack');
          const isAhead = packing.length > 0 && packing.length < commands.length;
          return allDone(isAhead ? [...told, readAhead(packing)] : told);
        },
      };
    },
    close: async () => {
      await Promise.all([...threads, ...(reader ? [reader] : [])].map(({ close }) => close()));
    },
  };
}

/** Rejects when no thread works any more: what they read from may be closed then. */
async function allDone(told: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(told);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** One message at a time; a thread that ended fails the one it was told, and every later one. */
function startThread(script: URL) {
  const worker = new Worker(script);
  let waiting: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;
  let ended: Error | undefined;
  const end = (error: Error) => {
    ended ??= error;
    waiting?.reject(ended);
  };
  worker.on('error', end);
  worker.on('exit', () => end(new Error('A training thread ended.')));
  worker.on('message', (answer: ThreadAnswer) => {
    if (answer.kind === 'done') waiting?.resolve();
    else waiting?.reject(new Error(answer.reason));
  });
  return {
    tell: (message: ThreadMessage) =>
      new Promise<void>((resolve, reject) => {
        waiting = { resolve, reject };
        if (ended === undefined) worker.postMessage(message);
        else reject(ended);
      }),
    close: () => worker.terminate(),
  };
}
