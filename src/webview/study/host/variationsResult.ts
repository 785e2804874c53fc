import { columnsThatDrop } from '../../../data/shapes/encoders/feature.ts';
import type { StudyPlan, StudyRecord, Trial, Vary } from '../../../data/shapes/study.ts';
import type { MetricName } from '../../../learner/metrics/metricNames.ts';
import { studiedExperiment } from '../../../studies/planTrials.ts';
import { rankTrials } from '../../../studies/summary.ts';
import { thinned } from '../../contract/thinned.ts';
import { mostRanked } from '../kinds.ts';
import type {
  ComparedRows,
  DrawnTrial,
  RankedTrial,
  ValueEffect,
  VariationsResult,
  VariedAxis,
} from '../contract.ts';
import { spreadOf } from './statistics.ts';

type VariationsPlan = Extract<StudyPlan, { kind: 'variations' }>;

/** As many lines as a picture can show. */
const mostDrawn = 400;

/** Trials with a value of the metric, the best first. */
export const rankedTrials = (trials: readonly Trial[], metric: MetricName): readonly RankedTrial[] =>
  rankTrials(trials, metric).flatMap((trial) => rankedOf(trial, metric) ?? []);

function rankedOf(trial: Trial, metric: MetricName): RankedTrial | undefined {
  const { index, edits, durationMs } = trial;
  const value = trial.metrics?.[metric];
  if (value === undefined) return undefined;
  const interval = trial.intervals?.[metric];
  const reference = trial.reference?.[metric];
  return {
    index,
    edits,
    value,
    ...(interval === undefined ? {} : { low: interval.low, high: interval.high }),
    ...(reference === undefined ? {} : { reference }),
    durationMs,
  };
}

/** The ranking, what each value does, and what is drawn. */
export function variationsResult(
  plan: VariationsPlan,
  trials: readonly Trial[],
  metric: MetricName,
  studied: Pick<StudyRecord, 'experiment' | 'features'>,
): VariationsResult {
  const all = rankedTrials(trials, metric);
  const base = all.find(({ edits }) => edits.length === 0);
  return {
    kind: 'variations',
    metric,
    ranked: all.slice(0, mostRanked),
    rankedCount: all.length,
    ...(base === undefined ? {} : { base }),
    axes: plan.vary.map((vary) => axisOf(vary, all)),
    // The best one is the first.
    drawn: thinned(all, mostDrawn, 0).map((trial) => drawnOf(trial, plan.vary)),
    rows: comparedRows(plan, studied),
  };
}

function comparedRows(
  { method, vary }: VariationsPlan,
  studied: Pick<StudyRecord, 'experiment' | 'features'>,
): ComparedRows {
  const varied = method === 'leave-one-feature-out' ? [] : vary.map(({ path }) => path);
  const paths = varied.filter(
    ([root, , key]) => root === 'split' || (root === 'features' && key === 'missing'),
  );
  if (paths.length > 0) return { kind: 'differ', paths };
  const dropping = columnsThatDrop(studiedExperiment(studied).features ?? []);
  const canLeaveOut = (column: string) =>
    method === 'leave-one-feature-out' ||
    varied.some(([root, name, key]) => root === 'features' && name === column && key === undefined);
  return { kind: 'same', withoutGapsIn: [...new Set(dropping)].filter(canLeaveOut) };
}

const keyOf = (path: Vary['path']) => JSON.stringify(path);

const valueAt = ({ edits }: RankedTrial, path: Vary['path']) =>
  edits.find((edit) => keyOf(edit.path) === keyOf(path))?.value ?? null;

const drawnOf = (trial: RankedTrial, vary: VariationsPlan['vary']): DrawnTrial => ({
  index: trial.index,
  values: vary.map(({ path }) => valueAt(trial, path)),
  value: trial.value,
});

function axisOf(vary: Vary, all: readonly RankedTrial[]): VariedAxis {
  const { path } = vary;
  if ('low' in vary) return { path, low: vary.low, high: vary.high, isLog: vary.scale === 'log' };
  const scores = new Map(vary.values.map((value) => [value, [] as number[]]));
  for (const trial of all) scores.get(valueAt(trial, path))?.push(trial.value);
  const isNumeric = vary.values.every((value) => typeof value === 'number');
  const effects = [...scores].flatMap(([value, list]): readonly ValueEffect[] => {
    const spread = spreadOf(list);
    if (spread === undefined) return [];
    const { mean, low, high } = spread;
    return [{ value, count: list.length, mean, low, high }];
  });
  return {
    path,
    values: isNumeric ? effects.toSorted((a, b) => Number(a.value) - Number(b.value)) : effects,
    low: 0,
    high: 1,
    isLog: false,
  };
}
