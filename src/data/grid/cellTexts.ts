import { dateText } from '../preparation/encoders/levels.ts';
import { cellAt } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import type { Table } from '../table/table.ts';

/** The text of a cell in the form of GridRows; undefined for a missing value. */
export type CellText = (cells: Cells, index: number) => string | undefined;

/** How the cells of a column become texts. */
export function cellTexts({ types }: Pick<Table, 'types'>, column: number): CellText {
  const isDate = types[column]?.date !== undefined;
  return (cells, index) => {
    const cell = cellAt(cells, index);
    if (typeof cell !== 'number') return cell;
    return isDate ? dateText(cell) : String(cell);
  };
}
