import type { ColumnType } from '../shapes/profile.ts';

const numberPattern = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/** The cell as a number; undefined when it is not one. */
export function numberOf(cell: string): number | undefined {
  const trimmed = cell.trim();
  return numberPattern.test(trimmed) ? Number(trimmed) : undefined;
}

/** Whether a cell of a table that was read has no value. */
export const isMissing = (cell: string) => cell === '';

export const isNumeric = (type: ColumnType) => type === 'integer' || type === 'decimal';
