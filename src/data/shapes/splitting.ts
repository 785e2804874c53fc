import * as z from 'zod/mini';

export const splitMethods = ['random', 'stratified', 'group', 'time', 'column', 'hash'] as const;
export type SplitMethod = (typeof splitMethods)[number];

/** Whether a method draws by a column of the user's; "stratified" draws an experiment's rows by its target. */
export const needsColumn = (method: SplitMethod | undefined): boolean =>
  method !== undefined && method !== 'random' && method !== 'stratified';

const size = z.number().check(z.nonnegative());

/** How the rows of a table are assigned to files. */
export const splittingSchema = z.strictObject({
  method: z.optional(z.enum(splitMethods)),
  /** The column of every method but random. */
  column: z.optional(z.string()),
  /** Shares below 1, or numbers of rows; for "group", of groups. */
  test: z.optional(size),
  validation: z.optional(size),
  /** Files of about the same size instead of train, test and validation. */
  folds: z.optional(z.int().check(z.minimum(2), z.maximum(100))),
  /** "column": the values of the rows in each set. */
  testValues: z.optional(z.array(z.string())),
  validationValues: z.optional(z.array(z.string())),
  seed: z.optional(z.int().check(z.nonnegative())),
  /** "random" and "stratified": whether rows are shuffled; true by default. */
  shuffle: z.optional(z.boolean()),
});

export type Splitting = z.infer<typeof splittingSchema>;

export const rowFormats = ['csv', 'parquet'] as const;
export type RowFormat = (typeof rowFormats)[number];

/** One of the files of a split: train, test, validation, or fold-1 and so on. */
interface SplitSetFacts {
  readonly name: string;
  readonly rowCount: number;
  /** Rows of each class, in the order of the preview's classes. */
  readonly classCounts: readonly number[];
}

/** What a split would write. */
export interface SplitPreview {
  readonly sets: readonly SplitSetFacts[];
  /** The column whose classes are counted; absent for none. */
  readonly classColumn?: string;
  /** The most frequent ones. */
  readonly classes: readonly string[];
}
