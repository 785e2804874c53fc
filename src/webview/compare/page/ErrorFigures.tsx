import { useMemo } from 'preact/hooks';
import type { ShownErrors, ShownRun } from '../contract.ts';
import { Figure } from '../../kit/charts/Figure.tsx';
import { turnedNamesHeight } from '../../kit/evaluation/classAxis.ts';
import { t } from '../../kit/language/language.ts';
import { fixed, significant, withSign } from '../../kit/language/numbers.ts';
import { changeText, differencePicture } from './differencePicture.ts';
import { errorPicture, residualPicture } from './linePictures.ts';
import type { RunLine } from './linePictures.ts';
import { Legend } from './Legend.tsx';
import type { SectionProps } from './sectionProps.ts';
import { letterIn } from './sectionProps.ts';

const height = 280;

type Errors = RunLine & { readonly errors: ShownErrors };
type FigureProps = SectionProps & { readonly chosen: number | undefined };

/** Errors of regressors over each other, and how often classes are taken for others. */
export function ErrorFigures(props: FigureProps) {
  return (
    <>
      <Residuals {...props} />
      <Confusions {...props} />
      <Nothing {...props} />
    </>
  );
}

function Residuals({ state, names, chosen }: FigureProps) {
  const { runs, base } = state;
  const content = useMemo(() => {
    const known = runs.flatMap(({ result }, index): readonly Errors[] =>
      result?.kind === 'regression' && result.cumulative.length > 0
        ? [{ index, letter: letterIn(names, index), points: result.cumulative, errors: result }]
        : [],
    );
    const pair = known
      .filter(({ index }) => index === base || index === chosen)
      .map((one) => ({ ...one, points: one.errors.residuals }));
    return { known, pair, errors: errorPicture(known, base), residuals: residualPicture(pair) };
  }, [state, chosen]);
  const { known, pair } = content;
  if (known.length === 0) return null;
  const best = known.reduce((low, one) => (one.errors.medianError < low.errors.medianError ? one : low));
  const isPart = pair.some(({ errors, points }) => points.length < errors.rowCount);
  return (
    <div class="cols c2">
      <Figure
        testId="error-shares"
        title={
          known.length === 1
            ? t('Half of the rows are off by {0} at most', significant(best.errors.medianError))
            : t(
                'Half of the rows of {0} are off by {1} at most, the least of all',
                best.letter,
                significant(best.errors.medianError),
              )
        }
        legend={<Legend runs={known} names={names} />}
        panels={[{ draw: content.errors, height, yLabel: t('Share of the held-out rows') }]}
        caption={t('The share of rows that are off by no more than each error. Higher is better.')}
        twin={{
          columns: [
            { label: t('Run') },
            { label: t('Absolute error'), numeric: true },
            { label: t('Share of the held-out rows'), numeric: true },
          ],
          rows: known.flatMap(({ letter, points }) =>
            points.map(({ x, y }) => [letter, significant(x, 5), fixed(y, 3)]),
          ),
        }}
      />
      {pair.length > 0 && (
        <Figure
          testId="residuals"
          title={t(
            'Mean error: {0}',
            pair
              .map(({ letter, errors: { meanError } }) =>
                t('{0} {1}', letter, withSign(meanError, significant(meanError, 3))),
              )
              .join(', '),
          )}
          legend={<Legend runs={pair} names={names} />}
          panels={[{ draw: content.residuals, height, yLabel: t('Predicted − actual') }]}
          caption={
            isPart
              ? t('Above zero the prediction is too high. At most {0} rows of each are drawn.', 300)
              : t('Above zero the prediction is too high.')
          }
          twin={{
            columns: [
              { label: t('Run') },
              { label: t('Predicted'), numeric: true },
              { label: t('Predicted − actual'), numeric: true },
            ],
            rows: pair.flatMap(({ letter, points }) =>
              points.map(({ x, y }) => [letter, significant(x, 6), significant(y, 5)]),
            ),
          }}
        />
      )}
    </div>
  );
}

function Confusions({ state, names, chosen }: FigureProps) {
  const confusion = chosen === undefined ? undefined : state.runs[chosen]?.against?.confusion;
  const draw = useMemo(() => confusion && differencePicture(confusion), [confusion]);
  if (confusion === undefined || draw === undefined || chosen === undefined) return null;
  const { classNames, classCount, differences, unit } = confusion;
  const right = differences.reduce((sum, line, index) => sum + (line[index] ?? 0), 0);
  const values = [letterIn(names, chosen), changeText(right, unit), letterIn(names, state.base)] as const;
  return (
    <Figure
      testId="confusion-difference"
      title={
        unit === 'rows'
          ? t('{0}: {1} rows right, against {2}', ...values)
          : t('How often {0} confuses classes, against {1}', values[0], values[2])
      }
      panels={[
        {
          draw,
          height: Math.min(480, Math.max(240, 48 + classNames.length * 48)) + turnedNamesHeight(classNames),
          yLabel: t('Actual'),
        },
      ]}
      caption={[
        unit === 'rows'
          ? t('Rows more or fewer than the base. Blue: more right or fewer wrong; orange: the opposite.')
          : t(
              'Of 100 rows of the actual class, more or fewer than the base. Blue: more right or fewer wrong; orange: the opposite.',
            ),
        classNames.length < classCount
          ? t('The {0} most frequent of {1} classes.', classNames.length, classCount)
          : '',
      ]
        .filter((sentence) => sentence !== '')
        .join(' ')}
      twin={{
        columns: [{ label: t('Actual') }, ...classNames.map((label) => ({ label, numeric: true }))],
        rows: classNames.map((name, row) => [
          name,
          ...(differences[row] ?? []).map((value) => changeText(value, unit)),
        ]),
      }}
    />
  );
}

/** Where no run has a picture, why. */
function Nothing({ state: { runs } }: FigureProps) {
  const hasPicture = ({ result, against }: ShownRun) =>
    (result !== undefined && result.kind !== 'multiclass') || against?.confusion !== undefined;
  return runs.some(hasPicture) ? null : (
    <p class="q">{t('None of the runs has an evaluation that can be drawn beside others.')}</p>
  );
}
