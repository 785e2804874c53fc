import { readFile, stat, writeFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { basename } from 'node:path';
import { writeArtifact } from '../learner/artifact/artifact.ts';
import { Failure } from '../learner/errors.ts';
import { readChannelFiles } from '../learner/formats/channelFiles.ts';
import { parseHyperparameters } from '../learner/hyperparameters/parse.ts';
import type { LinearLearnerSettings } from '../learner/hyperparameters/settings.ts';
import { closingLines, durationsLine, epochLines } from '../learner/logLines/format.ts';
import { openingLines, scalerLines } from '../learner/logLines/opening.ts';
import type { RunFacts } from '../learner/logLines/opening.ts';
import type { LabeledRows } from '../learner/matrix.ts';
import type { TrainingChannels } from '../learner/trainer/channels.ts';
import { noTrainingData } from '../learner/trainer/errors.ts';
import { trainLinearLearner } from '../learner/trainer/train.ts';
import type { TrainedModel } from '../learner/trainer/events.ts';
import { jobRequestSchema } from './jobs/messages.ts';
import type { JobMessage, JobRequest } from './jobs/messages.ts';

type Channel = NonNullable<JobRequest['channels']['validation']>;

// Training leaves the editor its share of the processors.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
process.on('message', (raw) => {
  const request = jobRequestSchema.parse(raw);
  void run(request).then(
    () => tell({ kind: 'done' }),
    (error: unknown) => tell({ kind: 'failed', reason: reasonOf(error) }),
  );
});
process.on('disconnect', () => process.exit());

async function run({ hyperparameters, channels, artifactPath }: JobRequest): Promise<void> {
  const startedAt = performance.now();
  log(openingLines(new Date(), hyperparameters));
  const settings = parseHyperparameters(hyperparameters);
  const rows = await readChannels(settings, channels);
  tell({ kind: 'training' });
  const setupMs = performance.now() - startedAt;
  const recordioBytes = await sizeOfRecordIO(channels.train);
  const facts = { settings, ...(recordioBytes === undefined ? {} : { recordioBytes }) };
  const { trained, initializeMs, updatesMs } = await train(facts, rows);
  const trainedAt = performance.now();
  log(closingLines(new Date(), trained));
  await writeFile(artifactPath, await writeArtifact(trained.model));
  const [finalizeMs, totalMs] = [performance.now() - trainedAt, performance.now() - startedAt];
  const durations = { setupMs, initializeMs, updatesMs, finalizeMs, totalMs };
  log([durationsLine(new Date(), settings.epochs, durations)]);
}

/** Trains and logs each epoch as it ends. */
async function train(
  { settings, ...rest }: Omit<RunFacts, 'rowCount'>,
  channels: TrainingChannels,
): Promise<{ trained: TrainedModel; initializeMs: number; updatesMs: number[] }> {
  const facts = { settings, ...rest, rowCount: channels.train.features.rowCount };
  const training = trainLinearLearner(settings, channels);
  const updatesMs: number[] = [];
  let initializeMs = 0;
  for (;;) {
    const before = performance.now();
    const next = training.next();
    const durationMs = performance.now() - before;
    if (next.done === true) return { trained: next.value, initializeMs, updatesMs };
    if (next.value.kind === 'scaler') {
      initializeMs = durationMs;
      log(scalerLines(new Date(), { ...facts, durationMs, scaler: next.value.scaler }));
    } else {
      updatesMs.push(durationMs);
      log(epochLines(new Date(), next.value, { ...facts, durationMs }));
    }
    // Lets the messages of this epoch leave before the next one computes.
    await new Promise(setImmediate);
  }
}

async function readChannels(
  settings: LinearLearnerSettings,
  channels: JobRequest['channels'],
): Promise<TrainingChannels> {
  const read = (name: string, channel: Channel | undefined) =>
    channel && readChannel(settings, name, channel);
  const train = await read('train', channels.train);
  if (train === undefined) throw noTrainingData(0, settings.miniBatchSize);
  const validation = await read('validation', channels.validation);
  const test = await read('test', channels.test);
  return { train, ...(validation ? { validation } : {}), ...(test ? { test } : {}) };
}

/** All files of a channel as one table; undefined when it has none. */
async function readChannel(
  { miniBatchSize }: LinearLearnerSettings,
  channel: string,
  { contentType, paths }: Channel,
): Promise<LabeledRows | undefined> {
  const files = await Promise.all(
    paths.map(async (path) => ({
      name: `/opt/ml/input/data/${channel}/${basename(path)}`,
      bytes: await readFile(path),
    })),
  );
  const isCsv = contentType === 'text/csv';
  return readChannelFiles(files, {
    channel,
    contentType: isCsv ? 'text/csv' : 'application/x-recordio-protobuf',
    miniBatchSize,
  });
}

/** Bytes of a RecordIO channel; undefined for CSV. */
async function sizeOfRecordIO({ contentType, paths }: Channel): Promise<number | undefined> {
  if (contentType === 'text/csv') return undefined;
  const files = await Promise.all(paths.map((path) => stat(path)));
  return files.reduce((sum, { size }) => sum + size, 0);
}

/** The user's data or settings: ClientError; a training that went wrong: AlgorithmError. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const ours = !(error instanceof Failure) || error.code === 'training-diverged';
  return `${ours ? 'AlgorithmError' : 'ClientError'}: ${message}`.slice(0, 1024);
}

const log = (lines: readonly string[]) => tell({ kind: 'log', lines: [...lines] });

function tell(message: JobMessage): void {
  process.send?.(message);
}
