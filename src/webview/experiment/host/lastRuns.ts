import type { RunRow } from '../../../data/shapes/runRow.ts';
import { mainMetricOf } from '../../../learner/metrics/metricNames.ts';
import type { LastRuns } from '../contract.ts';

const mostShown = 5;

/** The last evaluated runs of an experiment by the metric of the newest one, oldest first; `rows` are newest first. */
export function lastRunsOf(rows: readonly RunRow[], experimentPath: string): LastRuns | undefined {
  const ours = rows.filter((row) => row.experimentPath === experimentPath && row.metrics !== undefined);
  const [newest] = ours;
  if (newest === undefined) return undefined;
  const metric = mainMetricOf(newest.predictorType);
  const runs = ours
    .flatMap(({ title, createdAt, metrics }) => {
      const value = metrics?.[metric];
      return value === undefined ? [] : [{ title, createdAt, value }];
    })
    .slice(0, mostShown)
    .toReversed();
  return runs.length === 0 ? undefined : { metric, runs };
}
