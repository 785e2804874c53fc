import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { Failure } from '../../learner/errors.ts';
import type { CallOptions, Engine, EngineCalls } from './calls.ts';
import { answerMessageSchema } from './messages.ts';
import { dataFailure } from '../shapes/failures.ts';

interface Pending {
  readonly engine: ChildProcess;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The data engine in a child process that starts on the first call, and again on the first call after it ended. */
export function createEngine(modulePath: string): Engine {
  let child: ChildProcess | undefined;
  let nextId = 1;
  const pending = new Map<number, Pending>();

  const call = async (name: string, request: unknown, { signal }: CallOptions = {}): Promise<unknown> => {
    signal?.throwIfAborted();
    child ??= start();
    const engine = child;
    const id = nextId;
    nextId += 1;
    const answer = new Promise<unknown>((resolve, reject) => pending.set(id, { engine, resolve, reject }));
    // A running call cannot be interrupted; aborting the only pending call kills the process.
    const abort = () => {
      const waiting = pending.get(id);
      pending.delete(id);
      waiting?.reject(signal?.reason);
      if ([...pending.values()].some((other) => other.engine === engine)) return;
      if (child === engine) child = undefined;
      engine.kill('SIGKILL');
    };
    signal?.addEventListener('abort', abort, { once: true });
    engine.send({ id, name, request });
    try {
      return await answer;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  };

  function start(): ChildProcess {
    const started = fork(modulePath, {
      serialization: 'advanced',
      execArgv: [],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    started.on('message', (raw) => {
      const message = answerMessageSchema.parse(raw);
      const waiting = pending.get(message.id);
      pending.delete(message.id);
      if ('failure' in message) waiting?.reject(failureFrom(message.failure));
      else waiting?.resolve(message.answer);
    });
    const ended = (found: string) => {
      if (child === started) child = undefined;
      const failure = dataFailure('engine-ended', { found }, `The data engine ended: ${found}`);
      for (const [id, waiting] of pending) {
        if (waiting.engine !== started) continue;
        pending.delete(id);
        waiting.reject(failure);
      }
    };
    started.once('exit', (code, signal) => ended(signal ?? `exit code ${code}`));
    started.once('error', (error) => ended(error.message));
    return started;
  }

  const calls = Object.fromEntries(
    callNames.map((name) => [
      name,
      (request: unknown, options?: CallOptions) => call(name, request, options),
    ]),
  );
  // SAFETY: the engine is of the same build, so it has each call and answers with its type.
  return { ...(calls as Omit<Engine, 'dispose'>), dispose: () => child?.kill() };
}

/** The names of all calls; their implementations are loaded by the engine's process alone. */
const callNames = Object.keys({
  readExperiment: true,
  experimentsBeside: true,
  trainingChoices: true,
  profile: true,
  regression: true,
  suggestExperiment: true,
  preflight: true,
  splitToFiles: true,
  prepare: true,
  evaluate: true,
  sampleRows: true,
  encodeRows: true,
  encodeFile: true,
  writePredictions: true,
  convertToRecordIO: true,
} satisfies Record<keyof EngineCalls, true>);

function failureFrom({
  code,
  facts,
  message,
}: {
  code?: string | undefined;
  facts?: Record<string, unknown> | undefined;
  message: string;
}): Error {
  return code === undefined ? new Error(message) : new Failure(code, facts ?? {}, message);
}
