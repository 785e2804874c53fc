import type { NumberFacts } from './kernel.ts';

/** What the numbers of a column are like over parts that follow each other. */
export function joinFacts(parts: Iterable<NumberFacts>): NumberFacts {
  let all: NumberFacts | undefined;
  for (const part of parts) if (part.count > 0) all = all === undefined ? part : joined(all, part);
  return all ?? none;
}

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

const none: NumberFacts = {
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
