import { guessPredictorType } from '../experiment/guessPredictorType.ts';
import { correlationRatio, cramersV, groupsOf } from '../figures/associations.ts';
import type { Groups } from '../figures/associations.ts';
import { pearson as pearsonOf } from '../figures/correlations.ts';
import { meaningOf } from '../findings/meaning.ts';
import type { Cells } from '../shapes/cells.ts';
import type { TargetRanking } from '../shapes/pairs.ts';
import type { Association, ColumnProfile } from '../shapes/profile.ts';
import { openPace } from '../shapes/work.ts';
import type { Pace, Work } from '../shapes/work.ts';
import type { Table } from '../table/table.ts';

/**
 * How closely each column is related to the target, in the measure that suits both; null where it is undefined, as for text and
 * identifiers. `pearson` is that of each column with the target.
 */
export async function associationsWith(
  table: Table,
  profiles: readonly ColumnProfile[],
  target: number,
  pearson: readonly (number | null)[],
  { signal }: Work,
): Promise<readonly (Association | null)[]> {
  const profile = profiles[target];
  if (profile === undefined) return profiles.map(() => null);
  const pace = openPace({ signal });
  const isClass = guessPredictorType(profile) !== 'regressor';
  // It is read where numbers alone do not say it all.
  let ofTarget: Promise<Side> | undefined;
  const found: (Association | null)[] = [];
  for (const [column, other] of profiles.entries()) {
    await pace();
    const isDate = other.dates !== undefined;
    const isNumber = isDate || (other.numeric !== undefined && meaningOf(other) !== 'identifier');
    if (column === target || !(isNumber || isGroups(other))) found.push(null);
    else if (isNumber && !isGroups(other) && !isClass)
      found.push(
        measured(
          'pearson',
          isDate ? await withTime(table, column, target, signal) : (pearson[column] ?? null),
        ),
      );
    else {
      ofTarget ??= sideOf(profile, await table.cells(target, signal), isClass, pace);
      const own = await sideOf(other, await table.cells(column, signal), isGroups(other), pace);
      found.push(await between(own, await ofTarget, pace));
    }
  }
  return found;
}

/** Pearson's r of numbers with a column of dates. */
async function withTime(table: Table, dates: number, numbers: number, signal: AbortSignal | undefined) {
  const [times, values] = [await table.cells(dates, signal), await table.cells(numbers, signal)];
  return times.kind === 'numbers' && values.kind === 'numbers'
    ? pearsonOf(times.values, values.values)
    : null;
}

interface Side {
  readonly profile: ColumnProfile;
  readonly cells: Cells;
  readonly groups: Groups | undefined;
}

const sideOf = async (
  profile: ColumnProfile,
  cells: Cells,
  asGroups: boolean,
  pace: Pace,
): Promise<Side> => ({ profile, cells, groups: asGroups ? await groupsOf(cells, pace) : undefined });

/** Of two columns of which one is groups. */
async function between(a: Side, b: Side, pace: Pace): Promise<Association | null> {
  if (a.groups !== undefined && b.groups !== undefined)
    return measured('cramer', await cramersV(a.groups, b.groups, pace));
  const [numbers, groups] = a.groups === undefined ? [a, b.groups] : [b, a.groups];
  if (groups === undefined || numbers.cells.kind !== 'numbers') return null;
  const mean = numbers.profile.numeric?.mean ?? numbers.profile.dates?.first ?? 0;
  return measured('ratio', await correlationRatio(numbers.cells.values, groups, mean, pace));
}

function isGroups(profile: ColumnProfile): boolean {
  const meaning = meaningOf(profile);
  return meaning === 'category' || meaning === 'boolean';
}

export const measured = (kind: Association['kind'], value: number | null): Association | null =>
  value === null ? null : { kind, value };

/** The columns related to the target, strongest first. */
export const rankedRelations = (
  columns: readonly ColumnProfile[],
  associations: readonly (Association | null)[],
): TargetRanking['related'] =>
  columns
    .flatMap(({ name }, column) => {
      const association = associations[column] ?? null;
      return association === null ? [] : [{ name, association }];
    })
    .toSorted((a, b) => Math.abs(b.association.value) - Math.abs(a.association.value));
