import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { cutMark } from './cutMark.ts';
import type { GridColumn, GridCondition } from '../../../data/shapes/gridView.ts';
import type { FailureMessage } from '../../contract/messages.ts';
import type { RowGridChoices } from '../../contract/rowGrid.ts';
import { Link } from '../controls/controls.tsx';
import { FailureLine } from '../controls/MessageLine.tsx';
import { t } from '../language/language.ts';
import { fixed } from '../language/numbers.ts';
import { failureOf } from '../page/failures.ts';
import { useLate } from '../page/useLate.ts';
import { cellText } from './cellText.ts';
import { Chips } from './Chips.tsx';
import {
  isFiltered,
  nextOrder,
  noChoices,
  withCondition,
  withOrder,
  withoutFilters,
  withSearch,
  withWidth,
} from './choices.ts';
import { ColumnHead } from './ColumnHead.tsx';
import { layOut } from './columnLayout.ts';
import type { PlacedColumn } from './columnLayout.ts';
import { fittingWidth, usualWidth } from './columnWidths.ts';
import { conditionOfBar } from './conditions.ts';
import { NoRows, SortNotes, useAnnouncedView, Waiting } from './GridNotes.tsx';
import { GridTools } from './GridTools.tsx';
import { cellMenu, columnMenu, copyGroup } from './menus.ts';
import { OpenPopup } from './Popups.tsx';
import type { Popup } from './Popups.tsx';
import { headerRow } from './position.ts';
import type { Position } from './position.ts';
import './rowGrid.css';
import type { Block } from './selection.ts';
import { RowActions } from './RowActions.tsx';
import { Sheet } from './Sheet.tsx';
import type { SheetHandle } from './Sheet.tsx';
import { useFind } from './useFind.ts';
import { useRows } from './useRows.ts';
import type { GridPort } from './useRows.ts';
import { useWhole } from './useWhole.ts';
import { WholeCell } from './WholeCell.tsx';

export interface RowGridProps {
  readonly port: GridPort;
  /** Changes when the table or its read options change. */
  readonly version: string;
  readonly label: string;
  readonly chosen: RowGridChoices | undefined;
  readonly onChoose: (choices: RowGridChoices) => void;
  /** The page already reports that the file has changed. */
  readonly isStale?: boolean;
  /** Number of columns, once known. */
  readonly onColumns?: (count: number) => void;
  /** Maximum height in pixels; without it, the grid fills its container. */
  readonly mostHeight?: number;
}

const digitWidth = 7.8;
const numberPadding = 20;

