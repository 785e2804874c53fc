import { useMemo } from 'preact/hooks';
import { Figure } from '../../kit/charts/Figure.tsx';
import { written } from '../../kit/charts/twin.ts';
import { t } from '../../kit/language/language.ts';
import { metricLabel, metricText } from '../../kit/language/metricWords.ts';
import { fixed, percent } from '../../kit/language/numbers.ts';
import type { LearningCurveResult } from '../contract.ts';
import { curvePicture } from './curvePicture.ts';
import { curveTitle, moreRowsWords } from './learningCurveWords.ts';

interface Props {
  readonly result: LearningCurveResult;
  readonly isDone: boolean;
}

/** The metric against the number of training rows, and whether more of them would help. */
export function LearningCurveView({ result, isDone }: Props) {
  const { metric, points, moreRows } = result;
  const draw = useMemo(() => curvePicture(result), [result]);
  const hasReference = points.some(({ reference }) => reference !== undefined);
  const answer =
    moreRows === undefined
      ? t('Too few points to tell: train on three shares or more, with repeats.')
      : moreRowsWords(metric, moreRows);
  const write = (value: number) => metricText(metric, value);
  return (
    <>
      <div class="study-words">
        <h3>{t('Would more rows help?')}</h3>
        <p>{isDone ? answer : t('That is known once all trainings are done.')}</p>
      </div>
      <Figure
        testId="learning-curve"
        title={curveTitle(result)}
        panels={[{ draw, height: 320, yLabel: metricLabel(metric) }]}
        caption={
          hasReference
            ? t('Solid: the model, with the range of its repeats. Dashed: a converged fit to the same rows.')
            : t('Solid: the model, with the range of its repeats.')
        }
        twin={{
          columns: [
            t('Training rows'),
            t('Share'),
            t('Trainings'),
            t('Mean'),
            t('Lowest'),
            t('Highest'),
            ...(hasReference ? [t('Converged fit')] : []),
          ].map((label) => ({ label, numeric: true })),
          rows: points.map(({ trainRowCount, share, count, mean, low, high, reference }) => [
            written(trainRowCount, fixed),
            written(share, percent),
            written(count, fixed),
            written(mean, write),
            written(low, write),
            written(high, write),
            ...(hasReference ? [written(reference, write)] : []),
          ]),
        }}
      />
    </>
  );
}
