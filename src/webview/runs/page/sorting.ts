import { higherIsBetter, metricNames } from '../../../learner/metrics/metricNames.ts';
import type { MetricName } from '../../../learner/metrics/metricNames.ts';
import { metricOf } from '../../contract/runColumns.ts';
import type { RunColumnId } from '../../contract/runColumns.ts';
import type { RunsQuery } from '../contract.ts';

export type Sort = RunsQuery['sort'];

export const newestFirst: Sort = { column: 'when', direction: 'descending' };

/** The order after a click on a column: first what is looked for first, then the other way round. */
export function nextSort(sort: Sort, column: RunColumnId, metric: MetricName | null): Sort {
  if (sort.column !== column) return { column, direction: firstDirection(column, metric) };
  return { column, direction: sort.direction === 'ascending' ? 'descending' : 'ascending' };
}

/** The best, newest or largest on top; words by the alphabet. */
function firstDirection(column: RunColumnId, metric: MetricName | null): Sort['direction'] {
  const name = metricNames.find((one) => one === metricOf(column));
  if (name !== undefined) return higherIsBetter(name) ? 'descending' : 'ascending';
  if (scores.includes(column) && metric !== null && !higherIsBetter(metric)) return 'ascending';
  return scores.includes(column) || quantities.includes(column) ? 'descending' : 'ascending';
}

const scores: readonly RunColumnId[] = ['metric', 'baseline', 'reference'];
const quantities: readonly RunColumnId[] = ['when', 'rows', 'epochs', 'duration', 'billed', 'cost'];
