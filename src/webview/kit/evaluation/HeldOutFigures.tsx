import { useMemo, useState } from 'preact/hooks';
import type { EvaluationPair, RegressionEvaluation } from '../../../learner/metrics/evaluation.ts';
import { Figure } from '../charts/Figure.tsx';
import type { GridColumn } from '../controls/Grid.tsx';
import { t } from '../language/language.ts';
import { columnDecimals, fixed, full, significant, withSign } from '../language/numbers.ts';
import { drawnRows } from './drawnRows.ts';
import { featureDecimals } from './featureDecimals.ts';
import { HeldOutGrid } from './HeldOutGrid.tsx';
import { identityScatter, pairBars } from './pairPictures.ts';
import { partText } from './rowsShown.ts';

const barsAtMost = 20;

interface HeldOutProps {
  readonly evaluation: RegressionEvaluation;
}

/** The first 20 held-out pairs as bars and all of them against each other. */
export function HeldOutFigures({ evaluation }: HeldOutProps) {
  const { pairs, target, metrics, baseline } = evaluation;
  const content = useMemo(() => {
    const first = pairs.slice(0, barsAtMost);
    const drawn = drawnRows(pairs);
    return {
      bars: {
        panels: [{ draw: pairBars(first), height: 240, yLabel: target }],
        twin: pairTwin(first),
      },
      identity: {
        panels: [{ draw: identityScatter({ pairs: drawn }), height: 320, yLabel: t('Predicted') }],
        twin: pairTwin(drawn),
        caption: `${t('Dashed: predicted = actual.')} ${partText(drawn.length, metrics.rowCount)}`.trim(),
      },
    };
  }, [evaluation]);
  return (
    <div class="cols c2">
      <Figure
        testId="actual-predicted-bars"
        title={
          pairs.length > barsAtMost
            ? t('{0} of the {1} held-out rows', barsAtMost, fixed(metrics.rowCount))
            : t('All {0} held-out rows: mean absolute error {1}', pairs.length, significant(metrics.mae))
        }
        legend={<PairLegend />}
        {...content.bars}
      />
      <Figure
        testId="actual-predicted"
        title={t(
          'RMSE {0}, against {1} for always predicting the mean',
          significant(metrics.rmse),
          significant(baseline.rmse),
        )}
        {...content.identity}
      />
    </div>
  );
}

/** Every held-out row with what was predicted, the largest errors first, or in the order of the test channel. */
export function HeldOutTable({ evaluation }: HeldOutProps) {
  const { pairs, featureNames, target } = evaluation;
  const [byError, setByError] = useState(true);
  const sorted = byError ? pairs.toSorted((a, b) => errorOf(b) - errorOf(a)) : pairs;
  const decimals = useMemo(() => decimalsOfColumns(evaluation), [evaluation]);
  const columns: GridColumn<EvaluationPair>[] = [
    { label: t('Row'), numeric: true, className: 'rowno', cell: ({ row }) => fixed(row) },
    {
      label: t('Actual'),
      numeric: true,
      cell: ({ actual }) => <Exact value={actual} decimals={decimals.actual} />,
    },
    {
      label: t('Predicted'),
      numeric: true,
      cell: ({ predicted }) => <Exact value={predicted} decimals={decimals.predicted} />,
    },
    {
      label: t('Error'),
      numeric: true,
      cell: ({ actual, predicted }) => (
        <Exact value={predicted - actual} decimals={decimals.error} isDifference />
      ),
      sort: { direction: byError ? 'descending' : 'none', onSort: () => setByError(!byError) },
    },
    ...featureNames.map((label, index) => ({
      label,
      numeric: true,
      cell: ({ features }: EvaluationPair) => fixed(features[index], decimals.features[index]),
    })),
  ];
  return <HeldOutGrid target={target} columns={columns} rows={sorted} testId="actual-predicted-table" />;
}

/** Decimals per column: features and actual values keep their own, the model's values get what is significant. */
function decimalsOfColumns({ pairs, featureNames }: RegressionEvaluation) {
  return {
    features: featureDecimals(pairs, featureNames.length),
    actual: columnDecimals(pairs.map(({ actual }) => actual)),
    predicted: columnDecimals(pairs.map(({ predicted }) => predicted)),
    error: columnDecimals(pairs.map(({ actual, predicted }) => predicted - actual)),
  };
}

interface ExactProps {
  readonly value: number;
  readonly decimals: number;
  readonly isDifference?: boolean;
}

/** The value in its column's decimals; all of its digits in the tooltip. */
function Exact({ value, decimals, isDifference = false }: ExactProps) {
  const text = fixed(value, decimals);
  return <span title={String(value)}>{isDifference ? withSign(value, text) : text}</span>;
}

/** Actual is outlined, predicted filled. */
function PairLegend() {
  return (
    <>
      <span>
        <svg class="swatch-actual" width="10" height="10" aria-hidden="true">
          <rect x="0.75" y="0.75" width="8.5" height="8.5" />
        </svg>
        {t('Actual')}
      </span>
      <span>
        <svg class="swatch-predicted" width="10" height="10" aria-hidden="true">
          <rect x="0.75" y="0.75" width="8.5" height="8.5" />
        </svg>
        {t('Predicted')}
      </span>
    </>
  );
}

function errorOf({ actual, predicted }: EvaluationPair): number {
  return Math.abs(predicted - actual);
}

function pairTwin(pairs: readonly EvaluationPair[]) {
  return {
    columns: [t('Row'), t('Actual'), t('Predicted')].map((label) => ({ label, numeric: true })),
    rows: pairs.map(({ row, actual, predicted }) => [fixed(row), full(actual), full(predicted)]),
  };
}
