import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import { hyperparameterTable } from '../hyperparameters/table.ts';
import type { Scaler } from '../trainer/scaler.ts';
import { sampleRowCount } from '../trainer/scaler.ts';
import { ndarrayLines } from './numpyText.ts';
import { logged, metricsLine, once } from './prefix.ts';

/** The lines before the data is read: defaults and given hyperparameters. */
export function openingLines(at: Date, given: Readonly<Record<string, string>>): string[] {
  const defaults = Object.fromEntries(
    hyperparameterTable.flatMap(({ name, default: value }) => (value === undefined ? [] : [[name, value]])),
  );
  const defaultFile = '/opt/amazon/lib/python3.8/site-packages/algorithm/resources/default-input.json';
  // A worker repeats the lines of the entry point.
  const configured = [
    logged(at, `Final configuration: ${pythonDict({ ...defaults, ...given })}`),
    logged(at, 'Loggers have already been setup.', 'WARNING'),
  ];
  return [
    'Docker entrypoint called with argument(s): train',
    'Running default environment configuration script',
    logged(at, `Reading default configuration from ${defaultFile}: ${pythonDict(defaults)}`),
    logged(
      at,
      `Merging with provided configuration from /opt/ml/input/config/hyperparameters.json: ${pythonDict(given)}`,
    ),
    ...configured,
    ...configured,
    'Process 1 is a worker.',
    logged(at, 'Using default worker.'),
    logged(at, 'Checkpoint loading and saving are disabled.'),
  ];
}

/** Facts about a channel that several lines use. */
export interface ChannelFacts {
  readonly rowCount: number;
  /** Its bytes if it is RecordIO, whose reader logs in the container. */
  readonly recordioBytes?: number;
}

/** Facts about a run that several lines use. */
export interface RunFacts {
  readonly settings: LinearLearnerSettings;
  readonly train: ChannelFacts;
  readonly validation?: ChannelFacts;
  readonly test?: ChannelFacts;
}

/** The lines after the scaler is computed. */
export function scalerLines(
  at: Date,
  { scaler, durationMs, ...facts }: RunFacts & { readonly scaler: Scaler; readonly durationMs: number },
): string[] {
  const { settings, train } = facts;
  const label = settings.predictorType === 'regressor' ? settings : undefined;
  const parts: [string, Float32Array | undefined][] = [
    ['stdev_label', label && Float32Array.of(scaler.labelScale)],
    ['stdev_weight', scaler.featureScales],
    ['mean_label', label?.unbiasLabel ? Float32Array.of(scaler.labelMean) : undefined],
    ['mean_weight', settings.unbiasData ? scaler.featureMeans : undefined],
  ];
  const first = firstPass(settings, train.rowCount);
  const sampled = first.recordCount - settings.miniBatchSize;
  return asEvents([
    ...readerLines(at, facts),
    ...firstBatchLines(at, facts, { channel: 'train', pass: 0, durationMs: 0 }),
    logged(at, 'Create Store: local'),
    ...passLines(at, facts, { channel: 'train', pass: 1, durationMs, rowCount: sampled }),
    logged(at, 'Scaler algorithm parameters'),
    ' <algorithm.scaler.ScalerAlgorithmStable object at 0x7f0000000000>',
    logged(at, 'Scaling model computed with parameters:'),
    ...dictLines(parts),
    logged(at, 'Number of GPUs being used: 0'),
    seenLine(at, { Meta: 'init_train_data_iter' }, first),
  ]);
}

/** The service's log agent begins an event with each line that has text in its first column. */
function asEvents(lines: readonly string[]): string[] {
  const events: string[] = [];
  for (const line of lines)
    if (line.startsWith(' ')) events.push(`${events.pop()}\n${line}`);
    else events.push(line);
  return events;
}

/** A pass over a channel, or over its first `rowCount` rows. */
interface Pass {
  readonly channel: 'train' | 'validation' | 'test';
  /** Number of the pass, as the container's reader counts. */
  readonly pass: number;
  readonly durationMs: number;
  readonly rowCount?: number;
}

/** What the RecordIO reader says when it starts; nothing for CSV. */
const readerLines = (at: Date, { train }: RunFacts): string[] =>
  train.recordioBytes === undefined
    ? []
    : [
        `${readerPrefix(at, 'warning')} TensorIO is already initialized; ignoring the initialization routine.`,
      ];

const readerPrefix = (at: Date, level: 'info' | 'warning') =>
  `[${at.toISOString().replace('T', ' ').slice(0, 23)}] [tensorio] [${level}]`;

/** The RecordIO reader's line about the first batch of a channel, which shows the shape of its records. */
export function firstBatchLines(at: Date, facts: RunFacts, pass: Omit<Pass, 'rowCount'>): string[] {
  const rowCount = Math.min(facts.settings.miniBatchSize, facts[pass.channel]?.rowCount ?? 0);
  return passLines(at, facts, { ...pass, rowCount });
}

