import { useState } from 'preact/hooks';
import { Link } from '../controls.tsx';
import { Grid, Scroll } from '../Grid.tsx';
import type { GridColumn } from '../Grid.tsx';
import { t } from '../language.ts';
import { fixed } from '../numbers.ts';

const rowsAtFirst = 40;

interface HeldOutGridProps<Row> {
  readonly target: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly rows: readonly Row[];
  readonly testId: string;
}

/** The held-out rows of any problem type; of many, the first ones until all are asked for. */
export function HeldOutGrid<Row>({ target, columns, rows, testId }: HeldOutGridProps<Row>) {
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, rowsAtFirst);
  const label = t('Actual and predicted {0}', target);
  return (
    <>
      <Scroll label={t('{0}, scrolls sideways', label)}>
        <Grid label={label} columns={columns} rows={shown} testId={testId} />
      </Scroll>
      {shown.length < rows.length && (
        <p class="s">
          <Link onClick={() => setAll(true)}>{t('Show all {0}', fixed(rows.length))}</Link>
        </p>
      )}
    </>
  );
}
