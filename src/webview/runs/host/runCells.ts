import { connectionIdLabel } from '../../../aws/connections/types.ts';
import type { RunRow } from '../../../data/shapes/runRow.ts';
import { mainMetricOf, metricNames } from '../../../learner/metrics/metricNames.ts';
import type { MetricName } from '../../../learner/metrics/metricNames.ts';
import { metricOf, settingOf } from '../../contract/runColumns.ts';
import type { BaseColumn, RunColumnId } from '../../contract/runColumns.ts';
import type { MetricCell, RunCell } from '../contract.ts';

const labels = new Map<string, string>();

/** Thousands of runs have a few connections. */
export function labelOf(connectionId: string): string {
  const known = labels.get(connectionId) ?? connectionIdLabel(connectionId);
  labels.set(connectionId, known);
  return known;
}

/** The columns of every table have plain names. */
const isBase = (id: RunColumnId): id is BaseColumn => !id.includes(':');

/** Reads the value of runs in a column; durations in seconds, amounts in US dollars, `when` in ISO 8601. */
export function cellsOf(id: RunColumnId): (run: RunRow) => RunCell {
  if (isBase(id)) return (run) => baseCell(run, id);
  const setting = settingOf(id);
  if (setting !== undefined) return ({ settings }) => settings[setting] ?? null;
  const metric = metricNames.find((name) => name === metricOf(id));
  return (run) => (metric === undefined ? null : metricCell(run, metric));
}

export const cellOf = (run: RunRow, id: RunColumnId): RunCell => cellsOf(id)(run);

function baseCell(run: RunRow, id: BaseColumn): RunCell {
  switch (id) {
    case 'title':
      return run.title;
    case 'when':
      return run.createdAt;
    case 'connection':
      return labelOf(run.connectionId);
    case 'status':
      return run.status;
    case 'target':
      return run.target;
    case 'problem':
      return run.predictorType;
    case 'dataset':
      return run.datasetSha256.slice(0, 8);
    case 'rows':
      return run.rowCounts.train;
    case 'metric':
      return metricCell(run, mainMetricOf(run.predictorType));
    case 'baseline':
      return plainMetric(run, run.baseline);
    case 'reference':
      return plainMetric(run, run.reference);
    case 'epochs':
      return run.epochs ?? null;
    case 'duration':
      return run.durationSeconds ?? null;
    case 'billed':
      return run.billableSeconds ?? null;
    case 'cost':
      return run.costUsd ?? null;
    case 'instance':
      return run.instanceCount === 1 ? run.instanceType : `${run.instanceCount} × ${run.instanceType}`;
    case 'tags':
      return run.tags.length === 0 ? null : run.tags;
    case 'note':
      return run.note ?? null;
  }
}

function metricCell(run: RunRow, name: MetricName): MetricCell | null {
  const value = run.metrics?.[name];
  return value === undefined ? null : { name, value, ...run.intervals?.[name] };
}

/** The main metric of a model that the run is compared with. */
function plainMetric(run: RunRow, metrics: RunRow['metrics']): MetricCell | null {
  const name = mainMetricOf(run.predictorType);
  const value = metrics?.[name];
  return value === undefined ? null : { name, value };
}

/** A cell by which runs are ordered and told apart. */
export function plainValue(cell: RunCell): string | number | null {
  if (cell === null || typeof cell !== 'object') return cell;
  return 'name' in cell ? cell.value : cell.join(', ');
}
