import type { ColumnProfile, Profile, TableRow } from '../../../data/shapes/profile.ts';
import { Link } from '../../kit/controls/controls.tsx';
import { Grid, Scroll } from '../../kit/controls/Grid.tsx';
import { Section } from '../../kit/controls/Section.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { RowGrid } from '../../kit/rowGrid/RowGrid.tsx';
import type { RowGridProps } from '../../kit/rowGrid/RowGrid.tsx';
import { rowsInAll } from './sampleWords.ts';

/** Pixels: about twenty rows. */
const mostHeight = 620;

interface RowsProps extends Omit<RowGridProps, 'label' | 'mostHeight'> {
  readonly profile: Profile;
  /** Absent for a file that is no text. */
  readonly onOpenAsText: (() => void) | undefined;
  /** Absent if the editor would read the table with other options than this page. */
  readonly onOpenAsTable: (() => void) | undefined;
}

/** All rows of the table, or the first ones while it is still being read. */
export function Rows({ profile, onOpenAsText, onOpenAsTable, ...grid }: RowsProps) {
  const { head, rowCount, columns, shown, file } = profile;
  const isKnown = shown.kind === 'exact';
  return (
    <Section
      id="rows"
      title={t('Rows')}
      aside={
        <>
          <span>
            {isKnown ? t('all {0}', fixed(rowCount)) : t('first {0} of {1}', head.length, rowsInAll(shown))}
          </span>
          {onOpenAsTable && <Link onClick={onOpenAsTable}>{t('Open in a separate tab')}</Link>}
          {onOpenAsText && <Link onClick={onOpenAsText}>{t('Open as text')}</Link>}
        </>
      }
    >
      {isKnown ? (
        <RowGrid {...grid} label={t('Rows of {0}', file.name)} mostHeight={mostHeight} />
      ) : (
        <FirstRows rows={head} columns={columns} />
      )}
    </Section>
  );
}

interface FirstRowsProps {
  readonly rows: readonly TableRow[];
  readonly columns: readonly ColumnProfile[];
}

/** Cells as the file has them. */
function FirstRows({ rows, columns }: FirstRowsProps) {
  const label = t('First rows');
  return (
    <Scroll label={t('{0}, scrolls sideways', label)}>
      <Grid
        label={label}
        columns={[
          { label: t('Row'), numeric: true, className: 'rowno', cell: ({ row }) => fixed(row) },
          ...columns.map(({ name, numeric }, index) => ({
            label: name,
            numeric: numeric !== undefined,
            cell: ({ cells }: TableRow) => <span class="cell-text">{cells[index]}</span>,
          })),
        ]}
        rows={rows}
      />
    </Scroll>
  );
}
