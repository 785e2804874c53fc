import type { ColumnReading } from '../source/columnCells.ts';
import type { Table } from '../table/table.ts';

/** What a column of numbers is in Parquet. */
export type NumberType = 'BIGINT' | 'DOUBLE' | 'DATE' | 'TIMESTAMP';

/** Rows for DuckDB to write: the SQL of a value of each column, and of what has them. */
export interface ParquetRows {
  readonly values: readonly string[];
  readonly from: string;
}

export type AboutColumn = Pick<ColumnReading, 'type' | 'date'>;

export const typeAt = ({ types }: Pick<Table, 'types'>, column: number): AboutColumn =>
  types[column] ?? { type: 'text' };

/** Largest whole number up to which a double is exact. */
export const mostExact = 2 ** 53;
export const dayMs = 86_400_000;

/** `isWhole`: whether all of the numbers are whole and exact or, of dates, at midnight. */
export function numberType({ type, date }: AboutColumn, isWhole: boolean): NumberType {
  if (date !== undefined) return isWhole ? 'DATE' : 'TIMESTAMP';
  return isWhole && type === 'integer' ? 'BIGINT' : 'DOUBLE';
}

/** The SQL that makes one of a double. */
export function fromDouble(value: string, type: NumberType): string {
  switch (type) {
    case 'DOUBLE':
      return value;
    case 'BIGINT':
      return `(${value})::BIGINT`;
    case 'TIMESTAMP':
      return `make_timestamp((1000 * ${value})::BIGINT)`;
    case 'DATE':
      return `make_timestamp((1000 * ${value})::BIGINT)::DATE`;
  }
}

/** Whether a column holds true and false, in any case; yes and no stay words. */
export const isTruth = ({ type }: AboutColumn, levels: readonly string[]): boolean =>
  type === 'boolean' && levels.every((level) => /^(?:true|false)$/i.test(level));
