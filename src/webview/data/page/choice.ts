import type { Profile } from '../../../data/shapes/profile.ts';
import type { DataChoices } from '../contract.ts';

export interface Choice {
  readonly target: string | undefined;
  readonly feature: string | undefined;
}

/** What the user chose where it still is a column of numbers; else the likeliest target and its closest feature. */
export function defaultChoice(profile: Profile, chosen: DataChoices): Choice {
  const numeric = profile.correlation.columns;
  const known = (name: string | undefined) =>
    name !== undefined && numeric.includes(name) ? name : undefined;
  const target =
    known(chosen.target) ?? profile.targetCandidates.find((name) => numeric.includes(name)) ?? numeric.at(-1);
  const others = byRelation(profile, target).filter((name) => name !== target);
  const feature = known(chosen.feature);
  return { target, feature: feature === undefined || feature === target ? others[0] : feature };
}

/** Numeric columns, the target first, then by |r| with it. */
export function byRelation({ correlation }: Profile, target: string | undefined): string[] {
  const row = correlation.pearson[correlation.columns.indexOf(target ?? '')];
  const strength = (name: string) =>
    name === target ? Infinity : Math.abs(row?.[correlation.columns.indexOf(name)] ?? 0);
  return correlation.columns.toSorted((a, b) => strength(b) - strength(a));
}

/** Pearson r of two columns; null where undefined. */
export function relation({ correlation }: Profile, a: string, b: string): number | null {
  return correlation.pearson[correlation.columns.indexOf(a)]?.[correlation.columns.indexOf(b)] ?? null;
}
