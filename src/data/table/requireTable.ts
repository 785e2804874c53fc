import { dataFailure } from '../shapes/failures.ts';
import type { WholeReadOptions } from '../shapes/read.ts';
import { isUnsureTableFile } from '../shapes/tableFiles.ts';
import type { FoundRows } from '../source/rowReader.ts';

/** More rows than this are never set aside. */
const mostLost = 0.01;
/** A text in which so many lines differ has no columns. */
const noTableShare = 0.2;

const mostColumns = 20_000;

/** Throws 'table-too-wide'. */
export function requireWidth(file: string, columnCount: number): void {
  if (columnCount <= mostColumns) return;
  const facts = { file, columnCount, limit: mostColumns };
  throw dataFailure('table-too-wide', facts, `${file} has ${columnCount} columns`);
}

/** Throws DataFailure for a file that is no table, or of which too many rows would be lost. */
export function requireTable(
  file: string,
  { names, rowCount, wrong, headerText }: FoundRows,
  firstRows: readonly (readonly string[])[],
  options: Pick<WholeReadOptions, 'wrongRows'>,
): void {
  if (rowCount > 0) requireWidth(file, names.length);
  const total = rowCount + wrong.lineCount;
  const lost = total === 0 ? 0 : wrong.lineCount / total;
  const isRefused = lost > (options.wrongRows === 'refuse' ? 0 : mostLost);
  const isProse = names.length === 1 && firstRows.some(([cell = '']) => / .* .* /.test(cell));
  if (isUnsureTableFile(file) && ((isRefused && lost > noTableShare) || isProse))
    throw dataFailure('table-none', { file }, `${file} is no table`);
  if (total === 0 && headerText !== undefined)
    throw dataFailure('table-header-only', { file }, `${file} has a header and no rows`);
  if (isRefused) throw refusal(file, names, wrong, total);
}

function refusal(file: string, names: readonly string[], wrong: FoundRows['wrong'], rowCount: number) {
  const [first = { line: 1, found: 0, expected: 0, why: 'too-few' as const }, ...others] = wrong.first;
  const swallowing = [first, ...others].find(({ why }) => why === 'quotes');
  const { line, found, expected } = first;
  if (swallowing !== undefined && wrong.lineCount > 2 * wrong.count)
    return dataFailure(
      'table-quotes',
      { file, line: swallowing.line },
      `${file}, line ${swallowing.line}: a stray quote`,
    );
  // The first column without a value, or the last column before the extra values.
  const column = names[Math.min(found, names.length - 1)] ?? '';
  const facts = {
    file,
    row: wrong.firstIndex + 1,
    line,
    column,
    expected,
    found,
    count: wrong.count,
    rowCount,
  };
  return dataFailure(
    'table-ragged',
    facts,
    `${file}: row ${facts.row} has ${found} values, the header has ${expected} columns`,
  );
}
