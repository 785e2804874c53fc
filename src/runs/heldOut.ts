import type { Prediction } from '../aws/invoke.ts';
import { untransformed } from '../learner/targetTransform.ts';
import type { ClassifiedRow, Evaluation } from '../learner/metrics/evaluation.ts';
import { evaluateBinaryScores, evaluateClassScores } from '../learner/metrics/classification.ts';
import { regressionMetrics } from '../learner/metrics/regression.ts';

/** The evaluation with the endpoint's predictions in place of the local ones, and its metrics recomputed. */
export function withAnswers(given: Evaluation, predictions: readonly Prediction[]): Evaluation {
  // They are those of the local predictions.
  const { intervals: _, ...evaluation } = given;
  switch (evaluation.predictorType) {
    case 'regressor': {
      const pairs = evaluation.pairs.map((pair, index) => ({
        ...pair,
        predicted: untransformed(evaluation.targetTransform, scoreOf(predictions[index], 0)),
      }));
      const actual = pairs.map((pair) => pair.actual);
      const predicted = pairs.map((pair) => pair.predicted);
      return { ...evaluation, pairs, metrics: regressionMetrics(actual, predicted) };
    }
    case 'binary_classifier': {
      const pairs = answeredRows(evaluation.pairs, predictions);
      const { scoreKind, threshold } = evaluation;
      const actual = pairs.map((pair) => pair.actual);
      const scores = pairs.map((pair) => pair.score);
      return {
        ...evaluation,
        pairs,
        judgement: evaluateBinaryScores({ actual, scores, scoreKind, threshold }),
      };
    }
    case 'multiclass_classifier': {
      const pairs = answeredRows(evaluation.pairs, predictions);
      const evaluated = {
        actual: pairs.map((pair) => pair.actual),
        predicted: pairs.map((pair) => pair.predicted),
        classCount: evaluation.classNames.length,
        probabilities: predictions.flatMap(({ score }) => score),
      };
      return { ...evaluation, pairs, judgement: evaluateClassScores(evaluated, evaluation.judgement.topK.k) };
    }
  }
}

function answeredRows(
  pairs: readonly ClassifiedRow[],
  predictions: readonly Prediction[],
): readonly ClassifiedRow[] {
  return pairs.map((pair, index) => {
    const predicted = predictions[index]?.predicted_label ?? -1;
    return { ...pair, predicted, score: scoreOf(predictions[index], predicted) };
  });
}

/** max |endpoint − local evaluation| over the rows: of the prediction, or of the score of the same class. */
export function largestDifference(evaluation: Evaluation, predictions: readonly Prediction[]): number {
  const differences =
    evaluation.predictorType === 'regressor'
      ? evaluation.pairs.map(({ predicted }, index) =>
          Math.abs(untransformed(evaluation.targetTransform, scoreOf(predictions[index], 0)) - predicted),
        )
      : evaluation.pairs.map(({ predicted, score }, index) =>
          Math.abs(scoreOf(predictions[index], predicted) - score),
        );
  return differences.reduce((largest, one) => Math.max(largest, one), 0);
}

/** The only score, or that of a class. */
function scoreOf(prediction: Prediction | undefined, index: number): number {
  if (prediction === undefined) return Number.NaN;
  return typeof prediction.score === 'number' ? prediction.score : (prediction.score[index] ?? Number.NaN);
}
