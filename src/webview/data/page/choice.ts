import { meaningOf } from '../../../data/findings/meaning.ts';
import type { Profile } from '../../../data/shapes/profile.ts';
import type { DataChoices } from '../contract.ts';

export interface Choice {
  /** The column to predict: numbers or classes. */
  readonly target: string | undefined;
  /** The column of numbers that relations are about: the target, where it is one. */
  readonly numericTarget: string | undefined;
  readonly feature: string | undefined;
}

/** What the user chose where the table still has it; else the likeliest target and its closest feature. */
export function defaultChoice(profile: Profile, chosen: DataChoices): Choice {
  const numeric = profile.correlation.columns;
  const among = (names: readonly string[], name: string | undefined) =>
    name !== undefined && names.includes(name) ? name : undefined;
  const target = among(targetsOf(profile), chosen.target) ?? profile.targetCandidates[0];
  const numericTarget =
    among(numeric, target) ??
    among(numeric, chosen.lineTarget) ??
    profile.targetCandidates.find((name) => numeric.includes(name)) ??
    numeric.at(-1);
  const others = byRelation(profile, numericTarget).filter((name) => name !== numericTarget);
  const feature = among(numeric, chosen.feature);
  return {
    target,
    numericTarget,
    feature: feature === undefined || feature === numericTarget ? others[0] : feature,
  };
}

/** Columns that can be the target, the likeliest first. */
export function targetsOf({ columns, targetCandidates }: Profile): readonly string[] {
  const usable = columns.filter((column) => {
    const meaning = meaningOf(column);
    return meaning === 'integer' || meaning === 'decimal' || meaning === 'boolean' || meaning === 'category';
  });
  return [...new Set([...targetCandidates, ...usable.map(({ name }) => name)])];
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
