import { fillsGaps } from '../../../data/findings/encoderKeys.ts';
import type { ColumnFeature, Feature } from '../../../data/shapes/encoders/feature.ts';
import type { ColumnChange, ColumnRow, ColumnSelection } from '../contract.ts';
import { encodingSwitched } from './encodingSwitched.ts';
import { onlyColumnOf, selectedColumns } from './knownColumns.ts';
import type { KnownColumns } from './knownColumns.ts';
import type { ListChanges } from '../../host/jsonText.ts';

/** How the list of features changes with many columns; the target is no feature. */
export function columnEdits(
  known: KnownColumns,
  selection: ColumnSelection,
  change: ColumnChange,
): ListChanges {
  const rows = selectedColumns(known, selection).filter(({ role }) => role !== 'target');
  switch (change.kind) {
    case 'use':
      return {
        inserted: placed(
          known,
          usedFirst(rows).map(({ wanted }) => wanted),
        ),
      };
    case 'leaveOut':
      return {
        replaced: new Map(rows.flatMap(({ features }) => features.map(({ index }) => [index, undefined]))),
      };
    case 'encode': {
      const added = rows.filter(({ features }) => features.length === 0);
      return {
        replaced: replacedBy(rows, (feature) => encodingSwitched(feature, change.encode)),
        inserted: placed(
          known,
          added.map(({ wanted }) => encodingSwitched(wanted, change.encode)),
        ),
      };
    }
    case 'missing':
      return { replaced: replacedBy(rows, (feature) => withMissing(feature, change.missing)) };
  }
}

/** Of columns that are not used, those that a model can learn from; where there are none, all that were chosen. */
function usedFirst(rows: readonly ColumnRow[]): readonly ColumnRow[] {
  const unused = rows.filter(({ features }) => features.length === 0);
  const usable = unused.filter(({ suggested, isLeak = false }) => suggested !== undefined && !isLeak);
  return usable.length === 0 ? unused : usable;
}

/** The first feature of each column in another form; undefined leaves it as it is. */
function replacedBy(
  rows: readonly ColumnRow[],
  changed: (feature: ColumnFeature) => ColumnFeature | undefined,
): ReadonlyMap<number, ColumnFeature> {
  const replaced = new Map<number, ColumnFeature>();
  for (const { features } of rows) {
    const [first] = features;
    if (first === undefined || 'product' in first.feature) continue;
    const next = changed(first.feature);
    if (next !== undefined) replaced.set(first.index, next);
  }
  return replaced;
}

/** Undefined for an encoding that has no use for it. */
function withMissing(
  feature: ColumnFeature,
  missing: (ColumnChange & { kind: 'missing' })['missing'],
): ColumnFeature | undefined {
  const { missing: _, ...rest } = feature;
  if (missing === 'none') return rest;
  return missing === 'drop' || fillsGaps(feature) ? { ...rest, missing } : undefined;
}

/** New features in front of the first one whose column comes later in the table. */
function placed(
  { facts, features }: KnownColumns,
  added: readonly ColumnFeature[],
): ReadonlyMap<number, readonly Feature[]> {
  const place = new Map(facts.map(({ name }, index) => [name, index]));
  const places = features.map((feature) => place.get(onlyColumnOf(feature) ?? ''));
  const inserted = new Map<number, Feature[]>();
  let at = 0;
  for (const feature of added) {
    const own = place.get(feature.column) ?? facts.length;
    // Those added before come earlier in the table: what they passed needs no second look.
    while (at < places.length && (places[at] ?? -1) < own) at += 1;
    const index = at === places.length ? lastOwnPlace(places) : at;
    inserted.set(index, [...(inserted.get(index) ?? []), feature]);
  }
  return inserted;
}

/** Behind the last feature of one column: products follow. */
function lastOwnPlace(places: readonly (number | undefined)[]): number {
  const last = places.findLastIndex((place) => place !== undefined);
  return last + 1;
}
