import type { MetricName } from '../../learner/metrics/metricNames.ts';

/** Columns of the table of runs that do not depend on the runs, in their order. */
export const baseColumns = [
  'title',
  'when',
  'metric',
  'status',
  'tags',
  'note',
  'connection',
  'target',
  'problem',
  'dataset',
  'rows',
  'baseline',
  'reference',
  'epochs',
  'duration',
  'billed',
  'cost',
  'instance',
] as const;
export type BaseColumn = (typeof baseColumns)[number];

/** A column: one of every table, a metric, or something that experiments set. */
export type RunColumnId = BaseColumn | `metric:${MetricName}` | `setting:${string}`;

const settingPrefix = 'setting:';
const metricPrefix = 'metric:';

/** The key of a setting's column, such as 'hyperparameters.epochs'. */
export const settingOf = (id: RunColumnId): string | undefined =>
  id.startsWith(settingPrefix) ? id.slice(settingPrefix.length) : undefined;

/** The name of a metric's column. */
export const metricOf = (id: RunColumnId): string | undefined =>
  id.startsWith(metricPrefix) ? id.slice(metricPrefix.length) : undefined;

/** Commands for one run, in the order of its menu. */
export const runCommandIds = [
  'pinRun',
  'unpinRun',
  'renameRun',
  'noteRun',
  'tagRun',
  'trainAgain',
  'trainAgainOnAws',
  'restoreExperiment',
  'exportReport',
  'exportCode',
  'deleteRun',
] as const;
export type RunCommandId = (typeof runCommandIds)[number];

export { comparable } from '../../data/shapes/comparable.ts';

/** Lines of the table that are sent at once. */
export const blockLines = 100;
