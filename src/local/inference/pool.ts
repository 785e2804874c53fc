import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { inferenceReplySchema } from './messages.ts';
import type { InferenceReply, InferenceRequest } from './messages.ts';

/** A request to the model in the artifact at `path`. */
interface Invocation {
  readonly path: string;
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly accept: string;
}

export type Answer =
  | {
      readonly kind: 'answered';
      readonly contentType: string;
      readonly body: Uint8Array | AsyncIterable<Uint8Array>;
    }
  /** The request cannot be read, or answered in a form that is accepted. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  /** The model cannot be read, or its process ended: with an artifact or a request that is too much for it. */
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'timed-out' }
  /** Too many requests wait. */
  | { readonly kind: 'busy' }
  /** The client disconnected while its request was queued. */
  | { readonly kind: 'left' };

export interface InferencePool {
  /** Loads the artifact at a path and makes one prediction with it. Throws when that fails. */
  ping(path: string): Promise<void>;
  /** `onHangUp` receives a function that removes the queued request. */
  invoke(invocation: Invocation, onHangUp?: (leave: () => void) => void): Promise<Answer>;
  dispose(): void;
}

export interface InferenceLimits {
  readonly processCount: number;
  /** Of the JavaScript heap of a process. */
  readonly heapMb: number;
  /** From the moment a process takes a request until its whole answer has been read. */
  readonly timeoutMs: number;
  /** How long a client may leave the next piece of its answer unread while other requests wait. */
  readonly unreadMs: number;
  /** Most queued requests; their bytes are bounded by the server's memory for bodies. */
  readonly maxWaiting: number;
  /** A process that has had nothing to do for so long ends. */
  readonly idleMs: number;
}

const defaultLimits: InferenceLimits = {
  processCount: Math.max(1, Math.floor(availableParallelism() / 2)),
  heapMb: 512,
  timeoutMs: 60_000,
  unreadMs: 1000,
  maxWaiting: 1000,
  idleMs: 600_000,
};

/** A request up to this size is answered in some milliseconds. */
const smallBytes = 64 * 1024;

/** What a process works on. It gets each reply, and whether the process ended or ran out of time instead. */
interface Task {
  readonly request: InferenceRequest;
  readonly bytes: number;
  /** Whether the process is done with the task. */
  reply(reply: InferenceReply, ask: Ask): boolean;
  /** Gives up what its client does not read. */
  abandon(): void;
  end(how: 'ended' | 'timed-out'): void;
}

/** Continues or ends an answer of several pieces. */
type Ask = (kind: 'next' | 'drop') => void;

interface InferenceProcess {
  readonly child: ChildProcess;
  task?: Task | undefined;
  timer?: NodeJS.Timeout | undefined;
  /** Runs while a piece of the answer is unread. */
  unreadTimer?: NodeJS.Timeout | undefined;
}

