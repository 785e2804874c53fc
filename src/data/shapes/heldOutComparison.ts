import type { Evaluation } from '../../learner/metrics/evaluation.ts';
import type { PairedDifference } from '../../learner/metrics/metricNames.ts';
import type { Preparation } from './preparation.ts';

/** A run as its model is compared on held-out rows. */
export interface HeldOutSide {
  readonly modelPath: string;
  /** Absent: the run held no rows out. */
  readonly testPath?: string | undefined;
  readonly format: 'recordio' | 'csv';
  readonly preparation: Preparation;
  /** Of the experiment, as strings. */
  readonly hyperparameters: Readonly<Record<string, string>>;
  readonly datasetSha256: string;
  /** Of fingerprint.json and heldOutRows.bin; runs of earlier versions have no such files. */
  readonly fingerprintPath?: string | undefined;
  readonly heldOutRowsPath?: string | undefined;
}

export interface HeldOutRequest {
  readonly a: HeldOutSide;
  readonly b: HeldOutSide;
}

/** Two models on the held-out rows that both runs have, in the unit of the target. */
export type HeldOutComparison = ComparedClassifiers | ComparedRegressors | NotComparable;

export interface NotComparable {
  readonly kind: 'not-comparable';
  readonly why:
    | 'other-held-out-rows'
    | 'other-target'
    /** Another predictor type, or other classes. */
    | 'other-problem'
    | 'no-held-out-rows'
    | 'held-out-rows-missing';
  /** Whose; absent where it is about both. */
  readonly side?: 'a' | 'b' | undefined;
}

interface Compared {
  readonly target: string;
  readonly commonRowCount: number;
  readonly rowCounts: { readonly a: number; readonly b: number };
  /** How common rows were found: by their place in the same table, or by their cells. */
  readonly alignedBy: 'row-number' | 'row-hash';
  /** b − a of each metric that both have on the common rows, in the order of `metricNames`. */
  readonly differences: readonly PairedDifference[];
  /** Of `features` in the listed rows: names of the columns that the model of run a got, at most the first 50. */
  readonly featureNames: readonly string[];
}

interface ListedRow {
  /** The 1-based data row of run a's table; null where it is not on record. */
  readonly row: number | null;
  readonly features: readonly number[];
}

export interface ComparedClassifiers extends Compared {
  readonly kind: 'classifiers';
  readonly predictorType: Exclude<Evaluation['predictorType'], 'regressor'>;
  /** Common rows by who is right. */
  readonly counts: {
    readonly bothRight: number;
    readonly onlyA: number;
    readonly onlyB: number;
    readonly bothWrong: number;
  };
  /** At most 200 each, where the wrong model was surest first. */
  readonly onlyA: readonly ComparedClasses[];
  readonly onlyB: readonly ComparedClasses[];
}

/** Classes by name. Scores: binary, of class 1 of run a; multiclass, the probability of the predicted class. */
export interface ComparedClasses extends ListedRow {
  readonly actual: string;
  readonly predicted: { readonly a: string; readonly b: string };
  readonly scores: { readonly a: number; readonly b: number };
}

export interface ComparedRegressors extends Compared {
  readonly kind: 'regressors';
  readonly predictorType: 'regressor';
  /** Common rows by whose absolute error is smaller. */
  readonly counts: { readonly closerA: number; readonly closerB: number; readonly equal: number };
  /** At most 200 each: the rows whose absolute error changes most. */
  readonly closerA: readonly ComparedNumbers[];
  readonly closerB: readonly ComparedNumbers[];
}

export interface ComparedNumbers extends ListedRow {
  readonly actual: number;
  readonly predicted: { readonly a: number; readonly b: number };
}
