import { t } from '../language/language.ts';
import { plainNumber } from '../language/plainNumber.ts';

/** A chart's data as a table, for screen readers and for anyone who wants the numbers. */
export interface TableTwin {
  readonly columns: readonly { readonly label: string; readonly numeric?: boolean }[];
  readonly rows: readonly (readonly TwinCell[])[];
}

/** A text, optionally with its value for a file. */
export type TwinCell = string | { readonly text: string; readonly value: number | string };

/** A number as displayed and as saved. */
export const written = (value: number | undefined, write: (value: number) => string): TwinCell =>
  value === undefined || !Number.isFinite(value) ? '–' : { text: write(value), value };

const dayMs = 86_400_000;

/** A date as displayed; saved in ISO 8601, without a time at midnight. */
export function writtenDate(ms: number, text: string): TwinCell {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return text;
  const iso = date.toISOString();
  return { text, value: ms % dayMs === 0 ? iso.replace(/T.*$/, '') : iso.replace('.000Z', 'Z') };
}

export const textOf = (cell: TwinCell): string => (typeof cell === 'string' ? cell : cell.text);

/** The rows of a twin for a file, its header first. */
export const twinRows = ({ columns, rows }: TableTwin): (string | number)[][] => [
  columns.map(({ label }) => (label === '' ? t('Value') : label)),
  ...rows.map((row) =>
    row.map((cell, column) => {
      if (typeof cell !== 'string') return cell.value;
      return columns[column]?.numeric === true ? plainNumber(cell) : cell;
    }),
  ),
];
