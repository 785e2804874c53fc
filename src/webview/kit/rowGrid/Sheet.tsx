import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { GridColumn } from '../../../data/shapes/gridView.ts';
import { t } from '../language/language.ts';
import { fixed } from '../language/numbers.ts';
import { columnsInView, leftShowing } from './columnLayout.ts';
import type { ColumnLayout, PlacedColumn } from './columnLayout.ts';
import { headerRow, kept, moved } from './position.ts';
import type { Position } from './position.ts';
import type { RowWindows } from './rowWindows.ts';
import { rowHeight, rowsInView, topShowing } from './scrollMap.ts';
import type { Span } from './scrollMap.ts';
import { blockOf, everything, isIn, isRowIn, selected, widened } from './selection.ts';
import type { Block, Selection } from './selection.ts';
import { SheetCell } from './SheetCell.tsx';
import { useScroll } from './useScroll.ts';

/** Pixels above the rows: name, meaning, shape of the values. */
const headHeight = 74;

/** Of the scroll bar at the bottom, and the line at the top. */
const barHeight = 16;

/** Imperative handle of a sheet. */
export interface SheetHandle {
  /** Scrolls a cell into view and makes it active; moves the focus too if `focus`. */
  readonly goTo: (to: { readonly row: number; readonly name?: string }, focus: boolean) => void;
  readonly focus: () => void;
  /** Positions of the rows in view. */
  readonly inView: () => Span;
  readonly active: () => Position;
}

interface SheetProps {
  readonly handle: RefObject<SheetHandle | null>;
  readonly label: string;
  /** Pixels; without it, all the room that there is. */
  readonly mostHeight: number | undefined;
  readonly layout: ColumnLayout;
  readonly columns: ReadonlyMap<string, GridColumn>;
  readonly rowCount: number;
  readonly windows: RowWindows;
  /** The content of the head of a column, or of the row numbers. */
  readonly head: (column: PlacedColumn | undefined, isActive: boolean) => ComponentChildren;
  /** ARIA attributes of a column header. */
  readonly headState: (name: string) => { readonly sort?: 'ascending' | 'descending' };
  /** A cell to mark, as the one that a search found. */
  readonly marked: { readonly row: number; readonly name: string } | undefined;
  /** Handles keys that the sheet does not; returns whether it did. */
  readonly onKey: (event: KeyboardEvent, active: Position, block: Block | undefined) => boolean;
  readonly onMenu: (active: Position, anchor: HTMLElement, block: Block | undefined) => void;
  readonly onOpen: (active: Position, event: MouseEvent | KeyboardEvent) => void;
}

