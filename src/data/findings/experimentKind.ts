import type { RowCounts } from '../shapes/preparation.ts';
import type { Experiment } from '../shapes/experiment.ts';
import type { CellFacts, Fix, LeftOutColumn, PreflightFacts, PreflightItem } from '../shapes/findings.ts';
import type { CellProblem } from '../shapes/predictions.ts';
import type { Say } from './say.ts';

/** A defect of a column's cells, in the order of the columns. */
export interface Defect {
  readonly kind: CellProblem;
  readonly facts: CellFacts;
  readonly fix?: Fix;
}

/** What is known of an experiment and its table; plain facts, so that a kind only decides. */
export interface ExperimentLook {
  readonly experiment: Experiment;
  /** Columns of the features. */
  readonly features: readonly string[];
  /** The same, feature by feature. */
  readonly columnsByFeature: readonly (readonly string[])[];
  /** Features that are listed twice with the same encoding. */
  readonly featuresTwice: readonly string[];
  /** Columns that the learner gets. */
  readonly featureCount: number;
  readonly rowCount: number;
  readonly rowCounts: RowCounts;
  readonly defects: readonly Defect[];
  /** Unused columns that cannot be features, and how many unused ones could be. */
  readonly unusable: readonly LeftOutColumn[];
  readonly unusedUsableCount: number;
  /** Features with one value in all training rows. */
  readonly constantFeatures: readonly string[];
  /** Of a classifier whose target has no defect: all, and those of the training rows by their number. */
  readonly classes:
    | { readonly names: readonly string[]; readonly inTraining: ReadonlySet<number> }
    | undefined;
  /** Of a regressor whose target has no defect: the only value in the training rows, as text; undefined where there are several. */
  readonly constantTarget: string | undefined;
  /** Features whose values differ between training and test rows, the most different first. */
  readonly drifts: readonly { readonly column: string; readonly distance: number }[];
  readonly featureDim: number;
  readonly miniBatchSize: number;
  readonly suggestedBatchSize: number;
  /** What the algorithm would refuse. */
  readonly refused: PreflightFacts['hyperparameter-refused'] | undefined;
  readonly ignored: readonly PreflightFacts['hyperparameter-ignored'][];
  /** undefined: trained elsewhere. */
  readonly memory:
    | { readonly modelCount: number; readonly neededBytes: number; readonly bytes: number }
    | undefined;
}

export interface Found<Facts> {
  readonly facts: Facts;
  /** Where it differs from the kind's. */
  readonly severity?: PreflightItem['severity'];
  readonly columns?: readonly LeftOutColumn[];
  readonly fix?: Fix;
}

export interface ExperimentKind<Facts> {
  readonly severity: PreflightItem['severity'];
  readonly find: (look: ExperimentLook) => readonly Found<Facts>[];
  /** What is the case. */
  readonly words: (say: Say, facts: Facts, columns: readonly LeftOutColumn[]) => string;
  /** The text of experimentHints.ts that says what the check is about and why it matters. */
  readonly hint: Hint;
  /** What to do, where no button offers it. */
  readonly advice?: (say: Say, facts: Facts) => string;
}

/** The texts of experimentHints.ts. */
export type Hint =
  | 'batch'
  | 'features'
  | 'split'
  | 'values'
  | 'constantTarget'
  | 'classCount'
  | 'classesInTraining'
  | 'featureDim'
  | 'refused'
  | 'ignored'
  | 'memory'
  | 'constant'
  | 'overfitting'
  | 'leftOut'
  | 'positiveClass';

export const when = <Facts>(holds: boolean, found: () => Found<Facts>): readonly Found<Facts>[] =>
  holds ? [found()] : [];

/** Takes a feature off, unless it is the last one: an experiment needs one. */
export function dropFeature(
  { experiment, columnsByFeature }: ExperimentLook,
  isUnwanted: (columns: readonly string[]) => boolean,
): { readonly fix?: Fix } {
  const index = columnsByFeature.findLastIndex(isUnwanted);
  const canDrop = experiment.features !== undefined && columnsByFeature.length > 1;
  return canDrop && index >= 0 ? { fix: { path: ['features', index] } } : {};
}

export const setHyperparameter = (name: string, value: number): Fix => ({
  path: ['hyperparameters', name],
  value,
});
