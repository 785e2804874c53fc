import * as z from 'zod/mini';
import { hyperparameterJsonSchema } from '../../learner/hyperparameters/jsonSchema.ts';
import { predictorTypes } from '../../learner/hyperparameters/spec.ts';
import { settableHyperparameters } from '../../learner/hyperparameters/table.ts';
import { described } from './described.ts';
import { featureSchema } from './encoders/feature.ts';
import { readSchema } from './read.ts';

const text = () => z.string();
const positiveInt = () => z.int().check(z.minimum(1));
/** The allowed sizes of a set of the split, in words. */
export const sizeExpected = 'a fraction below 1, or a whole number of rows';
const size = () =>
  z.number().check(
    z.minimum(0),
    z.refine((value) => value < 1 || Number.isInteger(value)),
  );

const hyperparameters = z.strictObject(
  Object.fromEntries(
    settableHyperparameters().map((entry) => {
      const value = z.union([z.string(), z.number(), z.boolean()]);
      z.globalRegistry.add(value, hyperparameterJsonSchema(entry));
      return [entry.name, z.optional(value)];
    }),
  ),
);

const split = z.strictObject({
  test: described(size(), 'Rows held out to evaluate the model: a fraction below 1, or a number of rows.'),
  validation: described(
    z._default(size(), 0),
    'Rows that select the best of the parallel models: a fraction of all rows, or a number of rows.',
  ),
  seed: described(
    z._default(z.int().check(z.minimum(0)), 0),
    "Seed of the shuffle; the same as scikit-learn's random_state.",
  ),
  shuffle: described(z._default(z.boolean(), true), 'Whether rows are shuffled before the split.'),
});
const training = z.strictObject({
  instanceType: described(text(), 'Instance type for training on AWS; Local trains on this machine.'),
  instanceCount: described(z._default(positiveInt(), 1), 'Number of training instances.'),
  maxRuntimeSeconds: described(
    z._default(positiveInt(), 3600),
    'Time limit in seconds; the training job is stopped when it is reached.',
  ),
});
const output = z.strictObject({
  bucket: described(
    z.optional(text()),
    'S3 bucket of the run. If absent, one is created and remembered per connection.',
  ),
  prefix: described(z._default(text(), 'linear-learner'), 'S3 prefix of everything the run stores.'),
});
const endpoint = z.strictObject({
  instanceType: described(text(), 'Instance type of the endpoint on AWS.'),
  instanceCount: described(z._default(positiveInt(), 1), 'Number of endpoint instances.'),
});

/** The experiment file, version 1: everything that defines a run. */
export const experimentSchema = z.strictObject({
  $schema: z.optional(text()),
  version: described(z.literal(1), 'Version of the file format.'),
  dataset: described(text(), 'Path of the table, relative to this file.'),
  read: described(
    z.optional(readSchema),
    'How the table is read. If absent, or for absent keys, this is worked out from the file.',
  ),
  target: described(text(), 'The column to predict.'),
  predictorType: described(
    z._default(z.enum(predictorTypes), 'regressor'),
    'What is predicted: a number, one of two classes, or one of several classes.',
  ),
  positiveClass: described(
    z.optional(text()),
    'The class of two that becomes label 1. If absent: the one that means yes, otherwise the last in order.',
  ),
  features: described(
    z.optional(z.array(featureSchema).check(z.minLength(1))),
    'The columns to predict from, and how each becomes numbers. If absent: every usable column, with the preparation that a new experiment would get.',
  ),
  split: described(split, 'Which rows train the model and which evaluate it.'),
  format: described(z._default(z.enum(['recordio', 'csv']), 'recordio'), 'Format of the training data.'),
  hyperparameters: described(
    z._default(hyperparameters, {}),
    "Hyperparameters by SageMaker's names. Absent ones keep their default; mini_batch_size is fitted to the rows.",
  ),
  training: described(training, 'The training job.'),
  output: described(z._default(output, { prefix: 'linear-learner' }), 'Where the run is stored in S3.'),
  endpoint: described(endpoint, 'The endpoint that Deploy creates.'),
});

/** Keys of an object's schema and of the objects within. */
function keysOf(schema: unknown): readonly string[] {
  if (schema instanceof z.ZodMiniOptional || schema instanceof z.ZodMiniDefault)
    return keysOf(schema.def.innerType);
  if (schema instanceof z.ZodMiniArray) return keysOf(schema.def.element);
  if (!(schema instanceof z.ZodMiniObject)) return [];
  return Object.entries(schema.def.shape).flatMap(([key, value]) => [key, ...keysOf(value)]);
}

/** What a misspelled key of the file may have been meant to be, in `hyperparameters` and elsewhere. */
export const hyperparameterKeys = keysOf(hyperparameters);
export const experimentKeys = keysOf(experimentSchema).filter((key) => !hyperparameterKeys.includes(key));

export type Experiment = z.infer<typeof experimentSchema>;

/** Hyperparameters as SageMaker expects them: a map of strings. */
export function hyperparameterStrings({ hyperparameters }: Experiment): Record<string, string> {
  const given = Object.entries(hyperparameters).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

/** The JSON Schema behind completion and hovers in the text editor. */
export function experimentJsonSchema(): object {
  return z.toJSONSchema(experimentSchema, { io: 'input', target: 'draft-7' });
}
