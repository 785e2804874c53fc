import type { Trial } from '../../../data/shapes/study.ts';
import { largest, smallest } from '../../../learner/extent.ts';
import { metricNames } from '../../../learner/metrics/metricNames.ts';
import type { MetricName } from '../../../learner/metrics/metricNames.ts';
import { summarizeFolds } from '../../../studies/summary.ts';
import type { CrossValidationResult, MetricSummary } from '../contract.ts';
import { mostFolds } from '../kinds.ts';

/** What the folds say of each metric, the main one first. */
export function crossValidationResult(
  trials: readonly Trial[],
  metric: MetricName,
  held: CrossValidationResult['held'],
): CrossValidationResult {
  const done = trials.filter(({ metrics }) => metrics !== undefined);
  const names = [metric, ...metricNames.filter((name) => name !== metric)];
  return {
    kind: 'cross-validation',
    metric,
    summaries: names.flatMap((name) => summaryOf(done, name) ?? []),
    folds: trials.slice(0, mostFolds),
    foldCount: done.length,
    ...(held === undefined ? {} : { held }),
  };
}

function summaryOf(trials: readonly Trial[], name: MetricName): MetricSummary | undefined {
  const found = summarizeFolds(trials, name);
  if (found === undefined) return undefined;
  const { scores, mean, standardError } = found;
  const reference = summarizeFolds(trials, name, 'reference');
  return {
    name,
    mean,
    ...(standardError === undefined ? {} : { standardError }),
    low: smallest(scores),
    high: largest(scores),
    ...(reference === undefined ? {} : { reference: reference.mean }),
    ...(reference?.standardError === undefined ? {} : { referenceError: reference.standardError }),
  };
}
