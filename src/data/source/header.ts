import type { HeaderRule } from '../shapes/reading.ts';
import { isDate } from './dates.ts';
import { isMissing, isMissingSign } from './missing.ts';
import { isNumberInAnyFormat } from './numbers.ts';

export interface FoundHeader {
  readonly header: boolean;
  readonly rule: HeaderRule;
  readonly isSure: boolean;
}

const typedShare = 0.95;
const columnsLookedAt = 300;

/** Decides whether the first record of a sample holds the names of the columns. */
export function sniffHeader([first, ...below]: readonly (readonly string[])[]): FoundHeader {
  if (first === undefined || below.length === 0) return { header: true, rule: 'only-record', isSure: false };
  const columns = first.slice(0, columnsLookedAt).map((cell, index) => ({
    first: cell.trim(),
    isOfKind: kindOf(below.map((cells) => cells[index] ?? '')),
  }));
  const typed = columns.flatMap(({ first: cell, isOfKind }) =>
    isOfKind === undefined || isAbsent(cell) ? [] : [{ cell, isValue: isOfKind(cell) }],
  );
  const words = typed.filter(({ isValue }) => !isValue).length;
  const values = typed.length - words;
  // One odd cell above many values can be a wrong value as well as a name.
  if (words > 0) return { header: true, rule: 'names-over-values', isSure: words >= values };
  if (countsUp(typed.map(({ cell }) => cell))) return { header: true, rule: 'names-count-up', isSure: false };
  if (values > 0)
    return { header: false, rule: 'begins-with-values', isSure: values > 1 || below.length > 2 };
  if (mostRecur(first, below)) return { header: false, rule: 'first-row-recurs', isSure: false };
  return { header: true, rule: 'all-text', isSure: false };
}

const isAbsent = (cell: string) => isMissing(cell) || isMissingSign(cell);

/** Tells the values of a column that is nearly all numbers or all dates; undefined for other columns. */
function kindOf(cells: readonly string[]): ((cell: string) => boolean) | undefined {
  const present = cells.filter((cell) => !isAbsent(cell));
  return [isNumberInAnyFormat, isDate].find((isOfKind) => {
    const count = present.filter(isOfKind).length;
    return count > 0 && count >= present.length * typedShare;
  });
}

/** 0, 1, 2, … or 1, 2, 3, … or years, as names. */
function countsUp(cells: readonly string[]): boolean {
  if (cells.length < 3 || !cells.every((cell) => /^\d{1,4}$/.test(cell))) return false;
  const [start = 0] = cells.map(Number);
  const isLikelyStart = start <= 1 || (start >= 1900 && start <= 2100);
  return isLikelyStart && cells.every((cell, index) => Number(cell) === start + index);
}

function mostRecur(first: readonly string[], below: readonly (readonly string[])[]): boolean {
  const recurring = first.filter(
    (cell, index) => !isAbsent(cell) && below.some((cells) => cells[index]?.trim() === cell.trim()),
  );
  return recurring.length > first.length / 2;
}
