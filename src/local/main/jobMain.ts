import { stat } from 'node:fs/promises';
import { availableParallelism, constants, setPriority } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import * as z from 'zod/mini';
import { writeArtifact } from '../../learner/artifact/artifact.ts';
import { Failure } from '../../learner/errors.ts';
import { parseHyperparameters } from '../../learner/hyperparameters/parse.ts';
import { closingLines, durationsLine, epochLines } from '../../learner/logLines/format.ts';
import { openingLines, scalerLines } from '../../learner/logLines/opening.ts';
import type { ChannelFacts, RunFacts } from '../../learner/logLines/opening.ts';
import { startThreads } from '../../learner/parallel/workers.ts';
import type { Threads } from '../../learner/parallel/workers.ts';
import { trainRecords } from '../../learner/parallel/trainRecords.ts';
import { trainLinearLearner } from '../../learner/trainer/train.ts';
import type { EpochEnd, TrainedModel, TrainingStart } from '../../learner/trainer/events.ts';
import { keepBestSoFar } from '../jobs/bestSoFar.ts';
import type { BestSoFar } from '../jobs/bestSoFar.ts';
import { checkFiniteValues, mayTakeThreads, openChannels } from '../jobs/channels.ts';
import type { OpenChannels } from '../jobs/channels.ts';
import { inferenceRequestSchema } from '../inference/messages.ts';
import { openInference } from '../inference/serve.ts';
import { metricReader } from '../jobs/metrics.ts';
import { placeInFile } from '../jobs/placeInFile.ts';
import { serverMessageSchema } from '../jobs/messages.ts';
import type { JobMessage, JobRequest } from '../jobs/messages.ts';

/** A process does one or the other until it is killed: it trains, one request at a time, or it answers invocations. */
const messageSchema = z.union([serverMessageSchema, inferenceRequestSchema]);

let threads: Threads | undefined;
/** Started for a large job, while its data is read and checked. */
function allThreads(): Threads {
  // Compiles the kernel optimized at once: the code of the first tier takes four times as long, and jobs end before the second.
  // Electron may have frozen V8's flags by then; setting one would end the process.
  const isElectron = process.versions['electron'] !== undefined;
  if (threads === undefined && !isElectron) setFlagsFromString('--no-liftoff');
  threads ??= startThreads(
    Math.min(availableParallelism(), 8),
    new URL('./trainThread.mjs', import.meta.url),
  );
  return threads;
}

/** Training must not slow down the editor. */
const giveWay = () => setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

let isStopped = false;
const infer = openInference();
process.on('message', (raw) => {
  const message = messageSchema.parse(raw);
  switch (message.kind) {
    case 'train':
      giveWay();
      isStopped = false;
      return answer(run(message));
    case 'prepare':
      // Before the threads start, which keep the priority that they start with.
      giveWay();
      allThreads();
      return undefined;
    case 'stop':
      isStopped = true;
      return undefined;
    case 'ping':
    case 'invoke':
    case 'next':
    case 'drop':
      return void infer(message).then((reply) => process.send?.(reply));
  }
});
process.on('disconnect', () => process.exit());
// The server may have ended while this process started.
if (!process.connected) process.exit();

function answer(work: Promise<void>): void {
  void work.then(
    () => report({ kind: 'done' }),
    (error: unknown) => report({ kind: 'failed', reason: reasonOf(error) }),
  );
}

async function run(request: JobRequest): Promise<void> {
  const { hyperparameters, channels, artifactPath } = request;
  metricsOf = metricReader(request.metricDefinitions);
  const startedAt = performance.now();
  await log(openingLines(new Date(), hyperparameters));
  const settings = parseHyperparameters(hyperparameters);
  if (await mayTakeThreads(settings, channels)) allThreads();
  const opened = await openChannels(settings, channels);
  try {
    await report({ kind: 'training', isLarge: opened.kind === 'records' });
    const setupMs = performance.now() - startedAt;
    const facts = { settings, ...(await factsOf(opened, channels)) };
    let classWeights: Float64Array | undefined;
    const bestSoFar = keepBestSoFar(artifactPath, (model) =>
      writeArtifact(model, { settings, classWeights }),
    );
    const end = await train(facts, opened, bestSoFar, (start) => {
      ({ classWeights } = start);
    });
    if (end === 'stopped') return bestSoFar.write();
    const { trained, last, initializeMs, updatesMs } = end;
    const trainedAt = performance.now();
    await log(closingLines(new Date(), trained, { ...facts, last }));
    await bestSoFar.write(() => trained.model);
    const [finalizeMs, totalMs] = [performance.now() - trainedAt, performance.now() - startedAt];
    const durations = { setupMs, initializeMs, updatesMs, finalizeMs, totalMs };
    await log([durationsLine(new Date(), settings.epochs, durations)]);
  } finally {
    if (opened.kind === 'records') await opened.close();
  }
}

