import { Worker } from 'node:worker_threads';
import { compileKernel } from '../kernel/compile.ts';
import { openWorker } from './worker.ts';
import type { Command, WorkerSetup } from './worker.ts';

type SharedSetup = Omit<WorkerSetup, 'thread' | 'module'>;

/** Worker threads with a shared kernel, started once and used by one training at a time. */
export interface Threads {
  readonly count: number;
  /** Whether there is one more thread that only packs the next chunk while the others train or wait for the disk. */
  readonly hasReader: boolean;
  /** Sets every thread up for a training. */
  open(setup: SharedSetup): Promise<Workers>;
  close(): Promise<void>;
}

export interface Workers {
  /** Every thread runs the commands in order, without waiting for the others; one of them may pack. Resolves when all have finished. */
  run(...commands: readonly Command[]): Promise<void>;
}

/** Messages to a thread, and its answer after each. */
export type ThreadMessage =
  | { readonly kind: 'open'; readonly setup: WorkerSetup }
  | { readonly kind: 'run'; readonly commands: readonly Command[] };
export type ThreadAnswer = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly reason: string };

function freeAllShares({ memory, workspace }: SharedSetup): void {
  Atomics.store(new Int32Array(memory.buffer, workspace.nextShare, 1), 0, 0);
}

/** Runs trainings on the calling thread. */
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
          // Yields to the event loop between commands.
          await new Promise(setImmediate);
        },
      });
    },
    close: () => Promise.resolve(),
  };
}

/** Starts `count` threads that train, and later one that reads ahead if needed. `script` is the bundle of `threadMain.ts`. */
export function startThreads(count: number, script: URL): Threads {
  const threads = Array.from({ length: count }, () => startThread(script));
  // Compiled once, so that the engine's optimizations serve all trainings, and while the threads start.
  const module = compileKernel();
  let reader: ReturnType<typeof startThread> | undefined;
  return {
    count,
    hasReader: true,
    async open(setup) {
      const setupOf = (thread: number) => ({ kind: 'open', setup: { ...setup, module, thread } }) as const;
      await allDone(threads.map(({ send }, index) => send(setupOf(index))));
      let isReaderOpen = false;
      const readAhead = async (commands: readonly Command[]): Promise<void> => {
        reader ??= startThread(script);
        if (!isReaderOpen) await reader.send(setupOf(count));
        isReaderOpen = true;
        await reader.send({ kind: 'run', commands });
      };
      return {
        run: (...commands) => {
          freeAllShares(setup);
          const sent = threads.map(({ send }) => send({ kind: 'run', commands }));
          const packing = commands.filter(({ kind }) => kind === 'pack');
          const isAhead = packing.length > 0 && packing.length < commands.length;
          return allDone(isAhead ? [...sent, readAhead(packing)] : sent);
        },
      };
    },
    close: async () => {
      await Promise.all([...threads, ...(reader ? [reader] : [])].map(({ close }) => close()));
    },
  };
}

/** Waits for all threads even if one fails, so that files can be closed afterwards. */
async function allDone(sent: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(sent);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** Handles one message at a time; after a thread has ended, the pending and all later messages fail. */
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
    send: (message: ThreadMessage) =>
      new Promise<void>((resolve, reject) => {
        waiting = { resolve, reject };
        if (ended === undefined) worker.postMessage(message);
        else reject(ended);
      }),
    close: () => worker.terminate(),
  };
}
