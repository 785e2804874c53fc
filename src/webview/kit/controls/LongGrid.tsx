import { useState } from 'preact/hooks';
import { Link } from './controls.tsx';
import { Grid, Scroll } from './Grid.tsx';
import type { GridColumn } from './Grid.tsx';
import { SaveTable } from './SaveTable.tsx';
import { t } from '../language/language.ts';
import { fixed } from '../language/numbers.ts';

interface LongGridProps<Row> {
  readonly label: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowsAtFirst: number;
  readonly testId: string;
}

/** A table that scrolls sideways; of many rows, the first ones until the user requests all. */
export function LongGrid<Row>({ label, columns, rows, rowsAtFirst, testId }: LongGridProps<Row>) {
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, rowsAtFirst);
  return (
    <>
      <Scroll label={t('{0}, scrolls sideways', label)}>
        <Grid label={label} columns={columns} rows={shown} testId={testId} />
      </Scroll>
      <p class="s table-links">
        {shown.length < rows.length && (
          <Link onClick={() => setAll(true)}>{t('Show all {0}', fixed(rows.length))}</Link>
        )}
        <SaveTable name={testId} label={label} columns={columns} rows={rows} />
      </p>
    </>
  );
}
