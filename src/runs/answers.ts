import type { Prediction } from '../aws/invoke.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import type { Preparation } from '../data/shapes/preparation.ts';
import { untransformed } from '../learner/targetTransform.ts';
import { className, namedClasses } from '../learner/classNames.ts';
import type { Answer } from '../learner/metrics/evaluation.ts';

type Prepared = Pick<Preparation, 'target' | 'classNames' | 'targetTransform'>;

/** An endpoint's predictions with the user's class names, or in the unit of the target. */
export const answersOf = (preparation: Prepared, predictions: readonly Prediction[]): readonly Answer[] =>
  predictions.map((prediction) => answerOf(preparation, prediction));

function answerOf(
  { classNames = [], targetTransform }: Prepared,
  { score, predicted_label: predicted }: Prediction,
): Answer {
  const label = className(classNames, predicted ?? -1);
  if (typeof score !== 'number') return { predictorType: 'multiclass_classifier', label, scores: score };
  return predicted === undefined
    ? { predictorType: 'regressor', score: untransformed(targetTransform, score) }
    : { predictorType: 'binary_classifier', label, score };
}

/** The predict command's result for a row: a number for a regressor, else the class with its score. */
export type NamedPrediction =
  | number
  | { readonly label: string; readonly score: number }
  | { readonly label: string; readonly scores: Readonly<Record<string, number>> };

export function namedPrediction({ classNames = [] }: Prepared, answer: Answer): NamedPrediction {
  switch (answer.predictorType) {
    case 'regressor':
      return answer.score;
    case 'binary_classifier':
      return { label: answer.label, score: answer.score };
    case 'multiclass_classifier': {
      const named = namedClasses(classNames, answer.scores.length);
      const scores = Object.fromEntries(answer.scores.map((score, index) => [named[index] ?? '', score]));
      return { label: answer.label, scores };
    }
  }
}

/** A column that is added to a table: the prediction, or the score of a class. */
export interface PredictionColumn {
  readonly name: string;
  readonly isNumber: boolean;
  readonly valueOf: (answer: Answer) => string | number;
}

/** The columns added to a table: the prediction, and for classes their scores. */
export function predictionColumns(
  { target, classNames = [] }: Prepared,
  { predictorType, hyperparameters }: Pick<Experiment, 'predictorType' | 'hyperparameters'>,
): readonly PredictionColumn[] {
  const predicted: PredictionColumn = {
    name: `predicted_${target}`,
    isNumber: predictorType === 'regressor',
    valueOf: (answer) => (answer.predictorType === 'regressor' ? answer.score : answer.label),
  };
  switch (predictorType) {
    case 'regressor':
      return [predicted];
    case 'binary_classifier':
      return [
        predicted,
        { name: `score_${target}`, isNumber: true, valueOf: (answer) => scoreOf(answer, 0) },
      ];
    case 'multiclass_classifier': {
      const classCount = Math.max(classNames.length, Number(hyperparameters['num_classes'] ?? 0));
      return [
        predicted,
        ...namedClasses(classNames, classCount).map((name, index) => ({
          name: `score_${target}_${name}`,
          isNumber: true,
          valueOf: (answer: Answer) => scoreOf(answer, index),
        })),
      ];
    }
  }
}

const scoreOf = (answer: Answer, index: number): number =>
  answer.predictorType === 'multiclass_classifier' ? (answer.scores[index] ?? Number.NaN) : answer.score;
