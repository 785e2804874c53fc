import { momentsOf, skewness } from '../figures/moments.ts';
import { spearman } from '../figures/ranks.ts';
import { guessPredictorType, mostNamedClasses } from '../experiment/guessPredictorType.ts';
import type { TargetEvidence } from '../findings/tableKind.ts';
import type { LeakColumn } from '../findings/leakage.ts';
import type { ColumnProfile } from '../shapes/profile.ts';
import { openPace } from '../shapes/work.ts';
import type { Work } from '../shapes/work.ts';
import type { Table } from '../table/table.ts';
import { openLeaks } from './leaks.ts';

/** What the rows of the likeliest target say: `samples` are evenly spaced rows of the columns that can be compared, by index. */
export async function evidenceOf(
  table: Table,
  columns: readonly ColumnProfile[],
  target: number,
  samples: ReadonlyMap<number, LeakColumn>,
  work: Work,
): Promise<TargetEvidence | undefined> {
  const profile = columns[target];
  if (profile === undefined) return undefined;
  const nameOf = (column: number) => columns[column]?.name ?? '';
  const leaks = await openLeaks(table, work, samples).of(target);
  const sample = samples.get(target);
  const labels = sample instanceof Float64Array ? sample : undefined;
  const ranks = [...samples].flatMap(([column, values]) => {
    const isCompared = values instanceof Float64Array && columns[column]?.numeric !== undefined;
    if (!isCompared || column === target || leaks.has(column) || labels === undefined) return [];
    return [{ column: nameOf(column), spearman: spearman(values, labels) ?? 0 }];
  });
  const isRegression = guessPredictorType(profile) === 'regressor';
  return {
    target: profile.name,
    leaks: [...leaks].map(([column, leak]) => ({ column: nameOf(column), leak })),
    ranks,
    ...(isRegression
      ? { logSkew: labels && (await skewOfLog(labels)) }
      : { classes: (await table.counts(target, mostNamedClasses, work.signal)).top }),
  };
}

/** Skewness after log1p; undefined where a value has no such logarithm. */
async function skewOfLog(values: Float64Array): Promise<number | undefined> {
  const present = values.filter((value) => !Number.isNaN(value));
  if (present.some((value) => value < 0)) return undefined;
  return skewness(await momentsOf(present.map(Math.log1p), openPace({}))) ?? undefined;
}
