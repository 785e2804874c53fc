import type { ComponentChildren } from 'preact';
import type { GridColumn } from '../../../data/shapes/gridView.ts';
import { t } from '../language/language.ts';
import { cellText, isQuantity } from './cellText.ts';
import type { PlacedColumn } from './columnLayout.ts';

interface SheetCellProps {
  readonly placed: PlacedColumn;
  readonly left: number;
  readonly isLastPinned: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Of the head of a column. */
  readonly head?: ComponentChildren;
  readonly sort?: 'ascending' | 'descending' | undefined;
  /** Of a cell: null for a missing value, undefined while it is on its way. */
  readonly text?: string | null | undefined;
  readonly column?: GridColumn | undefined;
  readonly isSelected?: boolean;
  readonly isMarked?: boolean;
}

export function SheetCell(props: SheetCellProps) {
  const { placed, left, isLastPinned, attributes, head, sort } = props;
  const style = { left: `${left}px`, width: `${placed.width}px` };
  const pinned = placed.isPinned ? (isLastPinned ? ' rg-pinned rg-last-pinned' : ' rg-pinned') : '';
  if (head !== undefined)
    return (
      <div
        role="columnheader"
        class={`rg-cell${pinned}`}
        aria-colindex={placed.at + 1}
        aria-sort={sort ?? 'none'}
        style={style}
        {...attributes}
      >
        {head}
      </div>
    );
  const { text, column, isSelected = false, isMarked = false } = props;
  const numeric = column !== undefined && isQuantity(column) ? ' rg-quantity' : '';
  const state = `${isSelected ? ' rg-selected' : ''}${isMarked ? ' rg-marked' : ''}`;
  return (
    <div
      role="gridcell"
      class={`rg-cell${pinned}${numeric}${state}`}
      aria-colindex={placed.at + 1}
      aria-selected={isSelected}
      aria-busy={text === undefined ? true : undefined}
      style={style}
      {...attributes}
    >
      <CellContent text={text} column={column} />
    </div>
  );
}

function CellContent({ text, column }: Pick<SheetCellProps, 'text' | 'column'>) {
  if (text === undefined) return <i class="rg-waiting" />;
  if (text === null) return <span class="q rg-missing">{t('missing')}</span>;
  // A short text is fully visible.
  return (
    <span title={text.length > shortText ? text.slice(0, longestTitle) : undefined}>
      {cellText(text, column)}
    </span>
  );
}

const shortText = 9;
const longestTitle = 500;
