import type { Evaluation } from '../../../learner/metrics/evaluation.ts';
import type { GridColumn } from '../../kit/controls/Grid.tsx';
import { t } from '../../kit/language/language.ts';
import { LongGrid } from '../../kit/controls/LongGrid.tsx';
import { columnDecimals, fixed } from '../../kit/language/numbers.ts';
import { weightDecimals, weightText } from '../../kit/evaluation/weights.ts';
import type { Coefficient } from './coefficients.ts';

const rowsAtFirst = 15;

interface CoefficientProps {
  readonly target: Evaluation['target'];
  /** In the order of the rows. */
  readonly coefficients: readonly Coefficient[];
  /** A column each. */
  readonly weights: readonly { readonly label: string; readonly bias: number }[];
  readonly influenceLabel: string;
  readonly testId: string;
  /** What becomes of the sums. */
  readonly note?: string;
}

type Row = Pick<Coefficient, 'name' | 'weights'> & Partial<Coefficient>;

/** The effects of the columns in their own terms, beside what each of them moves. */
export function CoefficientTable({
  target,
  coefficients,
  weights,
  influenceLabel,
  testId,
  note,
}: CoefficientProps) {
  const label = t('Coefficients of {0}', target);
  const rows: readonly Row[] = [
    ...coefficients,
    { name: t('bias'), weights: weights.map(({ bias }) => bias) },
  ];
  const influenceDecimals = columnDecimals(coefficients.map(({ influence }) => influence));
  const columns: readonly GridColumn<Row>[] = [
    { label: t('Feature'), className: 'flowing', cell: ({ name }) => name },
    { label: t('Effect'), className: 'q flowing', cell: ({ per = '' }) => per },
    {
      label: influenceLabel,
      numeric: true,
      className: 'flowing',
      cell: ({ influence }) => (influence === undefined ? '' : fixed(influence, influenceDecimals)),
    },
    ...weights.map(({ label: name }, index) => weightColumn(name, index, rows)),
  ];
  return (
    <>
      <LongGrid label={label} testId={testId} columns={columns} rows={rows} rowsAtFirst={rowsAtFirst} />
      <p class="q s">
        {t('By influence: the effect of one standard deviation among the held-out rows shown.')} {note}
      </p>
    </>
  );
}

function weightColumn(label: string, index: number, rows: readonly Row[]): GridColumn<Row> {
  const decimals = weightDecimals(rows.map(({ weights }) => weights[index] ?? 0));
  return {
    label,
    numeric: true,
    cell: ({ weights }) => {
      const weight = weights[index] ?? Number.NaN;
      return <span title={String(weight)}>{weightText(weight, decimals)}</span>;
    },
  };
}