/** A virtualized grid of any number of rows and columns. One tab stop; arrow keys move the active cell. */
export function Sheet(props: SheetProps) {
  const { handle, label, mostHeight, layout, rowCount, windows } = props;
  const scroll = useScroll(rowCount, headHeight);
  const { top, left, width, height } = scroll;
  const columnCount = layout.columns.length;
  const size = { rowCount, columnCount: columnCount + 1, pageRows: Math.floor(height / rowHeight) };
  const [wantedActive, setActive] = useState<Position>({ row: 0, column: 1 });
  const [selection, setSelection] = useState<Selection | undefined>();
  const active = kept(wantedActive, size);
  const block = selection && blockOf(selection, rowCount, columnCount);
  const root = useRef<HTMLDivElement>(null);
  const takesFocus = useRef(false);

  const rows = rowsInView(top, height, rowCount);
  const inView = columnsInView(layout, left, width);
  const drawn = [
    ...layout.columns.slice(0, layout.pinnedCount),
    ...layout.columns.slice(inView.from, inView.to),
  ];
  const activeColumn = layout.columns[active.column - 1];
  if (activeColumn !== undefined && !drawn.includes(activeColumn)) drawn.push(activeColumn);
  const positions = Array.from({ length: rows.to - rows.from }, (_, index) => rows.from + index);
  if (active.row >= 0 && (active.row < rows.from || active.row >= rows.to)) positions.push(active.row);
  const names = drawn.map(({ name }) => name);
  const wanted = `${rows.from} ${rows.to} ${names.join('\0')}`;
  useEffect(() => {
    if (height > 0) windows.want(rows, names);
  }, [windows, wanted, height > 0]);

  const before = useRef(windows);
  useLayoutEffect(() => {
    if (before.current === windows) return;
    before.current = windows;
    // The selection no longer covers the same rows.
    setSelection(undefined);
    scroll.scrollTo({ top: 0 });
  }, [windows]);
  const show = ({ row, column }: Position) => {
    const placed = layout.columns[column - 1];
    scroll.scrollTo({
      ...(row >= 0 ? { top: topShowing(row, top, height) } : {}),
      ...(placed === undefined ? {} : { left: leftShowing(placed, layout, left, width) }),
    });
  };
  const activate = (to: Position, extend: boolean) => {
    takesFocus.current = true;
    setActive(to);
    setSelection(selected(selection ?? selected(undefined, active, false), to, extend));
    show(to);
  };
  useLayoutEffect(() => {
    if (!takesFocus.current) return;
    takesFocus.current = false;
    root.current?.querySelector<HTMLElement>('[data-active]')?.focus({ preventScroll: true });
  });
  useImperativeHandle(
    handle,
    () => ({
      goTo: ({ row, name }, focus) => {
        const column = name === undefined ? active.column : (columnOf(layout, name) ?? active.column);
        const to = kept({ row, column }, size);
        setActive(to);
        setSelection(selected(undefined, to, false));
        scroll.scrollTo({ top: Math.max(0, to.row * rowHeight - height / 3) });
        const placed = layout.columns[to.column - 1];
        if (placed !== undefined) scroll.scrollTo({ left: leftShowing(placed, layout, left, width) });
        takesFocus.current = focus;
      },
      focus: () => {
        takesFocus.current = true;
        setActive({ ...active });
      },
      inView: () => rows,
      active: () => active,
    }),
    undefined,
  );

  const onKeyDown = (event: KeyboardEvent) => {
    // Controls in the header handle their own keys.
    if (!isCell(event.target)) return;
    const { key, shiftKey: shift } = event;
    const ctrl = event.ctrlKey || event.metaKey;
    if (event.altKey && key !== 'ArrowDown') return;
    const used = () => {
      event.preventDefault();
      event.stopPropagation();
    };
    if (props.onKey(event, active, block)) return used();
    if (key === 'ContextMenu' || (key === 'F10' && shift) || (event.altKey && key === 'ArrowDown')) {
      used();
      return openMenu(event.target);
    }
    if (key === 'Enter' || key === 'F2') {
      used();
      return props.onOpen(active, event);
    }
    if (key === 'Escape' && selection !== undefined) {
      used();
      return setSelection(undefined);
    }
    if (ctrl && key.toLowerCase() === 'a') {
      used();
      return setSelection(everything(rowCount, columnCount));
    }
    if (key === ' ') {
      used();
      const from = selection ?? selected(undefined, active, false);
      return setSelection(widened(from, ctrl ? 'columns' : 'rows'));
    }
    const to = moved(active, { key, ctrl, shift }, size);
    if (to === undefined) return undefined;
    used();
    return activate(to, shift && active.row !== headerRow && to.row !== headerRow);
  };
  const openMenu = (target: EventTarget | null) => {
    if (target instanceof HTMLElement) props.onMenu(active, target, block);
  };
  const pointed = (event: MouseEvent): Position | undefined => {
    const cell = event.target instanceof Element ? event.target.closest('[data-cell]') : null;
    const [row, column] = cell?.getAttribute('data-cell')?.split(' ').map(Number) ?? [];
    return row === undefined || column === undefined ? undefined : { row, column };
  };
  const onMouseDown = (event: MouseEvent) => {
    const to = pointed(event);
    if (to === undefined || isControl(event.target)) return;
    const isMenu = event.button === 2 && isIn(block, to.row, to.column);
    event.preventDefault();
    takesFocus.current = true;
    setActive(to);
    if (!isMenu && to.row !== headerRow)
      setSelection(selected(selection ?? selected(undefined, active, false), to, event.shiftKey));
  };
  const onMouseMove = (event: MouseEvent) => {
    if (event.buttons !== 1 || selection === undefined) return;
    const to = pointed(event);
    if (to === undefined || to.row === headerRow) return;
    if (to.row !== selection.focus.row || to.column !== selection.focus.column)
      setSelection({ ...selection, focus: to });
  };

  const draw = (row: number) => (
    <>
      <div
        role={row === headerRow ? 'columnheader' : 'rowheader'}
        class="rg-cell rg-number"
        aria-colindex={1}
        style={{ left: '0', width: `${layout.numberWidth}px` }}
        {...cellProps({ row, column: 0 }, active)}
        {...(row === headerRow ? {} : { 'aria-selected': isRowIn(block, row, columnCount) })}
      >
        {row === headerRow ? props.head(undefined, false) : fixed(windows.row(row))}
      </div>
      {drawn.map((column) => (
        <SheetCell
          key={column.name}
          placed={column}
          left={column.isPinned ? column.left : layout.pinnedWidth + column.left - left}
          isLastPinned={column.at === layout.pinnedCount}
          attributes={cellProps({ row, column: column.at }, active)}
          {...(row === headerRow
            ? {
                head: props.head(column, active.row === headerRow && active.column === column.at),
                sort: props.headState(column.name).sort,
              }
            : {
                text: windows.cell(row, column.name),
                column: props.columns.get(column.name),
                isSelected: isIn(block, row, column.at),
                isMarked: props.marked?.row === row && props.marked.name === column.name,
              })}
        />
      ))}
    </>
  );
  return (
    <div
      ref={root}
      class="rg"
      role="grid"
      aria-label={label}
      aria-rowcount={rowCount + 1}
      aria-colcount={columnCount + 1}
      aria-multiselectable="true"
      aria-readonly="true"
      aria-description={t(
        'Arrow keys move. Enter sorts by a column or shows the full value. Space selects rows, Ctrl+Space columns. Shift+F10 opens a menu.',
      )}
      data-testid="row-grid"
      style={
        mostHeight === undefined
          ? undefined
          : { height: `${Math.min(mostHeight, headHeight + rowCount * rowHeight + barHeight)}px` }
      }
      onKeyDown={onKeyDown}
      onMouseDown={onMouseDown}
      onMouseMove={onMouseMove}
      onDblClick={(event) => {
        const to = pointed(event);
        if (to !== undefined && to.row !== headerRow && to.column > 0) props.onOpen(to, event);
      }}
      onContextMenu={(event) => {
        const to = pointed(event);
        const cell =
          event.target instanceof Element ? event.target.closest<HTMLElement>('[data-cell]') : null;
        if (to === undefined || cell === null) return;
        event.preventDefault();
        props.onMenu(to, cell, block);
      }}
    >
      <div class="rg-scroll" ref={scroll.ref} onScroll={scroll.onScroll} onWheel={scroll.onWheel}>
        <div
          class="rg-track"
          style={{
            height: `${headHeight + scroll.map.trackHeight}px`,
            width: `${layout.pinnedWidth + layout.scrolledWidth}px`,
          }}
        >
          <div class="rg-stage" style={{ width: `${width}px`, height: `${headHeight + height}px` }}>
            <div role="rowgroup" class="rg-head">
              <div role="row" class="rg-row" aria-rowindex={1}>
                {draw(headerRow)}
              </div>
            </div>
            <div role="rowgroup" class="rg-body">
              {positions.map((position) => (
                <div
                  key={position}
                  role="row"
                  class={isRowIn(block, position, columnCount) ? 'rg-row rg-chosen' : 'rg-row'}
                  aria-rowindex={position + 2}
                  style={{ transform: `translateY(${position * rowHeight - top}px)` }}
                >
                  {draw(position)}
                </div>
              ))}
            </div>
          </div>
        </div>
      </div>
    </div>
  );
}

const columnOf = ({ columns }: ColumnLayout, name: string): number | undefined =>
  columns.find((column) => column.name === name)?.at;

/** Attributes that mark the active cell and identify cells. */
const cellProps = ({ row, column }: Position, active: Position) => {
  const isActive = active.row === row && active.column === column;
  return {
    'data-cell': `${row} ${column}`,
    tabIndex: isActive ? 0 : -1,
    ...(isActive ? { 'data-active': '' } : {}),
  };
};

const isCell = (target: EventTarget | null) => target instanceof Element && target.hasAttribute('data-cell');
const isControl = (target: EventTarget | null) =>
  target instanceof Element && target.closest('button, .rg-resizer, .rg-bar') !== null;
