import * as z from 'zod/mini';
import { metricNames } from '../learner/metrics/metricNames.ts';
import { targetTransformSchema } from '../data/shapes/targetTransform.ts';

/** JSON.stringify writes NaN as null. */
const number = z.pipe(
  z.nullable(z.number()),
  z.transform((value) => value ?? Number.NaN),
);
const interval = z.object({ low: z.number(), high: z.number() });
const commonFields = {
  target: z.string(),
  intervals: z.optional(z.partialRecord(z.enum(metricNames), interval)),
  featureNames: z.array(z.string()),
};
const row = {
  row: z.nullable(z.int()),
  features: z.array(z.number()),
  actual: z.number(),
  predicted: z.number(),
};
const classified = z.array(z.object({ ...row, score: z.number() }));
const weights = z.array(z.number());
const point = z.object({ x: z.number(), y: z.number() });
const counts = z.array(z.int());

const used = z.object({ used: z.int(), of: z.int() });
const referenceFit = <Metrics extends z.ZodMiniType>(metrics: Metrics) =>
  z.optional(
    z.object({
      metrics,
      rows: used,
      columns: used,
      isConverged: z.boolean(),
      model: z.optional(z.enum(['better', 'level', 'worse'])),
    }),
  );

const regressionMetrics = z.object({
  rowCount: z.int(),
  mse: number,
  rmse: number,
  mae: number,
  r2: z.nullable(z.number()),
  maxAbsoluteError: number,
  bias: number,
});
const regression = z.object({
  ...commonFields,
  predictorType: z.literal('regressor'),
  targetTransform: z.optional(targetTransformSchema),
  coefficients: z.object({ bias: z.number(), weights }),
  metrics: regressionMetrics,
  baseline: regressionMetrics,
  reference: referenceFit(regressionMetrics),
  trainMetrics: regressionMetrics,
  trainMean: z.number(),
  pairs: z.array(z.object(row)),
});

const beside = {
  baseline: z.object({ majority: z.int(), accuracy: z.number(), logLoss: z.number() }),
  reference: referenceFit(
    z.object({ auc: z.nullable(z.number()), accuracy: z.number(), logLoss: z.number() }),
  ),
  trainMetrics: z.object({ rowCount: z.int(), accuracy: z.number() }),
  pairs: classified,
};

const binaryJudgement = z.object({
  rowCount: z.int(),
  positiveCount: z.int(),
  metrics: z.object({
    accuracy: number,
    balancedAccuracy: number,
    precision: number,
    recall: number,
    specificity: number,
    f1: number,
    mcc: number,
    kappa: number,
  }),
  auc: z.nullable(z.number()),
  averagePrecision: z.nullable(z.number()),
  logLoss: z.nullable(z.number()),
  thresholds: z.array(z.object({ threshold: z.number(), truePositives: z.int(), falsePositives: z.int() })),
  roc: z.array(point),
  precisionRecall: z.array(point),
  calibration: z.array(
    z.object({
      meanPredicted: z.number(),
      fractionPositive: z.number(),
      rowCount: z.int(),
      low: z.number(),
      high: z.number(),
    }),
  ),
  histogram: z.object({ edges: z.array(z.number()), negatives: counts, positives: counts }),
});
const binary = z.object({
  ...commonFields,
  ...beside,
  predictorType: z.literal('binary_classifier'),
  classNames: z.tuple([z.string(), z.string()]),
  scoreKind: z.enum(['probability', 'margin']),
  coefficients: z.object({ bias: z.number(), weights }),
  threshold: z.number(),
  judgement: binaryJudgement,
});

const multiclass = z.object({
  ...commonFields,
  ...beside,
  predictorType: z.literal('multiclass_classifier'),
  classNames: z.array(z.string()),
  coefficients: z.object({ biases: weights, weights: z.array(weights) }),
  judgement: z.object({
    rowCount: z.int(),
    metrics: z.object({
      confusion: z.array(counts),
      accuracy: number,
      balancedAccuracy: number,
      perClass: z.array(z.object({ precision: number, recall: number, f1: number, support: z.int() })),
      macroPrecision: number,
      macroRecall: number,
      macroF1: number,
      mcc: number,
      kappa: number,
    }),
    logLoss: number,
    topK: z.object({ k: z.int(), accuracy: number }),
  }),
});

/** evaluation.json, as another machine wrote it. */
export const evaluationSchema = z.discriminatedUnion('predictorType', [regression, binary, multiclass]);

const shared = { predictorType: true, intervals: true, baseline: true, reference: true } as const;

/** Of evaluation.json the metrics alone, without what grows with the rows. */
export const measuredSchema = z.discriminatedUnion('predictorType', [
  z.pick(regression, { ...shared, metrics: true }),
  z.pick(binary, { ...shared, judgement: true }),
  z.pick(multiclass, { ...shared, judgement: true }),
]);
