import * as z from 'zod/mini';
import { hyperparameterJsonSchema } from '../../learner/hyperparameters/jsonSchema.ts';
import { predictorTypes } from '../../learner/hyperparameters/spec.ts';
import { settableHyperparameters } from '../../learner/hyperparameters/table.ts';

const described = <T extends z.ZodMiniType>(schema: T, description: string): T => {
  z.globalRegistry.add(schema, { description });
  return schema;
};
const text = () => z.string();
const positiveInt = () => z.int().check(z.minimum(1));
/** What the size of one side of the split may be. */
export const sizeExpected = 'a share below 1, or a whole number of rows';
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

const feature = z.strictObject({ column: described(text(), 'Name of the column.') });
const split = z.strictObject({
  test: described(size(), 'Rows held out to judge the model: a share below 1, or a number of rows.'),
  validation: described(
    z._default(size(), 0),
    'Rows that choose the best of the parallel models: a share of all rows, or a number of rows.',
  ),
  seed: described(
    z._default(z.int().check(z.minimum(0)), 0),
    'Seed of the shuffle, as random_state of scikit-learn.',
  ),
  shuffle: described(z._default(z.boolean(), true), 'Whether rows are shuffled before they are split.'),
});
const training = z.strictObject({
  instanceType: described(text(), 'Instance that trains, on AWS; Local trains on this machine.'),
  instanceCount: described(z._default(positiveInt(), 1), 'How many instances train.'),
  maxRuntimeSeconds: described(z._default(positiveInt(), 3600), 'After this the training job is stopped.'),
});
const output = z.strictObject({
  bucket: described(z.optional(text()), 'Bucket of the run; absent: made and remembered per connection.'),
  prefix: described(z._default(text(), 'linear-learner'), 'Prefix of everything the run stores.'),
});
const endpoint = z.strictObject({
  instanceType: described(text(), 'Instance that serves the model, on AWS.'),
  instanceCount: described(z._default(positiveInt(), 1), 'How many instances serve.'),
});

/** The experiment file, version 1: the one source of a run. */
export const experimentSchema = z.strictObject({
  $schema: z.optional(text()),
  version: described(z.literal(1), 'Version of this format.'),
  dataset: described(text(), 'The table, relative to this file.'),
  target: described(text(), 'The column to predict.'),
  predictorType: described(
    z._default(z.enum(predictorTypes), 'regressor'),
    'What is predicted: a number, one of two classes, or one of several.',
  ),
  positiveClass: described(
    z.optional(text()),
    'Of two classes the one that is looked for, 1 in the training data; absent: a yes or the last in order.',
  ),
  features: described(
    z.optional(z.array(feature).check(z.minLength(1))),
    'The columns to predict from; absent: every usable column.',
  ),
  split: described(split, 'Which rows train and which judge.'),
  format: described(z._default(z.enum(['recordio', 'csv']), 'recordio'), 'Format of the training data.'),
  hyperparameters: described(
    z._default(hyperparameters, {}),
    "SageMaker's names; what is absent keeps its default, mini_batch_size is fitted to the rows.",
  ),
  training: described(training, 'The training job.'),
  output: described(z._default(output, { prefix: 'linear-learner' }), 'Where the run is stored in S3.'),
  endpoint: described(endpoint, 'What Deploy makes.'),
});

export type Experiment = z.infer<typeof experimentSchema>;

/** Hyperparameters as SageMaker takes them: strings. */
export function hyperparameterStrings({ hyperparameters }: Experiment): Record<string, string> {
  const given = Object.entries(hyperparameters).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

/** The JSON Schema that gives the editor completion and hovers. */
export function experimentJsonSchema(): object {
  return z.toJSONSchema(experimentSchema, { io: 'input', target: 'draft-7' });
}
