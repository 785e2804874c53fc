import { isMissing, isMissingSign } from './missing.ts';
import { isNumberInAnyFormat } from './numbers.ts';

const rowsLookedAt = 200;
const columnsLookedAt = 300;
/** Few rows below do not show what the first one is. */
const leastRowsBelow = 3;
/** One word above numbers can be a wrong value. */
const leastColumns = 2;

/** Whether the first row below the header belongs to it: units or dashes above every column of numbers. */
export function isUnitsRow([first, ...below]: readonly (readonly string[])[]): boolean {
  if (first === undefined || below.length < leastRowsBelow) return false;
  const looked = below.slice(0, rowsLookedAt);
  const numeric = first
    .slice(0, columnsLookedAt)
    .filter(
      (_, index) =>
        looked.every((cells) => isNumberOrAbsent(cells[index] ?? '')) &&
        looked.some((cells) => isNumberInAnyFormat(cells[index] ?? '')),
    );
  return numeric.length >= leastColumns && numeric.every((cell) => !isNumberOrAbsent(cell));
}

const isNumberOrAbsent = (cell: string) =>
  isMissing(cell) || isMissingSign(cell) || isNumberInAnyFormat(cell);
