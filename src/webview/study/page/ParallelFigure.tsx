import { useMemo } from 'preact/hooks';
import { Figure } from '../../kit/charts/Figure.tsx';
import { written } from '../../kit/charts/twin.ts';
import { t } from '../../kit/language/language.ts';
import { metricLabel, metricText } from '../../kit/language/metricWords.ts';
import { fixed } from '../../kit/language/numbers.ts';
import type { VariationsResult } from '../contract.ts';
import { mostAxes, parallelPicture } from './parallelPicture.ts';
import { pathWords, valueWords } from './studyWords.ts';

/** Every variation as a line through its values, to its metric. */
export function ParallelFigure({ result }: { readonly result: VariationsResult }) {
  const { metric, axes, drawn, rankedCount } = result;
  const draw = useMemo(() => parallelPicture(result), [result]);
  return (
    <Figure
      testId="parallel"
      title={
        drawn.length < rankedCount
          ? t(
              '{0} of {1} variations, from their values to their {2}',
              fixed(drawn.length),
              fixed(rankedCount),
              metricLabel(metric),
            )
          : t('{0} variations, from their values to their {1}', fixed(rankedCount), metricLabel(metric))
      }
      panels={[{ draw, height: 300 }]}
      caption={[
        t('Each line is a variation. The best one is thick; the best tenth is blue.'),
        axes.length > mostAxes ? t('The first {0} of {1} axes are drawn.', mostAxes, axes.length) : '',
      ]
        .filter((sentence) => sentence !== '')
        .join(' ')}
      twin={{
        columns: [
          ...axes.map(({ path }) => ({ label: pathWords(path) })),
          { label: metricLabel(metric), numeric: true },
        ],
        rows: drawn.map(({ values, value }) => [
          ...axes.map(({ path }, axis) => valueWords(values[axis] ?? null, path)),
          written(value, (number) => metricText(metric, number)),
        ]),
      }}
    />
  );
}
