import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { Failure } from '../learner/errors.ts';
import type { CallOptions, Engine, EngineCalls } from './engine/engine.ts';
import { answerMessageSchema } from './engine/messages.ts';
import { dataFailure } from './errors.ts';

interface Pending {
  readonly engine: ChildProcess;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The data engine as a child process, started on the first call and again after it ended. */
export function createEngine(modulePath: string): Engine {
  let child: ChildProcess | undefined;
  let nextId = 1;
  const pending = new Map<number, Pending>();

  const call = async <Name extends keyof EngineCalls>(
    name: Name,
    request: EngineCalls[Name]['request'],
    { signal }: CallOptions = {},
  ): Promise<EngineCalls[Name]['answer']> => {
    signal?.throwIfAborted();
    child ??= start();
    const engine = child;
    const id = nextId;
    nextId += 1;
    const answer = new Promise<unknown>((resolve, reject) => pending.set(id, { engine, resolve, reject }));
    // A call runs to its end or the process does: cancelling the only one ends the process.
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
      // SAFETY: the engine of the same build answers with what EngineCalls says.
      return (await answer) as EngineCalls[Name]['answer'];
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

  return {
    readExperiment: (request, options) => call('readExperiment', request, options),
    experimentsBeside: (request, options) => call('experimentsBeside', request, options),
    profile: (request, options) => call('profile', request, options),
    regression: (request, options) => call('regression', request, options),
    suggestExperiment: (request, options) => call('suggestExperiment', request, options),
    preflight: (request, options) => call('preflight', request, options),
    splitToFiles: (request, options) => call('splitToFiles', request, options),
    prepare: (request, options) => call('prepare', request, options),
    evaluate: (request, options) => call('evaluate', request, options),
    sampleRows: (request, options) => call('sampleRows', request, options),
    encodeRows: (request, options) => call('encodeRows', request, options),
    encodeFile: (request, options) => call('encodeFile', request, options),
    writePredictions: (request, options) => call('writePredictions', request, options),
    convertToRecordIO: (request, options) => call('convertToRecordIO', request, options),
    dispose: () => child?.kill(),
  };
}

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
