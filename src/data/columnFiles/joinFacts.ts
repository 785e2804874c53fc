import type { NumberFacts } from './kernel.ts';

/** What the numbers of columns are like over parts that follow each other, and are given in any order. */
export function openFacts() {
  let columns: NumberFacts[] = [];
  let next = 0;
  const waiting = new Map<number, readonly NumberFacts[]>();
  return {
    add(part: number, facts: readonly NumberFacts[]): void {
      waiting.set(part, facts);
      for (let found = waiting.get(next); found !== undefined; found = waiting.get(next)) {
        const before = columns;
        columns = found.map((of, column) => joinFacts(before[column] ?? noNumbers, of));
        waiting.delete(next);
        next += 1;
      }
    },
    /** Of each column. */
    found: (): readonly NumberFacts[] => columns,
  };
}

const joinFacts = (a: NumberFacts, b: NumberFacts): NumberFacts =>
  a.count === 0 ? b : b.count === 0 ? a : joined(a, b);

const joined = (a: NumberFacts, b: NumberFacts): NumberFacts => ({
  min: Math.min(a.min, b.min),
  max: Math.max(a.max, b.max),
  first: a.first,
  last: b.last,
  count: a.count + b.count,
  decimalCount: a.decimalCount + b.decimalCount,
  decimals: Math.max(a.decimals, b.decimals),
  shortest: Math.min(a.shortest, b.shortest),
  longest: Math.max(a.longest, b.longest),
  isSorted: a.isSorted && b.isSorted && b.first >= a.last,
});

/** Of a column without plain numbers. */
export const noNumbers: NumberFacts = {
  min: Infinity,
  max: -Infinity,
  first: Number.NaN,
  last: Number.NaN,
  count: 0,
  decimalCount: 0,
  decimals: 0,
  shortest: 0,
  longest: 0,
  isSorted: true,
};
