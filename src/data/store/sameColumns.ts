import { dataFailure } from '../shapes/failures.ts';

/** Throws 'tables-differ' where a file has other columns than the first one, or in another order. */
export function requireSameColumns(
  first: string,
  expected: readonly string[],
  file: string,
  found: readonly string[],
): void {
  const missing = expected.find((name, index) => found[index] !== name);
  const more = found.find((name, index) => expected[index] !== name);
  const column = missing !== undefined && !found.includes(missing) ? missing : (more ?? missing);
  if (column === undefined) return;
  const facts = { file, first, column, isMissing: !found.includes(column) };
  throw dataFailure('tables-differ', facts, `${file} differs from ${first} in ${column}`);
}
