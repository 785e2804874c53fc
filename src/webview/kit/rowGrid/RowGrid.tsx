import { useMemo, useRef, useState } from 'preact/hooks';
import type { RowGridChoices } from '../../contract/rowGrid.ts';
import { Link } from '../controls/controls.tsx';
import { FailureLine, MessageLine } from '../controls/MessageLine.tsx';
import { t } from '../language/language.ts';
import { fixed } from '../language/numbers.ts';
import { useLate } from '../page/useLate.ts';
import {
  isFiltered,
  nextOrder,
  noChoices,
  stillValid,
  withOrder,
  withoutFilters,
  withWidth,
} from './choices.ts';
import { ColumnHead } from './ColumnHead.tsx';
import { layOut } from './columnLayout.ts';
import { usualWidth } from './columnWidths.ts';
import './rowGrid.css';
import { headerRow } from './position.ts';
import { Sheet } from './Sheet.tsx';
import type { SheetHandle } from './Sheet.tsx';
import { useRows } from './useRows.ts';
import type { GridPort } from './useRows.ts';

export interface RowGridProps {
  readonly port: GridPort;
  /** Another one is another table, or the same read differently. */
  readonly version: string;
  readonly label: string;
  readonly chosen: RowGridChoices | undefined;
  readonly onChoose: (choices: RowGridChoices) => void;
  /** Of the grid, in pixels; without it, the grid takes the room that there is. */
  readonly mostHeight?: number;
}

const digitWidth = 7.8;
const numberPadding = 20;

/** All rows of a table: sorted, filtered, searched, copied. */
export function RowGrid({ port, version, label, chosen = noChoices, onChoose, mostHeight }: RowGridProps) {
  const known = useRef<readonly string[]>([]);
  // Before the columns are known, nothing is known to be gone.
  const choices = known.current.length === 0 ? chosen : stillValid(chosen, known.current);
  const { view, hidden, pinned, widths } = choices;
  const rows = useRows(port, version, view);
  known.current = rows.names;
  const { names, columns, shown } = rows;
  const isWaiting = useLate(rows.isOpening);
  const handle = useRef<SheetHandle>(null);
  const [marked] = useState<{ readonly row: number; readonly name: string } | undefined>();
  const total = shown?.opened.totalRowCount ?? 0;
  const numberWidth = Math.round(numberPadding + digitWidth * Math.max(4, fixed(total).length));
  const layout = useMemo(
    () =>
      layOut(names, { hidden, pinned, widths }, numberWidth, (name) => usualWidth(columns.get(name), name)),
    [names, columns, hidden, pinned, widths, numberWidth],
  );
  const sortBy = (name: string, add: boolean) =>
    onChoose(withOrder(choices, name, nextOrder(view.sort, name), add));
  const rankOf = (name: string) => view.sort.findIndex(({ column }) => column === name);
  return (
    <div class={isWaiting ? 'row-grid old' : 'row-grid'}>
      {rows.failure && (
        <>
          <FailureLine failure={rows.failure} takeAction={port.takeAction} />
          <p class="s">
            <Link onClick={rows.retry}>{t('Try again')}</Link>
          </p>
        </>
      )}
      {shown !== undefined && shown.opened.rowCount === 0 && isFiltered(choices) && (
        <MessageLine
          icon="info"
          tone="info"
          actions={[{ label: t('Clear filters'), onClick: () => onChoose(withoutFilters(choices)) }]}
        >
          {t('No row matches.')}
        </MessageLine>
      )}
      {shown !== undefined && names.length > 0 ? (
        <Sheet
          handle={handle}
          mostHeight={mostHeight}
          label={label}
          layout={layout}
          columns={columns}
          rowCount={shown.opened.rowCount}
          windows={shown.windows}
          marked={marked}
          headState={(name) => {
            const first = view.sort[0];
            return first?.column === name ? { sort: first.descending ? 'descending' : 'ascending' } : {};
          }}
          head={(placed) => {
            if (placed === undefined) return <span class="rg-name">{t('Row')}</span>;
            const { name } = placed;
            const rank = rankOf(name);
            const order = view.sort[rank];
            return (
              <ColumnHead
                placed={placed}
                column={columns.get(name)}
                rowCount={total}
                sort={order && { descending: order.descending, rank: rank + 1, of: view.sort.length }}
                isFiltered={view.conditions.some(({ column }) => column === name)}
                onSort={(add) => sortBy(name, add)}
                onMenu={() => undefined}
                onBar={() => undefined}
                onResize={(width) => onChoose(withWidth(choices, name, width))}
                onFit={() => undefined}
              />
            );
          }}
          onKey={() => false}
          onMenu={() => undefined}
          onOpen={(at, event) => {
            const placed = layout.columns[at.column - 1];
            if (at.row === headerRow && placed !== undefined) sortBy(placed.name, event.shiftKey);
          }}
        />
      ) : (
        rows.failure === undefined && <Waiting />
      )}
    </div>
  );
}

/** Where the rows will be. */
function Waiting() {
  return (
    <div class="late rg-empty" role="status" aria-label={t('reading')}>
      {[0, 1, 2, 3, 4].map((row) => (
        <span key={row} class="sk" style={{ width: `${60 - row * 7}%` }} />
      ))}
    </div>
  );
}
