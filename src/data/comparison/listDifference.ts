import { canonical } from './json.ts';

/** How entries of two lists find each other. */
export interface Align<Entry> {
  /** What a person calls it. */
  readonly nameOf: (entry: Entry) => string;
  /** Entries with an equal text are one and the same: first by the first of these, what is left by the next. */
  readonly likeness: readonly ((entry: Entry) => string)[];
}

/** An entry of one list alone, or one that differs. */
export interface EntryEdit<Entry> {
  readonly before?: Entry;
  readonly after?: Entry;
  /** Its place in the list before, and in the one after. */
  readonly from?: number;
  readonly to?: number;
}

export interface OrderEdit {
  /** Names of what both lists have, in the order of each. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** For each of `after` its place among `before`. */
  readonly places: readonly number[];
}

interface ListDifference<Entry> {
  readonly entries: readonly EntryEdit<Entry>[];
  /** Absent where what both have is in one order. */
  readonly order?: OrderEdit;
}

export function listDifference<Entry>(
  align: Align<Entry>,
  before: readonly Entry[],
  after: readonly Entry[],
): ListDifference<Entry> {
  const fromOf = aligned(align, before, after);
  const kept = new Set(fromOf.values());
  const removed = before.flatMap((entry, from) => (kept.has(from) ? [] : [{ before: entry, from }]));
  const others = after.flatMap((entry, to): readonly EntryEdit<Entry>[] => {
    const from = fromOf.get(to);
    if (from === undefined) return [{ after: entry, to }];
    const was = before[from];
    return was === undefined || canonical(was) === canonical(entry)
      ? []
      : [{ before: was, after: entry, from, to }];
  });
  const order = orderOf(align, before, after, fromOf);
  return { entries: [...removed, ...others], ...(order === undefined ? {} : { order }) };
}

/** For places in the list after, those of the same entries in the list before. */
function aligned<Entry>(
  { likeness }: Align<Entry>,
  before: readonly Entry[],
  after: readonly Entry[],
): ReadonlyMap<number, number> {
  const fromOf = new Map<number, number>();
  const taken = new Set<number>();
  for (const textOf of likeness) {
    const waiting = new Map<string, number[]>();
    for (const [from, entry] of before.entries()) {
      if (taken.has(from)) continue;
      const text = textOf(entry);
      const alike = waiting.get(text);
      if (alike === undefined) waiting.set(text, [from]);
      else alike.push(from);
    }
    for (const [to, entry] of after.entries()) {
      if (fromOf.has(to)) continue;
      const from = waiting.get(textOf(entry))?.shift();
      if (from === undefined) continue;
      fromOf.set(to, from);
      taken.add(from);
    }
  }
  return fromOf;
}

function orderOf<Entry>(
  { nameOf }: Align<Entry>,
  before: readonly Entry[],
  after: readonly Entry[],
  fromOf: ReadonlyMap<number, number>,
): OrderEdit | undefined {
  const froms = after.flatMap((_, to) => fromOf.get(to) ?? []);
  const ascending = froms.toSorted((a, b) => a - b);
  if (froms.every((from, index) => from === ascending[index])) return undefined;
  const placeOf = new Map(ascending.map((from, place) => [from, place]));
  const names = (places: readonly number[]) =>
    places.flatMap((from) => before.slice(from, from + 1).map(nameOf));
  return {
    before: names(ascending),
    after: names(froms),
    places: froms.flatMap((from) => placeOf.get(from) ?? []),
  };
}

/** The list after its edits. */
export function applyToList<Entry>(
  edits: readonly EntryEdit<Entry>[],
  order: OrderEdit | undefined,
  before: readonly Entry[],
): readonly Entry[] {
  const byFrom = new Map(edits.map((edit) => [edit.from, edit]));
  const kept = before.flatMap((entry, from) => {
    const edit = byFrom.get(from);
    if (edit === undefined) return [entry];
    return edit.after === undefined ? [] : [edit.after];
  });
  const after = order === undefined ? kept : order.places.flatMap((place) => kept.slice(place, place + 1));
  const added = edits.filter(({ from }) => from === undefined).toSorted((a, b) => (a.to ?? 0) - (b.to ?? 0));
  for (const { after: entry, to } of added) if (entry !== undefined) after.splice(to ?? 0, 0, entry);
  return after;
}