interface Finished {
  readonly trained: TrainedModel;
  readonly last: EpochEnd;
  readonly initializeMs: number;
  readonly updatesMs: readonly number[];
}

/** Trains, logs each epoch as it ends, and keeps the best model of them. */
async function train(
  facts: RunFacts,
  opened: OpenChannels,
  bestSoFar: BestSoFar,
  started: (start: TrainingStart) => void,
): Promise<Finished | 'stopped'> {
  const { settings } = facts;
  const training =
    opened.kind === 'rows'
      ? trainLinearLearner(settings, opened.channels)
      : trainRecords(settings, opened.channels, allThreads());
  const updatesMs: number[] = [];
  let initializeMs = 0;
  let last: EpochEnd | undefined;
  for (;;) {
    if (isStopped) return 'stopped';
    const before = performance.now();
    const next = await blaming(opened, () => training.next());
    const durationMs = performance.now() - before;
    if (next.done === true) {
      if (last === undefined) throw new Error('Training ended without an epoch.');
      await blaming(opened, () => checkFiniteValues(opened, withoutLoss(next.value)));
      return { trained: next.value, last, initializeMs, updatesMs };
    }
    if (next.value.kind === 'scaler') {
      initializeMs = durationMs;
      started(next.value);
      await log(scalerLines(new Date(), { ...facts, durationMs, scaler: next.value.scaler }));
    } else {
      updatesMs.push(durationMs);
      last = next.value;
      // A model must be on disk before the log names it.
      if (next.value.decision.kind === 'improved') await bestSoFar.improved(next.value.best);
      await log(epochLines(new Date(), next.value, { ...facts, durationMs }));
    }
    // Lets a stop message arrive before the next epoch.
    await new Promise(setImmediate);
  }
}

/** Channels whose objective, the first of their scores, is not finite. Other scores may be undefined for good reason: r2 of equal labels. */
const withoutLoss = ({ scores }: TrainedModel) =>
  (['train', 'validation', 'test'] as const).filter(
    (name) => !Number.isFinite(scores[name]?.[0]?.value ?? 0),
  );

/** Adds file and row to failures about the data, and looks for the value behind a loss that is not a number. */
async function blaming<T>(opened: OpenChannels, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure && error.code === 'training-diverged')
      await blaming(opened, () => checkFiniteValues(opened, ['train', 'validation']));
    throw placeInFile(error, opened.files);
  }
}

/** Rows of the channels, and the bytes of those that are RecordIO. */
async function factsOf(
  { files }: OpenChannels,
  channels: JobRequest['channels'],
): Promise<Omit<RunFacts, 'settings'>> {
  const of = async (name: keyof OpenChannels['files']): Promise<ChannelFacts> => {
    const rowCount = (files[name] ?? []).reduce((sum, file) => sum + file.rowCount, 0);
    const channel = channels[name];
    if (channel === undefined || channel.contentType === 'text/csv') return { rowCount };
    const sizes = await Promise.all(channel.files.map(async ({ path }) => (await stat(path)).size));
    return { rowCount, recordioBytes: sizes.reduce((sum, size) => sum + size, 0) };
  };
  return {
    train: await of('train'),
    ...(files.validation ? { validation: await of('validation') } : {}),
    ...(files.test ? { test: await of('test') } : {}),
  };
}

/** ClientError for the user's data or settings, otherwise AlgorithmError. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `${error instanceof Failure ? 'ClientError' : 'AlgorithmError'}: ${message}`.slice(0, 1024);
}

let metricsOf: ReturnType<typeof metricReader> = () => [];
const log = (lines: readonly string[]) =>
  report({ kind: 'log', lines: [...lines], metrics: metricsOf(lines) });

/** Resolves when the message was sent, so that training waits for a server that falls behind with the log. */
function report(message: JobMessage): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, () => resolve());
  });
}
