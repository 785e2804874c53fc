/** A cell by its place in the grid: row -1 is the header, column 0 the row numbers. */
export interface Position {
  readonly row: number;
  readonly column: number;
}

export const headerRow = -1;

/** Size of the grid. `columnCount` includes the row numbers. */
export interface GridSize {
  readonly rowCount: number;
  readonly columnCount: number;
  /** Rows that are in view at once. */
  readonly pageRows: number;
}

export interface Key {
  readonly key: string;
  readonly ctrl: boolean;
  readonly shift: boolean;
}

/** The cell that a key moves to; undefined for other keys. */
export function moved({ row, column }: Position, { key, ctrl }: Key, size: GridSize): Position | undefined {
  const { rowCount, columnCount, pageRows } = size;
  const [lastRow, lastColumn] = [rowCount - 1, columnCount - 1];
  const page = Math.max(1, pageRows - 1);
  const at = (nextRow: number, nextColumn: number): Position => ({
    row: clamp(nextRow, headerRow, lastRow),
    column: clamp(nextColumn, 0, lastColumn),
  });
  switch (key) {
    case 'ArrowUp':
      return at(ctrl ? (row > 0 ? 0 : headerRow) : row - 1, column);
    case 'ArrowDown':
      return at(ctrl ? lastRow : row + 1, column);
    case 'ArrowLeft':
      return at(row, ctrl ? 0 : column - 1);
    case 'ArrowRight':
      return at(row, ctrl ? lastColumn : column + 1);
    case 'Home':
      return at(ctrl ? Math.min(0, lastRow) : row, 0);
    case 'End':
      return at(ctrl ? lastRow : row, lastColumn);
    case 'PageUp':
      return at(row === headerRow ? row : Math.max(0, row - page), column);
    case 'PageDown':
      return at(row + page, column);
    default:
      return undefined;
  }
}

/** Clamps a cell to the grid. */
export const kept = ({ row, column }: Position, { rowCount, columnCount }: GridSize): Position => ({
  row: clamp(row, headerRow, rowCount - 1),
  column: clamp(column, 0, columnCount - 1),
});

const clamp = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value));
