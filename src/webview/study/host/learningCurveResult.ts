import type { Trial } from '../../../data/shapes/study.ts';
import type { MetricName } from '../../../learner/metrics/metricNames.ts';
import { wouldMoreRowsHelp } from '../../../studies/learningCurve.ts';
import type { CurvePoint, LearningCurveResult } from '../contract.ts';
import { spreadOf } from './statistics.ts';

/** The metric against the training rows, by ascending share. */
export function learningCurveResult(trials: readonly Trial[], metric: MetricName): LearningCurveResult {
  const byShare = new Map<number, Trial[]>();
  for (const trial of trials) {
    if (trial.share === undefined || trial.metrics?.[metric] === undefined) continue;
    const others = byShare.get(trial.share);
    if (others === undefined) byShare.set(trial.share, [trial]);
    else others.push(trial);
  }
  const points = [...byShare]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([share, list]) => pointOf(share, list, metric) ?? []);
  const moreRows = wouldMoreRowsHelp(trials, metric);
  return { kind: 'learning-curve', metric, points, ...(moreRows === undefined ? {} : { moreRows }) };
}

function pointOf(share: number, trials: readonly Trial[], metric: MetricName): CurvePoint | undefined {
  const spread = spreadOf(trials.flatMap(({ metrics }) => metrics?.[metric] ?? []));
  if (spread === undefined) return undefined;
  const { mean, low, high } = spread;
  const reference = spreadOf(trials.flatMap((trial) => trial.reference?.[metric] ?? []));
  return {
    share,
    trainRowCount: trials[0]?.trainRowCount ?? 0,
    count: trials.length,
    mean,
    low,
    high,
    ...(reference === undefined ? {} : { reference: reference.mean }),
  };
}
