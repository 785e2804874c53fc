import { sketchSize } from '../shapes/fingerprint.ts';
import type { ColumnChanges, ColumnFingerprint, Fingerprint, RowChanges } from '../shapes/fingerprint.ts';
import { hashRange } from './sketch.ts';

/** What became of the columns of `a` in `b`. */
export function columnChanges(a: Fingerprint, b: Fingerprint): ColumnChanges {
  const [before, after] = [byName(a), byName(b)];
  const gone = a.columns.filter(({ name }) => !after.has(name));
  const come = b.columns.filter(({ name }) => !before.has(name));
  const renamed = gone.flatMap((column) => {
    const same = come.filter(({ hash }) => hash === column.hash);
    // Of several with the same cells, nobody knows which is which.
    const isOnly = same.length === 1 && gone.filter(({ hash }) => hash === column.hash).length === 1;
    return isOnly && same[0] !== undefined && column.kind !== 'empty'
      ? [{ from: column.name, to: same[0].name }]
      : [];
  });
  const [from, to] = [new Set(renamed.map((one) => one.from)), new Set(renamed.map((one) => one.to))];
  const common = a.columns.filter(({ name }) => after.has(name));
  const isSame = ({ name, hash }: ColumnFingerprint) => after.get(name)?.hash === hash;
  return {
    added: namesOf(come).filter((name) => !to.has(name)),
    removed: namesOf(gone).filter((name) => !from.has(name)),
    changed: namesOf(common.filter((column) => !isSame(column))),
    renamed,
    unchanged: namesOf(common.filter(isSame)),
  };
}

const byName = ({ columns }: Fingerprint) => new Map(columns.map((column) => [column.name, column]));
const namesOf = (columns: readonly ColumnFingerprint[]) => columns.map(({ name }) => name);

/** Whether both tables have the same rows in the same order, as far as most of the columns that both have can tell. */
export function areRowsInPlace(a: Fingerprint, b: Fingerprint): boolean {
  const { changed, unchanged } = columnChanges(a, b);
  return a.rowCount === b.rowCount && unchanged.length > changed.length;
}

/** What became of the rows of `a` in `b`; exact where both sketches hold all rows, or where the columns tell. */
export function rowChanges(a: Fingerprint, b: Fingerprint): RowChanges {
  const { added, removed, renamed, changed } = columnChanges(a, b);
  const areSameColumns = added.length + removed.length + renamed.length === 0;
  if (areSameColumns && changed.length === 0 && a.rowCount === b.rowCount)
    return { kind: 'exact', added: 0, removed: 0 };
  if (!areSameColumns || hasOtherKinds(a, b))
    return areRowsInPlace(a, b) ? { kind: 'exact', added: 0, removed: 0 } : { kind: 'other-columns' };
  return bySketches(a, b);
}

/** A number never equals a text. */
function hasOtherKinds(a: Fingerprint, b: Fingerprint): boolean {
  const after = byName(b);
  const isNumber = ({ kind }: ColumnFingerprint) => kind === 'integer' || kind === 'decimal';
  return a.columns.some((column) => {
    const other = after.get(column.name);
    if (other === undefined || column.kind === 'empty' || other.kind === 'empty') return false;
    return isNumber(column) !== isNumber(other);
  });
}

/**
 * Below the smaller limit both sketches hold every distinct row with its count, so that the rows that one has more of are a sample of
 * all such rows. The row counts say how many more were added than removed; the smaller of both numbers is estimated better.
 */
function bySketches(a: Fingerprint, b: Fingerprint): RowChanges {
  const limit = Math.min(limitOf(a), limitOf(b));
  const [before, after] = [countsBelow(a, limit), countsBelow(b, limit)];
  const [more, fewer] = [excessOf(after, before), excessOf(before, after)];
  const growth = b.rowCount - a.rowCount;
  if (limit === hashRange) return { kind: 'exact', added: more.sum, removed: fewer.sum };
  const share = limit / hashRange;
  const isGrowing = fewer.squares <= more.squares;
  const smaller = isGrowing ? fewer : more;
  const least = Math.max(0, isGrowing ? -growth : growth);
  const most = Math.min(a.rowCount, b.rowCount) + least;
  const estimate = Math.min(most, Math.max(least, Math.round(smaller.sum / share)));
  // Each distinct row is in the sample with the same probability; one row more than was seen keeps a sample without any from being sure.
  const standardError = Math.sqrt((smaller.squares + 1) * (1 - share)) / share;
  const removed = isGrowing ? estimate : estimate - growth;
  return { kind: 'estimated', added: removed + growth, removed, standardError };
}

/** Every distinct row with a hash below it is in the sketch. */
const limitOf = ({ sketch: { hashes } }: Fingerprint) =>
  hashes.length < sketchSize ? hashRange : (hashes.at(-1) ?? 0);

const countsBelow = ({ sketch: { hashes, counts } }: Fingerprint, limit: number) =>
  new Map(hashes.flatMap((hash, at) => (hash < limit ? [[hash, counts[at] ?? 0] as const] : [])));

/** How many rows of each hash one has more of than the other. */
function excessOf(counts: ReadonlyMap<number, number>, others: ReadonlyMap<number, number>) {
  let sum = 0;
  let squares = 0;
  for (const [hash, count] of counts) {
    const excess = Math.max(0, count - (others.get(hash) ?? 0));
    sum += excess;
    squares += excess ** 2;
  }
  return { sum, squares };
}
