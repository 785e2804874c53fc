import { useMemo } from 'preact/hooks';
import type { MulticlassEvaluation } from '../../../learner/metrics/evaluation.ts';
import { Figure } from '../charts/Figure.tsx';
import { t } from '../language/language.ts';
import { fixed, percent } from '../language/numbers.ts';
import { turnedNamesHeight } from './classAxis.ts';
import { largestClasses } from './confusions.ts';
import { confusionPicture } from './confusionPicture.ts';

const mostClasses = 20;

/** Every class against what it was taken for. */
export function ConfusionFigure({ evaluation }: { readonly evaluation: MulticlassEvaluation }) {
  const { judgement, classNames } = evaluation;
  const { confusion, accuracy } = judgement.metrics;
  const content = useMemo(() => {
    const classes = largestClasses(confusion, mostClasses);
    const names = classes.map((index) => classNames[index] ?? '');
    const counts = classes.map((actual) => classes.map((predicted) => confusion[actual]?.[predicted] ?? 0));
    const supports = classes.map((actual) => confusion[actual]?.reduce((sum, count) => sum + count, 0) ?? 0);
    return {
      names,
      draw: confusionPicture(names, counts, supports),
      twin: {
        columns: [{ label: t('Actual') }, ...names.map((label) => ({ label, numeric: true }))],
        rows: names.map((name, row) => [name, ...(counts[row] ?? []).map((count) => fixed(count))]),
      },
    };
  }, [evaluation]);
  const { names, draw, twin } = content;
  const height = Math.min(480, Math.max(240, 48 + names.length * 56)) + turnedNamesHeight(names);
  return (
    <Figure
      testId="confusion-heat-map"
      title={t('{0} of the held-out rows are classified correctly', percent(accuracy))}
      caption={
        names.length < classNames.length
          ? t(
              'Rows are actual classes, columns predicted ones. The stronger the color, the larger the share of the row. The {0} most frequent of {1} classes.',
              names.length,
              classNames.length,
            )
          : t(
              'Rows are actual classes, columns predicted ones. The stronger the color, the larger the share of the row.',
            )
      }
      panels={[{ draw, height, yLabel: t('Actual') }]}
      twin={twin}
    />
  );
}
