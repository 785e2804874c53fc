import * as z from 'zod/mini';
import { fittedFeatureSchema } from './encoders/fitted.ts';
import type { FittedFeature } from './encoders/fitted.ts';
import { targetTransformSchema } from './targetTransform.ts';
import type { TargetTransform } from '../../learner/targetTransform.ts';

/** How columns become numbers, fitted on the training rows; stored with the model so that any machine can predict with it. */
export interface Preparation {
  readonly version: 3;
  readonly target: string;
  /** What the model learned is this function of the target; absent: the target itself. */
  readonly targetTransform?: TargetTransform | undefined;
  readonly features: readonly FittedFeature[];
  /** Of the target itself, also where a function of it is learned. */
  readonly trainMean: number;
  /** Classifiers only: the name of class i. */
  readonly classNames?: readonly string[] | undefined;
  /** 1-based numbers of the held-out data rows in the order of the test channel; at most the first 10,000. */
  readonly testRowNumbers: readonly number[];
}

const common = {
  target: z.string(),
  trainMean: z.number(),
  classNames: z.optional(z.array(z.string())),
  testRowNumbers: z.array(z.int()),
};

/** Version 1 knew numbers without gaps alone. */
const firstVersion = z.object({
  ...common,
  version: z.literal(1),
  features: z.array(
    z.object({
      column: z.string(),
      type: z.literal('number'),
      min: z.number(),
      max: z.number(),
      mean: z.number(),
    }),
  ),
});

/** Reads every version as the newest one. */
export const preparationSchema = z.union([
  z.object({
    ...common,
    version: z.literal(3),
    targetTransform: z.optional(targetTransformSchema),
    features: z.array(fittedFeatureSchema),
  }),
  z.pipe(
    z.object({ ...common, version: z.literal(2), features: z.array(fittedFeatureSchema) }),
    z.transform((second): Preparation => ({ ...second, version: 3 })),
  ),
  z.pipe(
    firstVersion,
    z.transform(({ features, ...rest }): Preparation => ({
      ...rest,
      version: 3,
      features: features.map(({ column, min, max, mean }) => ({
        encode: 'number',
        planned: { column },
        fitted: { indicator: false, missingShare: 0, min, max, mean },
      })),
    })),
  ),
]);

/** Rows of each set, and those in none of them. */
export interface RowCounts {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  /** Rows that a rule does not hold for; absent for none. */
  readonly byRules?: number | undefined;
  /** Rows without a value in the target; absent for none. */
  readonly withoutTarget?: number | undefined;
  /** Rows without a value in a feature whose gaps are dropped; absent for none. */
  readonly withGaps?: number | undefined;
  /** Rows of the file with too many or too few values; absent for none. */
  readonly setAside?: number | undefined;
}

export interface PreparedRun {
  readonly trainPath: string;
  readonly validationPath?: string;
  readonly testPath?: string;
  readonly format: 'recordio' | 'csv';
  readonly rowCounts: RowCounts;
  readonly tableSha256: string;
  readonly preparation: Preparation;
  /** A map of strings, as SageMaker expects. */
  readonly hyperparameters: Readonly<Record<string, string>>;
}
