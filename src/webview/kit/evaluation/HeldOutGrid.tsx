import type { GridColumn } from '../controls/Grid.tsx';
import { t } from '../language/language.ts';
import { LongGrid } from '../controls/LongGrid.tsx';

interface HeldOutGridProps<Row> {
  readonly target: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly rows: readonly Row[];
  readonly testId: string;
}

/** The held-out rows of any problem type. */
export function HeldOutGrid<Row>({ target, ...table }: HeldOutGridProps<Row>) {
  return <LongGrid label={t('Actual and predicted {0}', target)} rowsAtFirst={40} {...table} />;
}
