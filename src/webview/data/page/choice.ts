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
export function defaultChoice(profile: Profile, chosen: DataChoices, chosenTarget?: string): Choice {
  const numeric = numericNames(profile);
  const among = (names: readonly string[], name: string | undefined) =>
    name !== undefined && names.includes(name) ? name : undefined;
  const target = among(targetsOf(profile), chosenTarget) ?? profile.targetCandidates[0];
  const numericTarget =
    among(numeric, target) ??
    (target === undefined || !isRelated(profile, target) ? undefined : target) ??
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

/** Columns of quantities: an identifier says nothing by its size. */
const numericNames = ({ columns }: Profile): readonly string[] =>
  columns.flatMap((column) =>
    column.numeric === undefined || meaningOf(column) === 'identifier' ? [] : [column.name],
  );

/** Whether a column that may be on another page has a relation with those of this one. */
const isRelated = ({ targetRelation }: Profile, name: string) =>
  targetRelation?.target === name && targetRelation.pearson.some((r) => r !== null);

/** The column that the profile's relations are with: the target, or the one before it until those of a new target arrive. */
export function relatedTarget({ targetRelation }: Profile, target: string | undefined): string | undefined {
  return targetRelation?.target ?? target;
}

/** Columns that can be the target, the likeliest first. */
export function targetsOf({ columns, targetCandidates }: Profile): readonly string[] {
  const usable = columns.filter((column) => {
    const meaning = meaningOf(column);
    return meaning === 'integer' || meaning === 'decimal' || meaning === 'boolean' || meaning === 'category';
  });
  return [...new Set([...targetCandidates, ...usable.map(({ name }) => name)])];
}

/** Numeric columns of the page, the target first, also one of another page, then by |r| with it. */
export function byRelation(profile: Profile, target: string | undefined): string[] {
  const names = numericNames(profile);
  const all =
    target !== undefined && !names.includes(target) && isRelated(profile, target)
      ? [target, ...names]
      : names;
  const strengths = new Map(
    all.map((name) => [
      name,
      name === target ? Infinity : Math.abs(relation(profile, target ?? '', name) ?? 0),
    ]),
  );
  return all.toSorted((a, b) => (strengths.get(b) ?? 0) - (strengths.get(a) ?? 0));
}

/** Pearson r of two columns; null where it is undefined, or not known. */
export function relation(
  { columns, correlation, targetRelation }: Profile,
  a: string,
  b: string,
): number | null {
  const [i, j] = [correlation.columns.indexOf(a), correlation.columns.indexOf(b)];
  if (i >= 0 && j >= 0) return correlation.pearson[i]?.[j] ?? null;
  if (targetRelation === undefined) return null;
  const other = targetRelation.target === a ? b : targetRelation.target === b ? a : undefined;
  if (other === targetRelation.target) return 1;
  return targetRelation.pearson[columns.findIndex(({ name }) => name === other)] ?? null;
}
