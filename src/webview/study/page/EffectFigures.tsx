import { useMemo, useState } from 'preact/hooks';
import { higherIsBetter } from '../../../learner/metrics/metricNames.ts';
import { Figure } from '../../kit/charts/Figure.tsx';
import { written } from '../../kit/charts/twin.ts';
import { Link } from '../../kit/controls/controls.tsx';
import { t } from '../../kit/language/language.ts';
import { metricLabel, metricText } from '../../kit/language/metricWords.ts';
import { fixed } from '../../kit/language/numbers.ts';
import type { VariationsResult, VariedAxis } from '../contract.ts';
import { effectPicture } from './effectPicture.ts';
import { pathWords, valueWords } from './studyWords.ts';

const mostAtFirst = 4;

/** The metric by each value of what was varied, whatever the other values were. */
export function EffectFigures({ result }: { readonly result: VariationsResult }) {
  const [all, setAll] = useState(false);
  const { axes } = result;
  const shown = all ? axes : axes.slice(0, mostAtFirst);
  return (
    <>
      <div class={`cols ${shown.length > 1 ? 'c2' : ''} effects`}>
        {shown.map((axis) => (
          <EffectFigure key={axis.path.join('.')} result={result} axis={axis} />
        ))}
      </div>
      {shown.length < axes.length && (
        <p class="s">
          <Link onClick={() => setAll(true)}>{t('Show all {0}', fixed(axes.length))}</Link>
        </p>
      )}
    </>
  );
}

function EffectFigure({ result, axis }: { readonly result: VariationsResult; readonly axis: VariedAxis }) {
  const { metric, drawn, axes } = result;
  const draw = useMemo(() => effectPicture(result, axis), [result, axis]);
  const { values, path } = axis;
  const name = pathWords(path);
  const at = axes.indexOf(axis);
  const write = (value: number) => metricText(metric, value);
  return (
    <Figure
      testId={`effect-${path.join('-')}`}
      title={effectTitle(result, axis)}
      panels={[{ draw, height: 220, yLabel: metricLabel(metric) }]}
      caption={
        values === undefined
          ? t('Each circle is a variation.')
          : t('Each circle is a variation; the line joins the means of each value.')
      }
      twin={
        values === undefined
          ? {
              columns: [
                { label: name, numeric: true },
                { label: metricLabel(metric), numeric: true },
              ],
              rows: drawn.map((one) => [valueWords(one.values[at] ?? null, path), written(one.value, write)]),
            }
          : {
              columns: [
                { label: name },
                ...[t('Variations'), t('Mean'), t('Lowest'), t('Highest')].map((label) => ({
                  label,
                  numeric: true,
                })),
              ],
              rows: values.map(({ value, count, mean, low, high }) => [
                valueWords(value, path),
                written(count, fixed),
                written(mean, write),
                written(low, write),
                written(high, write),
              ]),
            }
      }
    />
  );
}

/** "wd: 0.01 is best on average, with R² 0.95" */
function effectTitle({ metric }: VariationsResult, { path, values }: VariedAxis): string {
  const name = pathWords(path);
  const sign = higherIsBetter(metric) ? 1 : -1;
  const [best] = (values ?? []).toSorted((a, b) => sign * (b.mean - a.mean));
  return best === undefined
    ? t('{0} by {1}', metricLabel(metric), name)
    : t(
        '{0}: {1} is best on average, with {2} {3}',
        name,
        valueWords(best.value, path),
        metricLabel(metric),
        metricText(metric, best.mean),
      );
}