/** The RecordIO reader's line about one of its passes; none for CSV. */
export function passLines(
  at: Date,
  { settings, ...channels }: RunFacts,
  { channel, pass, durationMs, ...part }: Pass,
): string[] {
  const { rowCount: all = 0, recordioBytes } = channels[channel] ?? {};
  if (recordioBytes === undefined) return [];
  const { rowCount = all } = part;
  const stats = {
    data_pipeline: `/opt/ml/input/data/${channel}`,
    epoch: pass,
    duration: Math.round(durationMs),
    num_examples: Math.ceil(rowCount / settings.miniBatchSize),
    num_bytes: Math.round((recordioBytes / all) * rowCount),
  };
  const entries = Object.entries(stats).map(([name, value]) => `"${name}": ${JSON.stringify(value)}`);
  return [`${readerPrefix(at, 'info')} epoch_stats={${entries.join(', ')}}`];
}

/** A Python dict of NDArrays: each array and each description start a new line. */
function dictLines(parts: readonly (readonly [string, Float32Array | undefined])[]): string[] {
  const lines: string[] = [];
  let open = ' {';
  for (const [name, values] of parts) {
    open += `'${name}': `;
    if (values === undefined) {
      open += 'None, ';
      continue;
    }
    const array = ndarrayLines(values);
    lines.push(open);
    for (const line of array.slice(0, -1)) lines.push(line);
    open = `${array.at(-1)}, `;
  }
  return [...lines, `${open.replace(/, $/, '')}}`];
}

/** Counts of the data iterator. */
interface RecordsSeen {
  readonly recordCount: number;
  readonly batchCount: number;
  readonly resetCount: number;
  readonly recordsBetweenResets: number;
  readonly batchesBetweenResets: number;
  readonly recordsSinceReset: number;
  readonly batchesSinceReset: number;
}

/** Whether the scaler's sample is followed by no other full batch. */
export function samplesAll(settings: LinearLearnerSettings, rowCount: number): boolean {
  return sampleRowCount(rowCount, settings) + settings.miniBatchSize > rowCount;
}

/** Counts before training: one batch for the shapes, then the scaler's sample. */
function firstPass(settings: LinearLearnerSettings, rowCount: number): RecordsSeen {
  const { miniBatchSize } = settings;
  const records = samplesAll(settings, rowCount) ? rowCount : sampleRowCount(rowCount, settings);
  const batches = Math.ceil(records / miniBatchSize);
  return {
    recordCount: miniBatchSize + records,
    batchCount: 1 + batches,
    resetCount: 2,
    recordsBetweenResets: records,
    batchesBetweenResets: batches,
    recordsSinceReset: 0,
    batchesSinceReset: 0,
  };
}

/** Counts after `epoch`, from 0. */
export function seenAfterEpoch(
  settings: LinearLearnerSettings,
  rowCount: number,
  epoch: number,
): RecordsSeen {
  const first = firstPass(settings, rowCount);
  const passes = epoch + 1;
  const own = onePass(settings, rowCount);
  return {
    ...own,
    recordCount: first.recordCount + passes * rowCount,
    batchCount: first.batchCount + passes * own.batchCount,
    resetCount: first.resetCount + passes,
  };
}

/** Counts after a single pass. */
export function onePass({ miniBatchSize }: LinearLearnerSettings, rowCount: number): RecordsSeen {
  const batchCount = Math.ceil(rowCount / miniBatchSize);
  return {
    recordCount: rowCount,
    batchCount,
    resetCount: 1,
    recordsBetweenResets: rowCount,
    batchesBetweenResets: batchCount,
    recordsSinceReset: rowCount,
    batchesSinceReset: batchCount,
  };
}

export function seenLine(
  at: Date,
  dimensions: Readonly<Record<string, string | number>>,
  seen: RecordsSeen,
  durationMs = 0,
): string {
  const counts = {
    'Total Records Seen': seen.recordCount,
    'Total Batches Seen': seen.batchCount,
    'Max Records Seen Between Resets': seen.recordsBetweenResets,
    'Max Batches Seen Between Resets': seen.batchesBetweenResets,
    'Reset Count': seen.resetCount,
    'Number of Records Since Last Reset': seen.recordsSinceReset,
    'Number of Batches Since Last Reset': seen.batchesSinceReset,
  };
  const metrics = Object.entries(counts).map(([name, count]) => [name, once(count, 'integer')]);
  return metricsLine(new Date(at.getTime() - durationMs), at, dimensions, Object.fromEntries(metrics));
}

function pythonDict(values: Readonly<Record<string, string>>): string {
  return `{${Object.entries(values)
    .map(([name, value]) => `'${name}': '${value}'`)
    .join(', ')}}`;
}
