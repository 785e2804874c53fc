import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { Failure } from '../../learner/errors.ts';
import type { CallOptions, Engine, EngineCalls } from './calls.ts';
import { answerMessageSchema } from './messages.ts';
import type { CallMessage } from './messages.ts';
import type { EngineSettings } from './settings.ts';
import { dataFailure } from '../shapes/failures.ts';
import { openPieces, sendInPieces } from './wire.ts';

/** A cancelled call, and when its process is given up. */
interface Ending {
  readonly engine: ChildProcess;
  readonly timer: NodeJS.Timeout;
  readonly writes: boolean;
}

interface Pending {
  /** Moves to another process when this one had to be killed for the sake of another call. */
  engine: ChildProcess;
  readonly message: CallMessage & { readonly id: number };
  readonly writes: boolean;
  readonly options: CallOptions<unknown>;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** A cancelled call must have ended by then, or its process is replaced, and killed. */
const usualCancelGraceMs = 500;
/** So much longer may a process that is replaced remove what it was writing. */
const writeGraceFactor = 20;

/** The data engine in a child process that starts on the first call, and again on the first call after it ended. */
interface EngineOptions {
  readonly cancelGraceMs?: number;
  /** Read each time that the process starts. */
  readonly settings?: () => EngineSettings;
}

export function createEngine(
  modulePath: string,
  { cancelGraceMs = usualCancelGraceMs, settings }: EngineOptions = {},
): Engine {
  let child: ChildProcess | undefined;
  let nextId = 1;
  const pending = new Map<number, Pending>();
  /** Processes that have not ended, and when they have. */
  const living = new Map<ChildProcess, Promise<void>>();
  /** Cancelled calls whose process has not yet ended them. */
  const ending = new Map<number, Ending>();

  const call = async (
    name: CallName,
    request: unknown,
    options: CallOptions<unknown> = {},
  ): Promise<unknown> => {
    const { signal } = options;
    signal?.throwIfAborted();
    child ??= start();
    const engine = child;
    const id = nextId;
    nextId += 1;
    const message = { id, name, request, wantsPartial: options.onPartial !== undefined };
    const answer = new Promise<unknown>((resolve, reject) =>
      pending.set(id, { engine, message, writes: callNames[name] === 'writes', options, resolve, reject }),
    );
    const abort = () => cancel(id, signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      send(engine, message);
      return await answer;
    } finally {
      pending.delete(id);
      signal?.removeEventListener('abort', abort);
    }
  };

  function cancel(id: number, reason: unknown): void {
    const waiting = pending.get(id);
    if (waiting === undefined) return;
    pending.delete(id);
    waiting.reject(reason);
    const { engine, writes } = waiting;
    send(engine, { cancel: id });
    awaitEnd(id, { engine, writes }, cancelGraceMs, () => replace(engine, id));
  }

  function awaitEnd(
    id: number,
    call: Pick<Ending, 'engine' | 'writes'>,
    graceMs: number,
    giveUp: () => void,
  ): void {
    clearTimeout(ending.get(id)?.timer);
    ending.set(id, { ...call, timer: setTimeout(giveUp, graceMs) });
  }

  /** Starts the other calls of a process that does not end a cancelled call anew, and kills it once it has removed what it wrote. */
  function replace(engine: ChildProcess, id: number): void {
    const { writes = false } = ending.get(id) ?? {};
    const others = [...pending.values()].filter((other) => other.engine === engine);
    // What it writes is made whole or not at all by the process itself.
    if (others.some((other) => other.writes)) {
      awaitEnd(id, { engine, writes }, cancelGraceMs, () => replace(engine, id));
      return;
    }
    if (child === engine) child = undefined;
    if (others.length > 0) child ??= start();
    for (const other of others) {
      other.engine = child ?? engine;
      send(other.engine, other.message);
    }
    const kill = () => engine.kill('SIGKILL');
    if (isTidying(engine)) awaitEnd(id, { engine, writes }, writeGraceFactor * cancelGraceMs, kill);
    else kill();
  }

  function ended(id: number): void {
    const over = ending.get(id);
    clearTimeout(over?.timer);
    ending.delete(id);
    // A process that was replaced has nothing else to do.
    if (over !== undefined && isRetired(over.engine)) over.engine.kill();
  }

  const isTidying = (engine: ChildProcess) =>
    [...ending.values()].some((other) => other.engine === engine && other.writes);
  const isRetired = (engine: ChildProcess) =>
    engine !== child && !isTidying(engine) && ![...pending.values()].some((other) => other.engine === engine);

  function start(): ChildProcess {
    const started = fork(modulePath, settings === undefined ? [] : [JSON.stringify(settings())], {
      serialization: 'advanced',
      execArgv: [],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    started.on('message', openPieces(receive));
    let end: () => void = () => undefined;
    living.set(started, new Promise((resolve) => (end = resolve)));
    const gone = (found: string) => {
      living.delete(started);
      end();
      if (child === started) child = undefined;
      const failure = dataFailure('engine-ended', { found }, `The data engine ended: ${found}`);
      for (const [id, { engine }] of ending) if (engine === started) ended(id);
      for (const { engine, reject } of pending.values()) if (engine === started) reject(failure);
    };
    started.once('exit', (code, signal) => gone(signal ?? `exit code ${code}`));
    started.once('error', (error) => gone(error.message));
    return started;
  }

  function receive(raw: unknown): void {
    const message = answerMessageSchema.parse(raw);
    const waiting = pending.get(message.id);
    if ('progress' in message) waiting?.options.onProgress?.(message.progress);
    else if ('partial' in message) waiting?.options.onPartial?.(message.partial);
    else {
      ended(message.id);
      if ('failure' in message) waiting?.reject(failureFrom(message.failure));
      else waiting?.resolve(message.answer);
    }
  }

  async function dispose(): Promise<void> {
    for (const process of living.keys()) process.kill();
    // One that is busy does not hear it.
    const timer = setTimeout(() => {
      for (const process of living.keys()) process.kill('SIGKILL');
    }, cancelGraceMs);
    await Promise.all(living.values());
    clearTimeout(timer);
  }

  const calls = Object.fromEntries(
    namesOf(callNames).map((name) => [
      name,
      (request: unknown, options?: CallOptions<unknown>) => call(name, request, options),
    ]),
  );
  // SAFETY: the engine is of the same build, so it has each call and answers with its type.
  return { ...(calls as Omit<Engine, 'dispose'>), dispose };
}

type CallName = keyof EngineCalls;

/** All calls, and whether they write files; their implementations are loaded by the engine's process alone. */
const callNames = {
  readExperiment: 'reads',
  experimentsBeside: 'reads',
  trainingChoices: 'reads',
  profile: 'reads',
  findColumns: 'reads',
  describeColumns: 'reads',
  correlations: 'reads',
  rankRelations: 'reads',
  relatePair: 'reads',
  regression: 'reads',
  gridColumns: 'reads',
  gridOutline: 'reads',
  openGridView: 'reads',
  gridRows: 'reads',
  gridCell: 'reads',
  gridText: 'reads',
  findInGrid: 'reads',
  positionOfRow: 'reads',
  writeGridView: 'writes',
  suggestExperiment: 'reads',
  preflight: 'reads',
  previewFeature: 'reads',
  splitToFiles: 'writes',
  previewSplit: 'reads',
  describeForSplit: 'reads',
  prepare: 'writes',
  evaluate: 'reads',
  describeStudy: 'reads',
  prepareTrial: 'writes',
  evaluateTrial: 'reads',
  compareHeldOut: 'reads',
  sampleRows: 'reads',
  encodeRows: 'reads',
  experimentAsPython: 'reads',
  preparationAsPython: 'reads',
  describeArtifactFile: 'reads',
  describeRecords: 'reads',
  recordsAt: 'reads',
  openPrediction: 'reads',
  predictionRows: 'reads',
  predictedRows: 'reads',
  linesOfRows: 'reads',
  appendColumns: 'writes',
  closePrediction: 'reads',
  tableAsPandas: 'reads',
  tableSha256: 'reads',
  runAsPython: 'reads',
  convertFile: 'writes',
  convertToRecordIO: 'writes',
  saveWrongRows: 'writes',
} as const satisfies Record<CallName, 'reads' | 'writes'>;

// SAFETY: the keys of a constant.
const namesOf = (names: typeof callNames) => Object.keys(names) as CallName[];

/** A process that is gone cannot be sent anything; its exit rejects what waits for it. */
function send(engine: ChildProcess, message: CallMessage): void {
  sendInPieces(message, (piece) => {
    if (engine.connected) engine.send(piece, () => undefined);
  });
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
