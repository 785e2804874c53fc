import * as z from 'zod/mini';
import { hyperparameterJsonSchema } from '../../learner/hyperparameters/jsonSchema.ts';
import { predictorTypes } from '../../learner/hyperparameters/spec.ts';
import { settableHyperparameters } from '../../learner/hyperparameters/table.ts';
import { columnsSchema } from './columns.ts';
import { described } from './described.ts';
import { featureSchema } from './encoders/feature.ts';
import { readSchema } from './read.ts';
import { rowRuleSchema } from './rowRules.ts';
import { needsColumn, splitMethods } from './splitting.ts';
import { targetTransformSchema } from './targetTransform.ts';

const text = () => z.string();
const positiveInt = () => z.int().check(z.minimum(1));
const sizeExpected = 'a fraction below 1, or a whole number of rows';
const size = () =>
  z.number().check(
    z.minimum(0),
    z.refine((value) => value < 1 || Number.isInteger(value), { error: sizeExpected }),
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

const split = z
  .strictObject({
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
    method: described(
      z.optional(z.enum(splitMethods)),
      'How rows are drawn: "random" (the default); "stratified": each class has the same share of every set; "group": rows with the same value of "column" stay together; "time": the newest rows by "column" are held out; "column": the rows with given values of "column" are held out; "hash": by a hash of "column", so that a row stays in its set when others are added.',
    ),
    column: described(z.optional(text()), 'The column of "group", "time", "column" and "hash".'),
    testValues: described(
      z.optional(z.array(text()).check(z.minLength(1))),
      'method "column": the values of the rows that are held out to evaluate the model.',
    ),
    validationValues: described(
      z.optional(z.array(text()).check(z.minLength(1))),
      'method "column": the values of the rows that select the best of the parallel models.',
    ),
  })
  .check(
    z.refine(({ method, column }) => needsColumn(method) === (column !== undefined), {
      path: ['column'],
      error: 'a column with the methods "group", "time", "column" and "hash", and none with the others',
    }),
    z.refine(({ method, testValues }) => (method === 'column') === (testValues !== undefined), {
      path: ['testValues'],
      error: 'a list of values with the method "column", and none with the others',
    }),
    z.refine(({ method, validationValues }) => method === 'column' || validationValues === undefined, {
      path: ['validationValues'],
      error: 'none, unless the method is "column"',
    }),
    z.refine(({ method, shuffle }) => method !== 'stratified' || shuffle, {
      path: ['method'],
      error: 'random, unless "shuffle" is true',
    }),
  );
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
  roleArn: described(
    z.optional(z.string().check(z.regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/))),
    "Execution role of the run. If absent, the connection's is used.",
  ),
});
const endpoint = z.strictObject({
  instanceType: described(text(), 'Instance type of the endpoint on AWS.'),
  instanceCount: described(z._default(positiveInt(), 1), 'Number of endpoint instances.'),
});

/** The experiment file, version 1: everything that defines a run. */
export const experimentSchema = z.strictObject({
  $schema: z.optional(text()),
  version: described(z.literal(1), 'Version of the file format.'),
  dataset: described(
    text(),
    'Path of the table, relative to this file, or its S3 URI; one that ends in / is all tables directly below it.',
  ),
  read: described(
    z.optional(readSchema),
    'How the table is read. If absent, or for absent keys, this is detected from the file.',
  ),
  columns: described(
    z.optional(columnsSchema),
    'What columns are, by name. If absent, or for absent columns, this is detected from the values.',
  ),
  rows: described(
    z.optional(z.array(rowRuleSchema)),
    'Which rows are used: those that every rule holds for. If absent: all.',
  ),
  target: described(text(), 'The column to predict.'),
  predictorType: described(
    z._default(z.enum(predictorTypes), 'regressor'),
    'What is predicted: a number, one of two classes, or one of several classes.',
  ),
  targetTransform: described(
    z.optional(targetTransformSchema),
    'regressor: the model learns this function of the target, "log1p" for log(1 + y) or "sqrt" for the square root; predictions and metrics are those of the target itself.',
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

/** The schemas of what a schema can hold: itself, or the alternatives and the value that may be absent. */
function formsOf(schema: unknown): readonly unknown[] {
  if (
    schema instanceof z.ZodMiniOptional ||
    schema instanceof z.ZodMiniExactOptional ||
    schema instanceof z.ZodMiniDefault
  )
    return formsOf(schema.def.innerType);
  return schema instanceof z.ZodMiniUnion ? schema.def.options.flatMap(formsOf) : [schema];
}

/** Keys of an object's schema with the schemas of their values; a list and a record have the schema of each entry. */
function entriesOf(schema: unknown): readonly (readonly [key: string | undefined, value: unknown])[] {
  return formsOf(schema).flatMap((form): readonly (readonly [string | undefined, unknown])[] => {
    if (form instanceof z.ZodMiniArray) return [[undefined, form.def.element]];
    if (form instanceof z.ZodMiniRecord) return [[undefined, form.def.valueType]];
    return form instanceof z.ZodMiniObject ? Object.entries(form.def.shape) : [];
  });
}

const keysOf = (schema: unknown): readonly string[] =>
  entriesOf(schema).flatMap(([key, value]) => [...(key === undefined ? [] : [key]), ...keysOf(value)]);

const hyperparameterKeys = keysOf(hyperparameters);
const experimentKeys = keysOf(experimentSchema).filter((key) => !hyperparameterKeys.includes(key));

/** What a misspelled key of the object at `path` may have been meant to be: first the object's own keys. */
export function knownKeys(path: readonly (string | number)[]): readonly string[] {
  if (path[0] === 'hyperparameters') return hyperparameterKeys;
  const at = path.reduce<readonly unknown[]>(
    (schemas, step) =>
      schemas.flatMap(entriesOf).flatMap(([key, value]) => ((key ?? step) === step ? [value] : [])),
    [experimentSchema],
  );
  const own = at.flatMap(entriesOf).flatMap(([key]) => key ?? []);
  return [...new Set([...own, ...experimentKeys])];
}

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