/** All rows of a table: sorted, filtered, searched, copied. */
export function RowGrid(props: RowGridProps) {
  const {
    port,
    version,
    label,
    chosen = noChoices,
    onChoose,
    onColumns,
    isStale = false,
    mostHeight,
  } = props;
  const rows = useRows(port, version, chosen);
  const { names, columns, columnCount, shown, choices } = rows;
  useEffect(() => {
    if (columnCount > 0) onColumns?.(columnCount);
  }, [columnCount]);
  const { view, hidden, pinned, widths } = choices;
  const isWaiting = useLate(rows.isOpening);
  const handle = useRef<SheetHandle>(null);
  const findField = useRef<HTMLSpanElement>(null);
  const [popup, setPopup] = useState<Popup | undefined>();
  const [failure, setFailure] = useState<FailureMessage | undefined>();
  const [said, say] = useState('');
  const fail = (reason: unknown) => setFailure(failureOf(reason));
  const { rowCount = 0, totalRowCount = 0 } = shown?.opened ?? {};
  const numberWidth = Math.round(numberPadding + digitWidth * Math.max(4, fixed(totalRowCount).length));
  const usualOf = useUsualWidths(version, columns);
  const layout = useMemo(
    () => layOut(names, { hidden, pinned, widths }, numberWidth, usualOf),
    [names, columns, hidden, pinned, widths, numberWidth],
  );
  const order = layout.columns.map(({ name }) => name);
  useAnnouncedView(shown, say);
  const choose = (next: RowGridChoices) => {
    setFailure(undefined);
    onChoose(next);
  };
  const find = useFind({
    port,
    shown,
    names: order,
    active: () => {
      const { row, column } = handle.current?.active() ?? { row: 0, column: 0 };
      return { row, name: layout.columns[column - 1]?.name };
    },
    onFound: (cell) => handle.current?.goTo(cell, false),
    onFailure: fail,
  });
  const whole = useWhole(port, shown, fail);

  const sortBy = (name: string, add: boolean) =>
    choose(withOrder(choices, name, nextOrder(view.sort, name), add));
  const filter = (condition: GridCondition | undefined) => {
    if (condition !== undefined) choose(withCondition(choices, condition));
  };
  const fit = (name: string) => {
    const { from, to } = handle.current?.inView() ?? { from: 0, to: 0 };
    const texts = Array.from({ length: to - from }, (_, index) => shown?.windows.cell(from + index, name));
    const written = texts.map((text) => cellText(text ?? t('missing'), columns.get(name)));
    choose(withWidth(choices, name, fittingWidth(name, written)));
  };
  const openColumnMenu = (placed: PlacedColumn, anchor: HTMLElement) => {
    const { name } = placed;
    const groups = columnMenu({
      placed,
      choices,
      onChoose: choose,
      onFilter: () => {
        const column = columns.get(name);
        if (column !== undefined) setPopup({ kind: 'filter', column, anchor });
      },
      onFit: () => fit(name),
      shownCount: order.length,
    });
    setPopup({ kind: 'menu', label: name, groups, anchor });
  };
  const copy = async (block: Block | undefined, withHeader: boolean) => {
    if (block === undefined || shown === undefined) return;
    const { firstRow, lastRow, firstColumn, lastColumn } = block;
    const count = lastRow - firstRow + 1;
    const copied = order.slice(firstColumn - 1, lastColumn);
    const { sha256 } = shown.opened;
    const request = { view: shown.view, sha256, from: firstRow, count, names: copied, withHeader };
    try {
      const answer = await port.request('gridCopy', request);
      say(
        answer.rowCount < count
          ? t(
              'Copied the first {0} of {1} rows; more would not fit on the clipboard.',
              fixed(answer.rowCount),
              fixed(count),
            )
          : t('Copied {0} × {1} cells.', fixed(count), fixed(copied.length)),
      );
    } catch (reason) {
      fail(reason);
    }
  };
  const save = async () => {
    if (shown === undefined) return;
    setFailure(undefined);
    try {
      const request = { view: shown.view, sha256: shown.opened.sha256, names: order };
      const saved = await port.request('gridSave', request);
      say(t('Wrote {0} rows to {1}.', fixed(saved.rowCount), saved.fileName));
    } catch (reason) {
      fail(reason);
    }
  };
  const blockAt = (at: Position, block: Block | undefined): Block =>
    block ?? { firstRow: at.row, lastRow: at.row, firstColumn: at.column, lastColumn: at.column };
  const blockOfRow = (row: number): Block => ({
    firstRow: row,
    lastRow: row,
    firstColumn: 1,
    lastColumn: order.length,
  });
  const openCellMenu = (at: Position, anchor: HTMLElement, block: Block | undefined) => {
    const placed = layout.columns[at.column - 1];
    if (placed === undefined) {
      const groups = [copyGroup((withHeader) => void copy(blockOfRow(at.row), withHeader))];
      return setPopup({ kind: 'menu', label: t('Row'), groups, anchor });
    }
    const column = columns.get(placed.name);
    const text = shown?.windows.cell(at.row, placed.name);
    if (column === undefined || text === undefined) return undefined;
    const groups = cellMenu({
      column,
      text,
      isCut: text?.endsWith(cutMark) === true,
      choices,
      onChoose: choose,
      onCopy: (withHeader) => void copy(blockAt(at, block), withHeader),
      onWhole: () => whole.open(at.row, placed.name),
    });
    return setPopup({ kind: 'menu', label: t('Cell in {0}', placed.name), groups, anchor });
  };
  const go = async (text: string): Promise<string | undefined> => {
    if (!/^\d[\d,. ]*$/.test(text)) {
      const wanted = text.toLowerCase();
      const name =
        order.find((one) => one === text) ??
        order.find((one) => one.toLowerCase().startsWith(wanted)) ??
        order.find((one) => one.toLowerCase().includes(wanted));
      if (name === undefined) return t('No visible column is named “{0}”.', text);
      handle.current?.goTo({ row: handle.current.active().row, name }, true);
      return undefined;
    }
    const row = Number(text.replaceAll(/[,. ]/g, ''));
    if (shown === undefined || row < 1 || row > totalRowCount)
      return t('Rows are numbered 1 to {0}.', fixed(totalRowCount));
    try {
      const position = await port.request('gridPosition', {
        view: shown.view,
        sha256: shown.opened.sha256,
        row,
      });
      if (position === null) return t('Row {0} does not match the filters.', fixed(row));
      handle.current?.goTo({ row: position }, true);
    } catch (reason) {
      fail(reason);
    }
    return undefined;
  };
  const onKey = (event: KeyboardEvent, active: Position, block: Block | undefined): boolean => {
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && event.key.toLowerCase() === 'c') {
      void copy(active.row === headerRow ? block : blockAt(active, block), event.shiftKey);
      return true;
    }
    if (ctrl && event.key.toLowerCase() === 'f') {
      findField.current?.querySelector<HTMLElement>('vscode-textfield')?.focus();
      return true;
    }
    if (event.key === 'F3') {
      void find.find(event.shiftKey);
      return true;
    }
    return false;
  };
  // A menu item may have opened another popup before the menu closes.
  const closePopup = () => setPopup((now) => (now === popup ? undefined : now));
  const found = failure ?? rows.failure;
  // The rows of the view before stay while the next one is worked out, and where it cannot be.
  const isCurrent = !rows.isOpening && rows.failure === undefined;
  const isEmpty = isCurrent && shown !== undefined && rowCount === 0 && isFiltered(choices);
  const problem = isStale && found?.code === 'file-changed' ? undefined : found;
  return (
    <div class="row-grid">
      <GridTools
        choices={choices}
        onChoose={choose}
        find={{
          ...find,
          onFind: (backwards) => void find.find(backwards),
          onFilter: () => {
            find.forget();
            choose(withSearch(choices, find.text));
          },
        }}
        findField={findField}
        onLeave={() => handle.current?.focus()}
        onGo={go}
      />
      <Chips choices={choices} onChoose={choose} counts={isCurrent ? shown?.opened : undefined}>
        {/* Without rows, the message says what can be done. */}
        {!isEmpty && problem === undefined && (
          <>
            {isFiltered(choices) && (
              <Link onClick={() => choose(withoutFilters(choices))}>{t('Clear filters')}</Link>
            )}
            <RowActions
              view={view}
              onSave={() => void save()}
              onUse={(rules) => {
                setFailure(undefined);
                port.request('gridUse', { rules: [...rules] }).catch(fail);
              }}
            />
          </>
        )}
      </Chips>
      {problem && <FailureLine failure={problem} takeAction={port.takeAction} />}
      {problem && (
        <p class="s rg-retry">
          <Link
            onClick={() => {
              setFailure(undefined);
              rows.retry();
            }}
          >
            {t('Try again')}
          </Link>
          {isFiltered(choices) && (
            <Link onClick={() => choose(withoutFilters(choices))}>{t('Clear filters')}</Link>
          )}
        </p>
      )}
      {isEmpty && <NoRows choices={choices} onClear={() => choose(withoutFilters(choices))} />}
      {isWaiting && shown !== undefined && (
        <p class="q s rg-note">
          <span role="status">{t('Sorting and filtering…')}</span>
          <Link onClick={() => choose({ ...choices, view: shown.view })}>{t('Cancel')}</Link>
        </p>
      )}
      <SortNotes shown={shown} />
      {shown !== undefined && names.length > 0 ? (
        <div class={isWaiting ? 'rg-place old' : 'rg-place'} aria-busy={rows.isOpening}>
          <Sheet
            handle={handle}
            label={label}
            mostHeight={mostHeight}
            layout={layout}
            columns={columns}
            rowCount={rowCount}
            windows={shown.windows}
            marked={find.found}
            headState={(name) => {
              const first = view.sort[0];
              return first?.column === name ? { sort: first.descending ? 'descending' : 'ascending' } : {};
            }}
            head={(placed) => {
              if (placed === undefined) return <span class="rg-name">{t('Row')}</span>;
              const { name } = placed;
              const rank = view.sort.findIndex(({ column }) => column === name);
              const by = view.sort[rank];
              const column = columns.get(name);
              return (
                <ColumnHead
                  placed={placed}
                  column={column}
                  rowCount={totalRowCount}
                  sort={by && { descending: by.descending, rank: rank + 1, of: view.sort.length }}
                  isFiltered={view.conditions.some((one) => one.column === name)}
                  onSort={(add) => sortBy(name, add)}
                  onMenu={(anchor) => openColumnMenu(placed, anchor)}
                  onBar={(bar) => column && filter(conditionOfBar(column, bar))}
                  onResize={(width) => choose(withWidth(choices, name, width))}
                  onFit={() => fit(name)}
                />
              );
            }}
            onKey={onKey}
            onMenu={(at, anchor, block) => {
              const placed = layout.columns[at.column - 1];
              if (at.row !== headerRow) openCellMenu(at, anchor, block);
              else if (placed !== undefined) openColumnMenu(placed, anchor);
            }}
            onOpen={(at, event) => {
              const placed = layout.columns[at.column - 1];
              if (placed === undefined) return;
              if (at.row === headerRow) sortBy(placed.name, event.shiftKey);
              else whole.open(at.row, placed.name);
            }}
          />
        </div>
      ) : (
        problem === undefined && <Waiting />
      )}
      {whole.cell && (
        <WholeCell
          {...whole.cell}
          onClose={() => {
            whole.close();
            handle.current?.focus();
          }}
        />
      )}
      {popup && (
        <OpenPopup
          key={popup.kind}
          popup={popup}
          conditions={view.conditions}
          onFilter={filter}
          onClosed={closePopup}
        />
      )}
      <p class="unseen" role="status">
        {said}
      </p>
    </div>
  );
}

/** Keeps widths stable while columns load, so that nothing moves under the pointer. */
function useUsualWidths(version: string, columns: ReadonlyMap<string, GridColumn>) {
  const known = useMemo(() => new Map<string, number>(), [version]);
  return (name: string): number => {
    const width = known.get(name) ?? usualWidth(columns.get(name), name);
    known.set(name, width);
    return width;
  };
}
