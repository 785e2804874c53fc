import { reportCell } from '../files/reportCell.ts';
import type { Evaluation } from '../learner/metrics/evaluation.ts';

/** One line per held-out row. */
export function heldOutCsv(evaluation: Evaluation): string {
  const { featureNames, target } = evaluation;
  const head = ['row', ...featureNames, target, `predicted_${target}`];
  switch (evaluation.predictorType) {
    case 'regressor':
      return joined([
        head,
        ...evaluation.pairs.map(({ row, features, actual, predicted }) => [
          row ?? '',
          ...features,
          actual,
          predicted,
        ]),
      ]);
    case 'binary_classifier':
    case 'multiclass_classifier': {
      const name = (index: number) => evaluation.classNames[index] ?? '';
      return joined([
        [...head, `score_${target}`],
        ...evaluation.pairs.map(({ row, features, actual, predicted, score }) => [
          row ?? '',
          ...features,
          name(actual),
          name(predicted),
          score,
        ]),
      ]);
    }
  }
}

const joined = (lines: readonly (readonly (string | number)[])[]) =>
  [...lines.map((cells) => cells.map((cell) => reportCell(cell)).join(',')), ''].join('\n');
