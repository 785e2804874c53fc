import { Worker } from 'node:worker_threads';
import { compileKernel } from '../kernel/compile.ts';
import { openHand } from './hand.ts';
import type { Command, HandSetup } from './hand.ts';

type SharedSetup = Omit<HandSetup, 'thread' | 'module'>;

/** Worker threads and the kernel they share, started once and used by one training after another. */
export interface Threads {
  /** Those that train, and with more than one a last one that only reads: it works while they wait for the disk, or train. */
  readonly trainerCount: number;
  readonly count: number;
  /** Readies every thread for a training; what then runs, runs on all. */
  open(setup: SharedSetup): Promise<Crew>;
  close(): Promise<void>;
}

export interface Crew {
  /** Each thread does the commands in turn, without waiting for the others; one of them may pack. Resolves when all are done. */
  run(...commands: readonly Command[]): Promise<void>;
}

/** What a thread is told, and answers each time when it is done. */
export type ThreadMessage =
  | { readonly kind: 'open'; readonly setup: HandSetup }
  | { readonly kind: 'run'; readonly commands: readonly Command[] };
export type ThreadAnswer = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly reason: string };

function freeAllShares({ memory, workspace }: SharedSetup): void {
  Atomics.store(new Int32Array(memory.buffer, workspace.nextShare, 1), 0, 0);
}

/** Runs trainings where they are. */
export function noThreads(): Threads {
  const module = compileKernel();
  return {
    trainerCount: 1,
    count: 1,
    open: (setup) => {
      const run = openHand({ ...setup, module, thread: 0 });
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

/** So many that train, and one that reads. `script` is the built `threadMain.ts`. */
export function startThreads(trainerCount: number, script: URL): Threads {
  const count = trainerCount + 1;
  // Compiled once: what the engine learns of it in one training serves the next.
  const module = compileKernel();
  const threads = Array.from({ length: count }, () => startThread(script));
  /** Rejects when no thread works any more: what they read from may be closed then. */
  const tellAll = async (messageOf: (thread: number) => ThreadMessage): Promise<void> => {
    const told = await Promise.allSettled(threads.map(({ tell }, index) => tell(messageOf(index))));
    const failed = told.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };
  return {
    trainerCount,
    count,
    async open(setup) {
      await tellAll((thread) => ({ kind: 'open', setup: { ...setup, module, thread } }));
      return {
        run: (...commands) => {
          freeAllShares(setup);
          return tellAll(() => ({ kind: 'run', commands }));
        },
      };
    },
    close: async () => {
      await Promise.all(threads.map(({ close }) => close()));
    },
  };
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
