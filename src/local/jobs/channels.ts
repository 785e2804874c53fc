import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { readChannelFiles } from '../../learner/formats/channelFiles.ts';
import type { ChannelFormat } from '../../learner/formats/channelFiles.ts';
import type { LinearLearnerSettings } from '../../learner/hyperparameters/settings.ts';
import { recordsOf } from '../../learner/panels/records.ts';
import type { Records } from '../../learner/panels/records.ts';
import type { RecordChannels } from '../../learner/panels/trainRecords.ts';
import type { TrainingChannels } from '../../learner/trainer/channels.ts';
import { noTrainingData } from '../../learner/trainer/errors.ts';
import { readWhole } from './fileParts.ts';
import { openFileRecords } from './fileRecords.ts';
import type { StoredFile } from './fileRecords.ts';
import type { JobRequest } from './messages.ts';

type Channel = NonNullable<JobRequest['channels']['validation']>;

/** A job's data: small enough for the exact trainer, or as records for the one that is fast on many rows. */
export type OpenChannels =
  | { readonly kind: 'rows'; readonly rowCount: number; readonly channels: TrainingChannels }
  | {
      readonly kind: 'records';
      readonly rowCount: number;
      readonly channels: RecordChannels;
      close(): Promise<void>;
    };

/** Channels above so many bytes together stay on disk. */
const inMemoryBytes = 32 * 1024 * 1024;
/** Multiplications up to which a training is left to the exact trainer: a tenth of a second. */
const exactMultiplications = 5e7;

/** Reads the channels, or opens them to be read as they are needed. Throws FormatFailure or TrainingFailure. */
export async function openChannels(
  settings: LinearLearnerSettings,
  channels: JobRequest['channels'],
): Promise<OpenChannels> {
  const given = Object.values(channels).filter((channel) => channel !== undefined);
  const sizes = await Promise.all(
    given.flatMap(({ paths }) => paths.map(async (path) => (await stat(path)).size)),
  );
  const isLarge = sizes.reduce((sum, size) => sum + size, 0) > inMemoryBytes;
  return isLarge ? openOnDisk(settings, channels) : readAll(settings, channels);
}

async function readAll(
  settings: LinearLearnerSettings,
  channels: JobRequest['channels'],
): Promise<OpenChannels> {
  const read = async (name: string, channel: Channel | undefined) => {
    if (channel === undefined) return undefined;
    const files = await Promise.all(
      filesOf(name, channel).map(async (file) => ({ name: file.name, bytes: await readWhole(file.path) })),
    );
    return readChannelFiles(files, formatOf(settings, name, channel));
  };
  const train = await read('train', channels.train);
  if (train === undefined) throw noTrainingData(0, settings.miniBatchSize);
  const validation = await read('validation', channels.validation);
  const test = await read('test', channels.test);
  const { rowCount, columnCount } = train.features;
  const classCount = settings.predictorType === 'multiclass_classifier' ? settings.numClasses : 1;
  const laneCount = settings.numModels * classCount;
  if (rowCount * (columnCount + 1) * laneCount * settings.epochs <= exactMultiplications)
    return {
      kind: 'rows',
      rowCount,
      channels: { train, ...(validation ? { validation } : {}), ...(test ? { test } : {}) },
    };
  return {
    kind: 'records',
    rowCount,
    channels: {
      train: recordsOf(train),
      ...(validation ? { validation: recordsOf(validation) } : {}),
      ...(test ? { test: recordsOf(test) } : {}),
    },
    close: () => Promise.resolve(),
  };
}

async function openOnDisk(
  settings: LinearLearnerSettings,
  channels: JobRequest['channels'],
): Promise<OpenChannels> {
  const opened: { close(): Promise<void> }[] = [];
  const close = async () => {
    await Promise.all(opened.map((records) => records.close()));
  };
  const openChannel = async (name: string, channel: Channel | undefined): Promise<Records | undefined> => {
    if (channel === undefined) return undefined;
    const files = filesOf(name, channel);
    const scratch = dirname(files[0]?.path ?? '');
    const own = await openFileRecords(files, formatOf(settings, name, channel), scratch);
    if (own !== undefined) opened.push(own);
    return own?.records;
  };
  try {
    const train = await openChannel('train', channels.train);
    if (train === undefined) throw noTrainingData(0, settings.miniBatchSize);
    const validation = await openChannel('validation', channels.validation);
    const test = await openChannel('test', channels.test);
    return {
      kind: 'records',
      rowCount: train.rowCount,
      channels: { train, ...(validation ? { validation } : {}), ...(test ? { test } : {}) },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** As the container names them. */
const filesOf = (channel: string, { paths }: Channel): StoredFile[] =>
  paths.map((path) => ({ path, name: `/opt/ml/input/data/${channel}/${basename(path)}` }));

const formatOf = (
  { miniBatchSize }: LinearLearnerSettings,
  channel: string,
  { contentType }: Channel,
): ChannelFormat => ({
  channel,
  contentType: contentType === 'text/csv' ? 'text/csv' : 'application/x-recordio-protobuf',
  miniBatchSize,
});
