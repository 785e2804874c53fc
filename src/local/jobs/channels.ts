import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readChannelFiles } from '../../learner/formats/channelFiles.ts';
import type { ChannelFormat, FileRows } from '../../learner/formats/channelFiles.ts';
import { classCountOf } from '../../learner/hyperparameters/settings.ts';
import type { LinearLearnerSettings } from '../../learner/hyperparameters/settings.ts';
import { forEachBlock, recordsOf } from '../../learner/parallel/records.ts';
import type { RecordChannels } from '../../learner/parallel/trainRecords.ts';
import { checkFinite } from '../../learner/trainer/channels.ts';
import type { TrainingChannels } from '../../learner/trainer/channels.ts';
import { noTrainingData } from '../../learner/trainer/errors.ts';
import { measureFile, openFileRecords } from './fileRecords.ts';
import type { StoredFile } from './fileRecords.ts';
import type { JobRequest } from './messages.ts';

/** One value per channel. */
interface ByChannel<T> {
  readonly train: T;
  readonly validation?: T;
  readonly test?: T;
}

/** A job's data: rows in memory for the exact trainer, or records for the fast one. */
export type OpenChannels = {
  readonly rowCount: number;
  /** Where the rows of each channel come from. */
  readonly files: ByChannel<readonly FileRows[]>;
} & (
  | { readonly kind: 'rows'; readonly channels: TrainingChannels }
  | { readonly kind: 'records'; readonly channels: RecordChannels; close(): Promise<void> }
);

/** Total size of the channels above which they stay on disk. */
const inMemoryBytes = 32 * 1024 * 1024;
/** Most multiplications for the exact trainer: about a tenth of a second. */
const exactMultiplications = 5e7;
/** The same when an epoch is one batch: centring leaves the bias only rounding errors as its gradient, which Adam turns into full steps. */
const exactMultiplicationsOfOneBatch = 1e9;

/** Whether training could take more multiplications than the exact trainer does, judging by the size of the files alone. */
export async function mayTakeThreads(
  settings: LinearLearnerSettings,
  { train }: JobRequest['channels'],
): Promise<boolean> {
  const sizes = await Promise.all(train.files.map(async ({ path }) => (await stat(path)).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return multiplicationsOf(settings, bytes / bytesOfValue) > exactMultiplications;
}

/** A float of RecordIO; a number of CSV seldom has fewer characters. */
const bytesOfValue = 4;

/** In all epochs of all models. */
const multiplicationsOf = (settings: LinearLearnerSettings, valueCount: number) =>
  valueCount * settings.numModels * classCountOf(settings) * settings.epochs;

/** Reads the channels into memory, or opens large ones for reading on demand. Throws FormatFailure or TrainingFailure. */
export async function openChannels(
  settings: LinearLearnerSettings,
  channels: JobRequest['channels'],
): Promise<OpenChannels> {
  const measured = await readEach(settings, channels, (files, format) =>
    Promise.all(files.map(async (file) => ({ file, ...(await measureFile(file, format, inMemoryBytes)) }))),
  );
  const { train, validation = [], test = [] } = measured;
  const all = [...train, ...validation, ...test];
  const writtenOut = all.reduce((sum, { writtenOutBytes }) => sum + writtenOutBytes, 0);
  if (writtenOut > inMemoryBytes) return openOnDisk(settings, channels);
  return readAll(settings, channels, new Map(all.map(({ file, bytes }) => [file.path, bytes])));
}

/** Throws TrainingFailure for the first value of the named channels that is not finite. */
export async function checkFiniteValues(
  opened: OpenChannels,
  names: readonly (keyof OpenChannels['files'])[],
): Promise<void> {
  for (const name of names) {
    if (opened.kind === 'rows') {
      const rows = opened.channels[name];
      if (rows !== undefined) checkFinite(name, rows);
      continue;
    }
    const records = opened.channels[name];
    if (records !== undefined)
      await forEachBlock(records, records.rowCount, (rows, firstRow) => checkFinite(name, rows, firstRow));
  }
}

async function readAll(
  settings: LinearLearnerSettings,
  given: JobRequest['channels'],
  known: ReadonlyMap<string, Uint8Array | undefined>,
): Promise<OpenChannels> {
  const read = await readEach(settings, given, async (files, format) => {
    const contents = files.map(async ({ name, path }) => ({
      name,
      bytes: known.get(path) ?? (await readFile(path)),
    }));
    return readChannelFiles(await Promise.all(contents), format);
  });
  const files = eachOf(read, (channel) => channel.files);
  const channels = eachOf(read, ({ rows }) => rows);
  const { rowCount, columnCount } = channels.train.features;
  const isOneBatch = rowCount < 2 * settings.miniBatchSize;
  const limit = isOneBatch ? exactMultiplicationsOfOneBatch : exactMultiplications;
  if (multiplicationsOf(settings, rowCount * (columnCount + 1)) <= limit)
    return { kind: 'rows', rowCount, files, channels };
  const close = () => Promise.resolve();
  return { kind: 'records', rowCount, files, channels: eachOf(channels, recordsOf), close };
}

async function openOnDisk(
  settings: LinearLearnerSettings,
  given: JobRequest['channels'],
): Promise<OpenChannels> {
  const opened: { close(): Promise<void> }[] = [];
  const close = async () => {
    await Promise.all(opened.map((records) => records.close()));
  };
  try {
    const read = await readEach(settings, given, async (files, format) => {
      const own = await openFileRecords(files, format, dirname(files[0]?.path ?? ''));
      if (own !== undefined) opened.push(own);
      return own;
    });
    const channels = eachOf(read, ({ records }) => records);
    const { rowCount } = channels.train;
    return { kind: 'records', rowCount, files: eachOf(read, ({ files }) => files), channels, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Reads one channel after the other; a channel without rows counts as absent. */
async function readEach<T>(
  settings: LinearLearnerSettings,
  channels: JobRequest['channels'],
  read: (files: readonly StoredFile[], format: ChannelFormat) => Promise<T | undefined>,
): Promise<ByChannel<T>> {
  const { miniBatchSize } = settings;
  const of = async (name: keyof JobRequest['channels']) => {
    const channel = channels[name];
    if (channel === undefined) return undefined;
    const contentType = channel.contentType === 'text/csv' ? 'text/csv' : 'application/x-recordio-protobuf';
    return read(channel.files, { channel: name, contentType, miniBatchSize });
  };
  const train = await of('train');
  if (train === undefined) throw noTrainingData(0, miniBatchSize);
  const validation = await of('validation');
  const test = await of('test');
  return {
    train,
    ...(validation === undefined ? {} : { validation }),
    ...(test === undefined ? {} : { test }),
  };
}

function eachOf<T, U>({ train, validation, test }: ByChannel<T>, map: (one: T) => U): ByChannel<U> {
  return {
    train: map(train),
    ...(validation === undefined ? {} : { validation: map(validation) }),
    ...(test === undefined ? {} : { test: map(test) }),
  };
}
