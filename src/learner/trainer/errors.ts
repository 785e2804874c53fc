import { Failure } from '../errors.ts';

export type TrainingFailure =
  | Failure<'no-training-data', { readonly rowCount: number; readonly miniBatchSize: number }>
  | Failure<
      'feature-dim',
      {
        readonly expected: number;
        readonly found: number;
        readonly channel: string;
        readonly isGiven: boolean;
      }
    >
  | Failure<
      'label-invalid',
      { readonly channel: string; readonly row: number; readonly found: number; readonly expected: string }
    >
  | Failure<
      'feature-invalid',
      { readonly channel: string; readonly row: number; readonly feature: number; readonly found: number }
    >
  | Failure<'training-diverged', { readonly epoch: number }>
  | Failure<'training-too-large', TrainingSize>;

export interface TrainingSize {
  readonly featureCount: number;
  readonly modelCount: number;
  /** Scores per row: the number of classes, or 1. */
  readonly classCount: number;
}

export const noTrainingData = (rowCount: number, miniBatchSize: number): TrainingFailure =>
  new Failure(
    'no-training-data',
    { rowCount, miniBatchSize },
    'No training data processed. Either the training channel is empty or the mini-batch size is too high. ' +
      `The channel has ${rowCount} rows, mini_batch_size is ${miniBatchSize}.`,
  );

/** `isGiven`: expected by feature_dim, rather than by the train channel. */
export function featureDim(
  expected: number,
  found: number,
  channel: string,
  isGiven: boolean,
): TrainingFailure {
  const rule = isGiven
    ? `feature_dim is ${expected}`
    : channel === 'train'
      ? 'it needs at least 1'
      : `the train channel has ${expected}`;
  return new Failure(
    'feature-dim',
    { expected, found, channel, isGiven },
    `The ${channel} channel has ${found} features, ${rule}.`,
  );
}

/** `row` counts from 1 over the whole channel. */
export const labelInvalid = (
  channel: string,
  row: number,
  found: number,
  expected: string,
): TrainingFailure =>
  new Failure(
    'label-invalid',
    { channel, row, found, expected },
    `Row ${row} of the ${channel} channel has the label ${found}: expected ${expected}.`,
  );

/** `row` and `feature` count from 1. */
export const featureInvalid = (
  channel: string,
  row: number,
  feature: number,
  found: number,
): TrainingFailure =>
  new Failure(
    'feature-invalid',
    { channel, row, feature, found },
    `Row ${row} of the ${channel} channel has the value ${found} in feature ${feature}: expected a finite number.`,
  );

/** `epoch` counts from 1. */
export const trainingDiverged = (epoch: number): TrainingFailure =>
  new Failure(
    'training-diverged',
    { epoch },
    `Training diverged in epoch ${epoch}: learning_rate, wd or the initial weights are too large, ` +
      'or the data holds values that are not finite numbers.',
  );

/** Training needs more than the 4 GiB that it can address. */
export function trainingTooLarge(size: TrainingSize): TrainingFailure {
  const { featureCount, modelCount, classCount } = size;
  const [scores, fewer] =
    classCount > 1 ? [` with ${classCount} classes each`, 'num_classes or num_models'] : ['', 'num_models'];
  return new Failure(
    'training-too-large',
    size,
    `Training ${modelCount} models of ${featureCount} features${scores} needs more than 4 GiB of memory: ` +
      `lower ${fewer}, or use fewer features.`,
  );
}
