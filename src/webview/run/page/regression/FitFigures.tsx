import { useMemo } from 'preact/hooks';
import type { RegressionEvaluation } from '../../../../learner/metrics/evaluation.ts';
import { Select } from '../../../kit/controls/controls.tsx';
import { Figure } from '../../../kit/charts/Figure.tsx';
import { t } from '../../../kit/language/language.ts';
import { fixed, full, significant, withSign } from '../../../kit/language/numbers.ts';
import { drawnRows, largestError } from '../../../kit/evaluation/drawnRows.ts';
import { partText } from '../../../kit/evaluation/rowsShown.ts';
import { linePicture, residualPicture } from './fitPictures.ts';
import { fittedPoints } from './fittedPoints.ts';

interface FitProps {
  readonly evaluation: RegressionEvaluation;
  readonly feature: string | undefined;
  readonly onFeature: (feature: string) => void;
}

/** The held-out rows with the fitted line along one feature, and the errors. */
export function FitFigures({ evaluation, feature, onFeature }: FitProps) {
  const { featureNames, target, metrics } = evaluation;
  const index = Math.max(0, featureNames.indexOf(feature ?? ''));
  const name = featureNames[index] ?? '';
  const fit = useMemo(() => {
    const drawn = { ...evaluation, pairs: drawnRows(evaluation.pairs) };
    const points = fittedPoints(drawn, index);
    const [draw, residuals] = [linePicture(drawn, index, points), residualPicture(drawn)];
    return { pairs: drawn.pairs, points, draw, residuals };
  }, [evaluation, index]);
  const single = featureNames.length === 1;
  const part = partText(fit.pairs.length, metrics.rowCount);
  return (
    <>
      {!single && (
        <div class="labelled fit-feature">
          <span aria-hidden="true">{t('Feature')}</span>
          <Select
            label={t('Feature')}
            value={name}
            options={featureNames.map((value) => ({ value, label: value }))}
            onChange={onFeature}
          />
        </div>
      )}
      <div class="cols c2">
        <Figure
          testId="fitted-line"
          title={lineTitle(evaluation, name)}
          caption={`${
            single
              ? t('Circles: the held-out rows. Line: the model.')
              : t(
                  'The line shows the effect of {0}. Each circle is a held-out row with its other features set to their means.',
                  name,
                )
          } ${part}`.trim()}
          panels={[{ draw: fit.draw, height: 320, yLabel: target }]}
          twin={{
            columns: [t('Row'), name, target].map((label) => ({ label, numeric: true })),
            rows: fit.points.map(({ row, x, y }) => [fixed(row), full(x), full(y)]),
          }}
        />
        <Figure
          testId="residuals"
          title={
            metrics.bias === 0
              ? t('Errors: zero on average')
              : t('Errors: {0} on average', withSign(metrics.bias, significant(metrics.bias)))
          }
          caption={`${t('Predicted minus actual, by predicted value. The band is ± {0} (RMSE).', significant(metrics.rmse))} ${part}`.trim()}
          panels={[{ draw: fit.residuals, height: 320, yLabel: t('Predicted − actual') }]}
          twin={{
            columns: [t('Row'), t('Predicted'), t('Error')].map((label) => ({ label, numeric: true })),
            rows: fit.pairs.map(({ row, actual, predicted }) => [
              fixed(row),
              full(predicted),
              full(predicted - actual),
            ]),
          }}
        />
      </div>
    </>
  );
}

function lineTitle(evaluation: RegressionEvaluation, feature: string): string {
  const { target, metrics } = evaluation;
  const values = [target, feature, significant(metrics.maxAbsoluteError)] as const;
  const row = largestError(evaluation)?.row;
  return row === undefined || row === null
    ? t('{0} by {1}: off by at most {2}', ...values)
    : t('{0} by {1}: off by at most {2}, row {3}', ...values, fixed(row));
}
