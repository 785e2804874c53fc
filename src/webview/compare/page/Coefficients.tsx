import type { ComparedCoefficient } from '../../../data/comparison/coefficients.ts';
import type { GridColumn } from '../../kit/controls/Grid.tsx';
import { LongGrid } from '../../kit/controls/LongGrid.tsx';
import { Section } from '../../kit/controls/Section.tsx';
import { wordsOf } from '../../kit/evaluation/effectWords.ts';
import { weightDecimals, weightText } from '../../kit/evaluation/weights.ts';
import { t } from '../../kit/language/language.ts';
import { nameList } from '../../kit/language/nameList.ts';
import { columnDecimals, fixed } from '../../kit/language/numbers.ts';
import type { SectionProps } from './sectionProps.ts';
import { letterIn } from './sectionProps.ts';

type Row = Partial<ComparedCoefficient> & {
  readonly name: string;
  readonly per: string;
  readonly sizes: readonly (number | null)[];
};

/** The coefficients of all models side by side, those that moved most first. */
export function Coefficients({ state, names }: SectionProps) {
  const { coefficients, runs, base } = state;
  if (coefficients === undefined) return null;
  const { rows, rowCount, biases, apart } = coefficients;
  const order = [base, ...[...runs.keys()].filter((run) => run !== base && !apart.includes(run))];
  const moved = columnDecimals(rows.map((row) => row.moved));
  const isMoved = rows.some((row) => row.moved > 0);
  const shown: readonly Row[] = [
    ...rows.map((row): Row => {
      const { name, per } = wordsOf(row.effect);
      return { ...row, name: row.className === undefined ? name : t('{0}, {1}', row.className, name), per };
    }),
    ...(biases.some((bias) => bias !== null) ? [{ name: t('bias'), per: '', sizes: biases }] : []),
  ];
  const weights = (run: number) => shown.flatMap(({ sizes }) => sizes[run] ?? []);
  const columns: readonly GridColumn<Row>[] = [
    { label: t('Feature'), className: 'flowing', cell: ({ name }) => name },
    { label: t('Effect'), className: 'q flowing', cell: ({ per }) => per },
    ...order.map((run): GridColumn<Row> => {
      const decimals = weightDecimals(weights(run));
      return {
        label: letterIn(names, run),
        hint: names[run]?.name ?? '',
        numeric: true,
        cell: ({ sizes }) => {
          const size = sizes[run] ?? null;
          if (size === null) return <span class="q">–</span>;
          return <span title={String(size)}>{weightText(size, decimals)}</span>;
        },
      };
    }),
    {
      label: t('Moved'),
      hint: t(
        'The largest difference from the base in what one standard deviation of the column does to the prediction.',
      ),
      numeric: true,
      cell: (row) => (row.moved === undefined ? '' : fixed(row.moved, moved)),
    },
  ];
  const others = apart.filter((run) => runs[run]?.result !== undefined).map((run) => letterIn(names, run));
  return (
    <Section id="coefficients" title={isMoved ? t('What moved in the models') : t('Coefficients')}>
      {order.length < 2 && others.length === 0 ? (
        <p class="q">{t('No other run has coefficients.')}</p>
      ) : (
        <LongGrid
          label={t('Coefficients side by side')}
          testId="coefficients"
          columns={columns}
          rows={shown}
          rowsAtFirst={15}
        />
      )}
      <p class="q s">
        {[
          t('In the unit of the target, or of the score of a class; – where a model has no such column.'),
          rows.length < rowCount
            ? t('The {0} of {1} coefficients that moved most.', fixed(rows.length), fixed(rowCount))
            : '',
          others.length > 0
            ? t('{0} predicts something else, so its coefficients are not comparable.', nameList(others))
            : '',
        ]
          .filter((sentence) => sentence !== '')
          .join(' ')}
      </p>
    </Section>
  );
}