/** Processes that answer invocations, started as they are needed: what one does to its memory concerns its own request alone. */
export function openInferencePool(modulePath: string, given: Partial<InferenceLimits> = {}): InferencePool {
  const limits = { ...defaultLimits, ...given };
  const processes = new Set<InferenceProcess>();
  const waiting: Task[] = [];
  let isLargeNext = false;
  let isDisposed = false;

  const start = (): InferenceProcess => {
    const child = fork(modulePath, {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [`--max-old-space-size=${limits.heapMb}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const started: InferenceProcess = { child };
    processes.add(started);
    child.on('message', (raw) => {
      const reply = inferenceReplySchema.safeParse(raw);
      if (!reply.success) child.kill('SIGKILL');
      else if (started.task?.reply(reply.data, (kind) => ask(started, kind)) === true) release(started);
      else watchReader(started);
    });
    child.on('error', () => {
      child.kill('SIGKILL');
      // One that could not be started never exits.
      remove(started, 'ended');
    });
    child.once('exit', () => remove(started, 'ended'));
    return started;
  };
  const ask = (busy: InferenceProcess, kind: 'next' | 'drop') => {
    clearInterval(busy.unreadTimer);
    send(busy, { kind });
  };
  const watchReader = (busy: InferenceProcess) => {
    clearInterval(busy.unreadTimer);
    busy.unreadTimer = setInterval(() => {
      if (waiting.length > 0) busy.task?.abandon();
    }, limits.unreadMs);
  };
  const remove = (ended: InferenceProcess, how: 'ended' | 'timed-out') => {
    clearTimeout(ended.timer);
    clearInterval(ended.unreadTimer);
    processes.delete(ended);
    const { task } = ended;
    ended.task = undefined;
    task?.end(how);
    pump();
  };
  const release = (free: InferenceProcess) => {
    clearTimeout(free.timer);
    clearInterval(free.unreadTimer);
    free.task = undefined;
    free.timer = setTimeout(() => free.child.kill(), limits.idleMs).unref();
    pump();
  };
  /** Large and small requests take turns, each kind in its order: a few large ones do not keep small ones waiting. */
  const nextTask = (): Task | undefined => {
    const index = waiting.findIndex(({ bytes }) => bytes > smallBytes === isLargeNext);
    const [task] = waiting.splice(Math.max(0, index), 1);
    if (task === undefined) return undefined;
    isLargeNext = task.bytes <= smallBytes;
    return task;
  };
  const assign = (free: InferenceProcess, task: Task | undefined) => {
    if (task === undefined) return;
    clearTimeout(free.timer);
    free.task = task;
    free.timer = setTimeout(() => {
      free.child.kill('SIGKILL');
      remove(free, 'timed-out');
    }, limits.timeoutMs);
    send(free, task.request);
  };
  const pump = () => {
    if (isDisposed) return;
    while (waiting.length > 0) {
      let free = [...processes].find(({ task }) => task === undefined);
      if (free === undefined && processes.size < limits.processCount) free = start();
      if (free === undefined) return;
      assign(free, nextTask());
    }
  };
  const submit = (task: Task) => {
    waiting.push(task);
    pump();
  };

  return {
    ping: (path) =>
      new Promise((resolve, reject) => {
        submit({
          request: { kind: 'ping', path },
          bytes: 0,
          reply(reply) {
            if (reply.kind === 'done') resolve();
            else reject(new Error('message' in reply ? reply.message : 'it does not answer'));
            return true;
          },
          abandon: () => undefined,
          end: (how) => reject(new Error(endings[how])),
        });
      }),
    invoke: (invocation, onHangUp = () => undefined) =>
      new Promise((resolve) => {
        if (waiting.length >= limits.maxWaiting) return resolve({ kind: 'busy' });
        const task = invocationTask(invocation, resolve);
        submit(task);
        onHangUp(() => {
          const at = waiting.indexOf(task);
          if (at < 0) return;
          waiting.splice(at, 1);
          resolve({ kind: 'left' });
        });
      }),
    dispose() {
      isDisposed = true;
      for (const { child } of processes) child.kill('SIGKILL');
    },
  };
}

const endings = {
  ended: 'its process ended, which may have run out of memory',
  'timed-out': 'it took too long',
};

function send({ child }: InferenceProcess, request: InferenceRequest): void {
  // A process that has just exited reports that through its exit event.
  if (child.connected) child.send(request, () => undefined);
}

/** An answer of one piece is given whole; of a longer one each piece is computed only when the one before has been read. */
function invocationTask(invocation: Invocation, resolve: (answer: Answer) => void): Task {
  let pieces: PieceReader | undefined;
  return {
    request: { kind: 'invoke', ...invocation },
    bytes: invocation.body.length,
    reply(reply, ask) {
      switch (reply.kind) {
        case 'done':
          return true;
        case 'refused':
        case 'failed':
          if (pieces === undefined) resolve(reply);
          else pieces.fail(reply.message);
          return true;
        case 'piece': {
          const { contentType, bytes, isLast } = reply;
          if (pieces !== undefined) pieces.add(bytes, isLast);
          else if (isLast) resolve({ kind: 'answered', contentType, body: bytes });
          else {
            pieces = openPieceReader(bytes, ask);
            resolve({ kind: 'answered', contentType, body: pieces.body });
          }
          return isLast;
        }
      }
    },
    abandon: () => pieces?.abandon(),
    end(how) {
      if (pieces !== undefined) pieces.fail(endings[how]);
      else resolve(how === 'ended' ? { kind: 'failed', message: endings.ended } : { kind: 'timed-out' });
    },
  };
}

interface Piece {
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
}

interface PieceReader {
  readonly body: AsyncIterable<Uint8Array>;
  add(bytes: Uint8Array, isLast: boolean): void;
  fail(message: string): void;
  /** Ends the answer for its reader and the process alike. */
  abandon(): void;
}

function openPieceReader(first: Uint8Array, ask: Ask): PieceReader {
  let failure: Error | undefined;
  let settle: (piece: Piece | Error) => void = () => undefined;
  const nextPiece = () =>
    new Promise<Piece>((resolve, reject) => {
      settle = (piece) => (piece instanceof Error ? reject(piece) : resolve(piece));
      ask('next');
    });
  async function* body(): AsyncGenerator<Uint8Array> {
    let isLast = false;
    try {
      yield first;
      while (!isLast) {
        if (failure !== undefined) throw failure;
        const piece = await nextPiece();
        ({ isLast } = piece);
        yield piece.bytes;
      }
    } finally {
      if (!isLast && failure === undefined) ask('drop');
    }
  }
  return {
    body: body(),
    add: (bytes, isLast) => settle({ bytes, isLast }),
    fail(message) {
      failure = new Error(message);
      settle(failure);
    },
    abandon() {
      if (failure !== undefined) return;
      failure = new Error('its client has not read the answer');
      ask('drop');
    },
  };
}
