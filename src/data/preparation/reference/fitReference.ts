import { smallest } from '../../../learner/extent.ts';
import type { DenseMatrix } from '../../../learner/matrix.ts';
import type { ReferenceFit } from '../../../learner/metrics/evaluation.ts';
import { openPace } from '../../shapes/work.ts';
import type { Work } from '../../shapes/work.ts';
import type { ChannelRows } from '../channelRows.ts';
import { logistic, logisticLoss, softmax, softmaxLoss, squaredLoss } from './losses.ts';
import { minimize } from './minimize.ts';
import { screenColumns } from './screenColumns.ts';
import { standardize } from './standardize.ts';
import type { Standardized } from './standardize.ts';

export type ReferenceProblem =
  | { readonly predictorType: 'regressor' | 'binary_classifier' }
  | { readonly predictorType: 'multiclass_classifier'; readonly classCount: number };

/** A linear model fitted until it has converged. */
export interface Reference {
  readonly size: Pick<ReferenceFit<unknown>, 'rows' | 'columns' | 'isConverged'>;
  /** `[row]`: the number, or the probability of class 1; `[row][class]`: the probabilities. */
  readonly predict: (features: DenseMatrix) => Float64Array;
}

const [mostRows, mostColumns] = [200_000, 300];
/** Float64 values of the standardized rows: 64 MB, and about a second for the normal equations of 300 columns. */
const mostValues = 8_000_000;
/** Scores of all rows and classes. */
const mostScores = 2_000_000;
/** Multiply-adds of an iteration over rows, columns and classes: at least 30 of them fit into the time. */
const mostProducts = 16_000_000;

/**
 * Fits least squares, logistic or softmax regression to a channel of `rowCount` rows; a small ridge does no harm to what can be learned.
 * Of more than 200,000 rows, or of as many as take more than about two seconds, evenly spaced ones are taken; of more than 300 columns,
 * those that say most of the labels.
 */
export async function fitReference(
  problem: ReferenceProblem,
  train: ChannelRows,
  { rowCount, columnCount }: Readonly<Record<'rowCount' | 'columnCount', number>>,
  work: Pick<Work, 'signal'> = {},
): Promise<Reference> {
  const laneCount = problem.predictorType === 'multiclass_classifier' ? problem.classCount : 1;
  const classCount = problem.predictorType === 'regressor' ? undefined : Math.max(2, laneCount);
  const columns = await screenColumns(train, { columnCount, classCount, most: mostColumns });
  const width = columns.length + 1;
  const bounds = [mostRows, mostValues / width, mostScores / laneCount, mostProducts / (width * laneCount)];
  const sampled = Math.max(1, Math.min(rowCount, Math.floor(smallest(bounds))));
  const isNumber = problem.predictorType === 'regressor';
  const design = await standardize(train, { rowCount, sampled, columnCount, columns, isNumber });
  const { weights, isConverged } = await minimize(design, lossOf(problem), openPace(work));
  return {
    size: {
      rows: { used: design.rowCount, of: rowCount },
      columns: { used: columns.length, of: columnCount },
      isConverged,
    },
    predict: (features) => answersOf(problem, design, design.scores(features, weights)),
  };
}

export type FitReference = typeof fitReference;

/** Remembers the last fit: models that are trained on the same rows have the same reference. `key` names the rows. */
export function openReferences() {
  let last: { readonly key: string; readonly fitted: Promise<Reference> } | undefined;
  return (key: string): FitReference =>
    async (...given) => {
      if (last?.key !== key) {
        last = { key, fitted: fitReference(...given) };
        // An aborted fit is none for the next model.
        last.fitted.catch(() => {
          if (last?.key === key) last = undefined;
        });
      }
      return last.fitted;
    };
}

function lossOf(problem: ReferenceProblem) {
  switch (problem.predictorType) {
    case 'regressor':
      return squaredLoss;
    case 'binary_classifier':
      return logisticLoss;
    case 'multiclass_classifier':
      return softmaxLoss(problem.classCount);
  }
}

function answersOf(
  problem: ReferenceProblem,
  { labelMean, labelSpread }: Standardized,
  scores: Float64Array,
): Float64Array {
  switch (problem.predictorType) {
    case 'regressor':
      return scores.map((score) => labelMean + labelSpread * score);
    case 'binary_classifier':
      return scores.map(logistic);
    case 'multiclass_classifier': {
      const { classCount } = problem;
      for (let start = 0; start < scores.length; start += classCount)
        softmax(scores, start, scores.subarray(start, start + classCount));
      return scores;
    }
  }
}
