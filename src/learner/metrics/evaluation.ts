import type { TargetTransform } from '../targetTransform.ts';
import type { BinaryMetrics } from './binary.ts';
import type { NamedIntervals } from './metricNames.ts';
import type { ConfusionMatrix, MulticlassMetrics } from './multiclass.ts';

/** Regression metrics in the label's own units, over `rowCount` rows. */
export interface RegressionMetrics {
  readonly rowCount: number;
  readonly mse: number;
  readonly rmse: number;
  readonly mae: number;
  /** 1 − SSE/SST; null when the actual values do not vary. */
  readonly r2: number | null;
  readonly maxAbsoluteError: number;
  /** Mean of predicted − actual. */
  readonly bias: number;
}

/**
 * A converged fit of the same kind to the same training rows: least squares, logistic or softmax regression with a small ridge. It shows
 * what a linear model of these features can reach.
 */
export interface ReferenceFit<Metrics> {
  /** On the same held-out rows. */
  readonly metrics: Metrics;
  /** Training rows that it was fitted to, of all. */
  readonly rows: { readonly used: number; readonly of: number };
  /** Feature columns that it was fitted to, of all; those that explain most of the labels. */
  readonly columns: { readonly used: number; readonly of: number };
  /** Whether more iterations would gain nothing. */
  readonly isConverged: boolean;
  /**
   * The trained model beside it: `level` when their held-out losses differ by no more than chance or by too little to matter. Absent
   * when the model minimizes another loss, so that it may differ on purpose.
   */
  readonly model?: 'better' | 'level' | 'worse' | undefined;
}

/** Of a classifier; `auc` where there are two classes, both among the held-out rows. */
export interface ReferenceScores {
  readonly auc: number | null;
  readonly accuracy: number;
  readonly logLoss: number;
}

interface HeldOutRow {
  /** The 1-based data row of the table (header not counted); null where it is not on record, after the first 10,000. */
  readonly row: number | null;
  /** Feature values in the order of `Evaluation.featureNames`. */
  readonly features: readonly number[];
}

export interface EvaluationPair extends HeldOutRow {
  readonly actual: number;
  readonly predicted: number;
}

/** Classes are indexes in `classNames`. */
export interface ClassifiedRow extends HeldOutRow {
  readonly actual: number;
  readonly predicted: number;
  /** Binary: the score of class 1. Multiclass: the probability of the predicted class. */
  readonly score: number;
}

/** Evaluation of a model on held-out rows. */
export type Evaluation = RegressionEvaluation | BinaryEvaluation | MulticlassEvaluation;
export type ClassifierEvaluation = BinaryEvaluation | MulticlassEvaluation;

interface Judged {
  readonly target: string;
  /** Of the metrics with other held-out rows of the same kind; absent in evaluations of earlier versions. */
  readonly intervals?: NamedIntervals | undefined;
  readonly featureNames: readonly string[];
}

export interface RegressionEvaluation extends Judged {
  readonly predictorType: 'regressor';
  /** The coefficients are about this function of the target, everything else about the target itself; absent: there is none. */
  readonly targetTransform?: TargetTransform | undefined;
  /** Coefficients in the user's units: target = bias + Σ weights[i] × featureNames[i]. */
  readonly coefficients: { readonly bias: number; readonly weights: readonly number[] };
  readonly metrics: RegressionMetrics;
  /** Metrics of always predicting the training mean. */
  readonly baseline: RegressionMetrics;
  /** Absent in evaluations of earlier versions. */
  readonly reference?: ReferenceFit<RegressionMetrics> | undefined;
  readonly trainMetrics: RegressionMetrics;
  readonly trainMean: number;
  readonly pairs: readonly EvaluationPair[];
}

/** Counts of held-out rows where scores of at least `threshold` are predicted as class 1. */
export interface ThresholdPoint {
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
}

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/** Observed frequency of class 1 among rows of similar predicted probability. */
export interface CalibrationGroup {
  readonly meanPredicted: number;
  readonly fractionPositive: number;
  readonly rowCount: number;
  /** 95 % Wilson interval of the fraction. */
  readonly low: number;
  readonly high: number;
}

/** Binary classification results on held-out rows; its size does not grow with the rows. */
export interface BinaryJudgement {
  readonly rowCount: number;
  readonly positiveCount: number;
  /** At the model's own threshold. */
  readonly metrics: BinaryMetrics;
  /** null if the held-out rows have one class only. */
  readonly auc: number | null;
  readonly averagePrecision: number | null;
  /** null for margins, which are not probabilities. */
  readonly logLoss: number | null;
  /** Ascending by threshold, including the model's own. */
  readonly thresholds: readonly ThresholdPoint[];
  /** x: false positive rate, y: true positive rate. */
  readonly roc: readonly CurvePoint[];
  /** x: recall, y: precision, in descending order of recall. */
  readonly precisionRecall: readonly CurvePoint[];
  /** Groups of similar row counts; empty for margins. */
  readonly calibration: readonly CalibrationGroup[];
  /** Rows by score; `edges.length === counts.length + 1`. */
  readonly histogram: {
    readonly edges: readonly number[];
    readonly negatives: readonly number[];
    readonly positives: readonly number[];
  };
}

export interface BinaryEvaluation extends Judged {
  readonly predictorType: 'binary_classifier';
  /** Class 0, the negative one, and class 1. */
  readonly classNames: readonly [string, string];
  readonly scoreKind: 'probability' | 'margin';
  /** The linear sum in the user's units; its sigmoid is the probability of class 1. */
  readonly coefficients: { readonly bias: number; readonly weights: readonly number[] };
  /** The model's own. */
  readonly threshold: number;
  readonly judgement: BinaryJudgement;
  readonly baseline: MajorityBaseline;
  /** Absent in evaluations of earlier versions. */
  readonly reference?: ReferenceFit<ReferenceScores> | undefined;
  readonly trainMetrics: { readonly rowCount: number; readonly accuracy: number };
  /** The first 10,000. */
  readonly pairs: readonly ClassifiedRow[];
}

/** Always predicting the most frequent class of the training rows, with its class frequencies as probabilities. */
export interface MajorityBaseline {
  readonly majority: number;
  readonly accuracy: number;
  readonly logLoss: number;
}

export interface MulticlassJudgement {
  readonly rowCount: number;
  readonly metrics: MulticlassMetrics & { readonly confusion: ConfusionMatrix };
  readonly logLoss: number;
  readonly topK: { readonly k: number; readonly accuracy: number };
}

export interface MulticlassEvaluation extends Judged {
  readonly predictorType: 'multiclass_classifier';
  readonly classNames: readonly string[];
  /** The linear sums in the user's units, one a class; their softmax are the probabilities. */
  readonly coefficients: {
    readonly biases: readonly number[];
    /** `[class][feature]` */
    readonly weights: readonly (readonly number[])[];
  };
  readonly judgement: MulticlassJudgement;
  readonly baseline: MajorityBaseline;
  /** Absent in evaluations of earlier versions. */
  readonly reference?: ReferenceFit<ReferenceScores> | undefined;
  readonly trainMetrics: { readonly rowCount: number; readonly accuracy: number };
  /** The first 10,000. */
  readonly pairs: readonly ClassifiedRow[];
}

/** Prediction for one row, with the user's class names. */
export type Answer =
  | { readonly predictorType: 'regressor'; readonly score: number }
  | {
      readonly predictorType: 'binary_classifier';
      readonly label: string;
      /** Of class 1. */
      readonly score: number;
    }
  | {
      readonly predictorType: 'multiclass_classifier';
      readonly label: string;
      /** Probabilities by class. */
      readonly scores: readonly number[];
    };
