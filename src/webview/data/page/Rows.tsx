import { useState } from 'preact/hooks';
import { meaningOf } from '../../../data/findings/meaning.ts';
import type { ColumnProfile, Profile, TableRow } from '../../../data/shapes/profile.ts';
import { Link } from '../../kit/controls/controls.tsx';
import { Grid, Scroll } from '../../kit/controls/Grid.tsx';
import type { GridColumn } from '../../kit/controls/Grid.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { rowsInAll } from './sampleWords.ts';
import { Section } from '../../kit/controls/Section.tsx';

const blockRows = 10;
const widestInBlocks = 4;

interface RowsProps {
  readonly profile: Profile;
  /** Absent for a file that is no text. */
  readonly onOpenAsText: (() => void) | undefined;
}

/** All rows of a small table in blocks of ten; the first and last ten of a larger one, and the way to the rest. */
export function Rows({ profile, onOpenAsText }: RowsProps) {
  const { head, rowCount, columns, shown: of } = profile;
  // The last rows of a sample are somewhere in the middle.
  const tail = of.kind === 'exact' ? profile.tail : [];
  const all = of.kind === 'exact' && head.length === rowCount;
  const asBlocks = columns.length <= widestInBlocks;
  const blocks = (all ? chunk(head) : [head, tail]).filter((rows) => rows.length > 0);
  const [shown, setShown] = useState(false);
  const middle = all && blocks.length === 3 && !shown;
  return (
    <Section
      id="rows"
      title={t('Rows')}
      aside={
        all ? (
          <>
            <span class={middle ? 'hide-n' : undefined}>
              {t('all {0} rows, in file order', fixed(rowCount))}
            </span>
            {middle && (
              <span class="only-n">
                {t('first 10 and last {0} of {1}', blocks[2]?.length ?? 0, fixed(rowCount))}{' '}
                <Link onClick={() => setShown(true)}>{t('Show all')}</Link>
              </span>
            )}
          </>
        ) : (
          <>
            <span>
              {of.kind === 'exact'
                ? t('first {0} and last {1} of {2}', head.length, tail.length, fixed(rowCount))
                : t('first {0} of {1}', head.length, rowsInAll(of))}
            </span>
            {onOpenAsText && <Link onClick={onOpenAsText}>{t('Open as text')}</Link>}
          </>
        )
      }
    >
      <div class={asBlocks ? `rows-blocks rows-blocks-${blocks.length}` : 'rows-wide'}>
        {blocks.map((rows, index) => (
          <div key={index} class={middle && asBlocks && index === 1 ? 'hide-n' : undefined}>
            <RowBlock rows={rows} columns={columns} />
          </div>
        ))}
      </div>
    </Section>
  );
}

function RowBlock({
  rows,
  columns,
}: {
  readonly rows: readonly TableRow[];
  readonly columns: readonly ColumnProfile[];
}) {
  const label = t('Rows {0} to {1}', fixed(rows[0]?.row), fixed(rows.at(-1)?.row));
  return (
    <Scroll label={label}>
      <Grid label={label} columns={gridColumns(columns)} rows={rows} />
    </Scroll>
  );
}

function gridColumns(columns: readonly ColumnProfile[]): GridColumn<TableRow>[] {
  return [
    { label: t('Row'), numeric: true, className: 'rowno', cell: ({ row }) => fixed(row) },
    ...columns.map((column, index) => ({
      label: column.name,
      numeric: column.numeric !== undefined,
      cell: ({ cells }: TableRow) => <Cell text={cells[index] ?? ''} column={column} />,
    })),
  ];
}

/** Numbers as the column shows them; what is no number, as the file has it. */
function Cell({ text, column }: { readonly text: string; readonly column: ColumnProfile }) {
  if (text.trim() === '') return <span class="q">{t('missing')}</span>;
  const { numeric } = column;
  const value = Number(text);
  const isNumber = numeric !== undefined && meaningOf(column) !== 'identifier';
  if (!isNumber || !Number.isFinite(value)) return <span class="cell-text">{text}</span>;
  return <span title={text}>{fixed(value, Math.min(8, numeric.decimals))}</span>;
}

function chunk(rows: readonly TableRow[]): TableRow[][] {
  return Array.from({ length: Math.ceil(rows.length / blockRows) }, (_, index) =>
    rows.slice(index * blockRows, (index + 1) * blockRows),
  );
}
