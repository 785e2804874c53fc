import type { ColumnFeature, Feature } from '../../../data/shapes/encoders/feature.ts';
import type { ColumnChange, ColumnSelection } from '../contract.ts';
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
  const replaced = new Map<number, Feature | undefined>();
  const added: ColumnFeature[] = [];
  for (const row of selectedColumns(known, selection)) {
    if (row.role === 'target') continue;
    const [first] = row.features;
    if (change.kind === 'leaveOut') for (const { index } of row.features) replaced.set(index, undefined);
    else if (first === undefined) added.push(asChanged(row.wanted, change));
    else if (change.kind !== 'use' && !('product' in first.feature))
      replaced.set(first.index, asChanged(first.feature, change));
  }
  return { replaced, inserted: placed(known, added) };
}

function asChanged(
  feature: ColumnFeature,
  change: Exclude<ColumnChange, { kind: 'leaveOut' }>,
): ColumnFeature {
  switch (change.kind) {
    case 'use':
      return feature;
    case 'encode':
      return encodingSwitched(feature, change.encode);
    case 'missing': {
      const { missing: _, ...rest } = feature;
      return change.missing === 'none' ? rest : { ...rest, missing: change.missing };
    }
  }
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
