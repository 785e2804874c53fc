import { t } from '../language/language.ts';
import { plainNumber } from '../language/plainNumber.ts';

/** What a picture shows, as text: the twin for who can't see it or wants the numbers. */
export interface TableTwin {
  readonly columns: readonly { readonly label: string; readonly numeric?: boolean }[];
  readonly rows: readonly (readonly TwinCell[])[];
}

/** A text, or a text with the value that it stands for in a file. */
export type TwinCell = string | { readonly text: string; readonly value: number | string };

/** A number as it is shown and as it is saved. */
export const written = (value: number | undefined, write: (value: number) => string): TwinCell =>
  value === undefined || !Number.isFinite(value) ? '–' : { text: write(value), value };

const dayMs = 86_400_000;

/** A date as it is shown; in a file it is as ISO 8601 has it, without the time of midnight. */
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
