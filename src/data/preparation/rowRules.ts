import { cellAt, countOf } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import { dataFailure } from '../shapes/failures.ts';
import type { RowRule } from '../shapes/rowRules.ts';
import { openPace } from '../shapes/work.ts';
import { dateReader } from '../source/dateReader.ts';
import { featureOf, numberOf } from '../table/cells.ts';
import type { Table } from '../table/table.ts';
import { columnIndex } from './columnIndex.ts';
import type { Cell } from './encoders/encoder.ts';
import { levelReader } from './encoders/levels.ts';
import { numberReader } from './encoders/numbers.ts';

/**
 * Leaves out the rows that a rule does not hold for; returns how many were not left out already. Throws 'column-unknown', and
 * 'row-rule' for a bound that cannot be compared with the column.
 */
export async function applyRowRules(
  table: Table,
  rules: readonly RowRule[],
  isUsed: Uint8Array,
  signal?: AbortSignal,
): Promise<number> {
  const pace = openPace({ signal });
  let count = 0;
  for (const rule of rules) {
    const index = columnIndex(table, rule.column);
    const cells = await table.cells(index, signal);
    const holds = rowMatcher(cells, cellMatcher(table, index, cells, rule));
    for (let from = 0; from < countOf(cells); from += blockRows) {
      count += applyToBlock(holds, isUsed, from, Math.min(countOf(cells), from + blockRows));
      await pace();
    }
  }
  return count;
}

const blockRows = 8192;

function applyToBlock(holds: (row: number) => boolean, isUsed: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let row = from; row < to; row += 1) {
    if (isUsed[row] === 0 || holds(row)) continue;
    isUsed[row] = 0;
    count += 1;
  }
  return count;
}

type Matches = (cell: Cell) => boolean;

/** Words are looked at once each. */
function rowMatcher(cells: Cells, matches: Matches): (row: number) => boolean {
  if (cells.kind !== 'words') return (row) => matches(cellAt(cells, row));
  const ofLevels = cells.levels.map(matches);
  const ofMissing = matches(undefined);
  return (row) => ofLevels[cells.codes[row] ?? -1] ?? ofMissing;
}

function cellMatcher(table: Table, index: number, cells: Cells, rule: RowRule): Matches {
  const dateFormat = table.types[index]?.date?.format;
  const kind = { isNumber: cells.kind === 'numbers', dateFormat };
  const read = numberReader(dateFormat);
  const boundOf = boundReader(table, index, rule, kind);
  const bounds = [
    boundOf(
      'above',
      ({ last }) =>
        (value) =>
          value > last,
    ),
    boundOf(
      'below',
      ({ first }) =>
        (value) =>
          value < first,
    ),
    boundOf(
      'from',
      ({ first }) =>
        (value) =>
          value >= first,
    ),
    boundOf(
      'to',
      ({ last }) =>
        (value) =>
          value <= last,
    ),
  ].filter((bound) => bound !== undefined);
  const { in: among, notIn, isMissing } = rule;
  const isAmong = among && valueMatcher(among, kind);
  const isExcluded = notIn && valueMatcher(notIn, kind);
  return (cell) => {
    if (isMissing !== undefined && (cell === undefined) !== isMissing) return false;
    if (cell === undefined) return bounds.length === 0 && isAmong === undefined;
    if (isAmong?.(cell) === false || isExcluded?.(cell) === true) return false;
    if (bounds.length === 0) return true;
    const number = read(cell) ?? Number.NaN;
    return bounds.every((holds) => holds(number));
  };
}

/** What the cells of a column are compared as. */
interface Kind {
  readonly isNumber: boolean;
  readonly dateFormat: string | undefined;
}

/** A number, or all the milliseconds of a day, a month or a year. */
interface Span {
  readonly first: number;
  readonly last: number;
}

function boundReader({ path }: Table, index: number, rule: RowRule, kind: Kind) {
  return (
    key: 'above' | 'below' | 'from' | 'to',
    holds: (span: Span) => (value: number) => boolean,
  ): ((value: number) => boolean) | undefined => {
    const bound = rule[key];
    if (bound === undefined) return undefined;
    const span = spanOf(bound, kind);
    if (span !== undefined) return holds(span);
    const compared = kind.dateFormat !== undefined ? 'date' : kind.isNumber ? 'number' : 'words';
    throw dataFailure(
      'row-rule',
      { file: path, column: rule.column, key, found: String(bound), compared },
      `${path}: the rule for ${rule.column} (column ${index + 1}) cannot be compared with ${String(bound)}`,
    );
  };
}

/** What a bound means in a column of this kind; undefined when they cannot be compared. */
export function spanOf(bound: string | number, { isNumber, dateFormat }: Kind): Span | undefined {
  if (dateFormat !== undefined) return dateSpan(String(bound), dateFormat);
  const number = typeof bound === 'number' ? bound : numberOf(bound);
  return !isNumber || number === undefined ? undefined : { first: number, last: number };
}

const isoDate = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const dayFormat = '%Y-%m-%d';
const momentFormats = ['%Y-%m-%dT%H:%M:%S', '%Y-%m-%d %H:%M:%S', '%Y-%m-%dT%H:%M', '%Y-%m-%d %H:%M'];
const msOfDay = 86_400_000;

/** As pandas slices by parts of a date: a year, a month and a day are all of their moments. */
function dateSpan(text: string, format: string): Span | undefined {
  const [, year, month, day] = isoDate.exec(text.trim()) ?? [];
  if (year !== undefined && day === undefined) {
    const at = (months: number) => Date.UTC(Number(year), months);
    const first = month === undefined ? 0 : Number(month) - 1;
    return first > 11 ? undefined : { first: at(first), last: at(month === undefined ? 12 : first + 1) - 1 };
  }
  const isDay = !/%[HI]/.test(format) && !format.startsWith('epoch');
  for (const one of [format, dayFormat]) {
    const time = dateReader(one)(text);
    if (time !== undefined)
      return { first: time, last: one === dayFormat || isDay ? time + msOfDay - 1 : time };
  }
  for (const one of momentFormats) {
    const time = dateReader(one)(text) ?? dateReader(`${one}%z`)(text);
    if (time !== undefined) return { first: time, last: time };
  }
  return undefined;
}

/** What a list of values means in a column of this kind. */
export function wantedValues(values: readonly (string | number | boolean)[], kind: Kind) {
  const read = levelReader(kind);
  const levels = new Set(
    values.filter((value) => typeof value !== 'boolean').map((value) => read(String(value))),
  );
  // Numbers are compared without making strings; dates as text, since texts drop fractions of a millisecond.
  const numbers = new Set(
    [...levels].flatMap((level) =>
      [Number(level), Date.parse(level)].filter((number) => read(number) === level),
    ),
  );
  const truths = new Set(values.filter((value) => typeof value === 'boolean').map(Number));
  return { levels, numbers, truths };
}

/** Whether a cell is one of the values; true and false are also yes and no. */
function valueMatcher(values: readonly (string | number | boolean)[], kind: Kind): Matches {
  const read = levelReader(kind);
  const { levels, numbers, truths } = wantedValues(values, kind);
  const whole = kind.dateFormat === undefined ? (number: number) => number : Math.trunc;
  return (cell) =>
    typeof cell === 'number'
      ? numbers.has(whole(cell)) || truths.has(cell)
      : levels.has(read(cell)) || (truths.size > 0 && truths.has(featureOf(cell ?? '') ?? Number.NaN));
}
