import type { Experiment } from '../shapes/experiment.ts';
import type { Table } from '../table/table.ts';
import type { TrainedFeature } from './openFeatures.ts';

/** Remembers the last fit of each table for as long as there is the table: preflight and preparation fit the same features. */
export interface Fits {
  /** What `fit` found for this experiment and table; `fit` runs where that is not known. */
  readonly of: (
    table: Table,
    experiment: Experiment,
    fit: () => Promise<readonly TrainedFeature[]>,
  ) => Promise<readonly TrainedFeature[]>;
}

/** Parts of rows are as large as a column. */
const mostKeptBytes = 64 * 1024 * 1024;

export function openFits(): Fits {
  const last = new WeakMap<Table, { readonly key: string; readonly trained: readonly TrainedFeature[] }>();
  return {
    async of(table, experiment, fit) {
      const key = keyOf(experiment);
      const known = last.get(table);
      if (known?.key === key) return known.trained;
      last.delete(table);
      const trained = await fit();
      const bytes = trained.reduce((sum, { folds }) => sum + (folds?.foldOf.byteLength ?? 0), 0);
      if (bytes <= mostKeptBytes) last.set(table, { key, trained });
      return trained;
    },
  };
}

/** What has no part in rows and features. */
const others: ReadonlySet<string> = new Set<keyof Experiment>([
  '$schema',
  'dataset',
  'format',
  'hyperparameters',
  'training',
  'output',
  'endpoint',
]);

const keyOf = (experiment: Experiment): string =>
  JSON.stringify(Object.entries(experiment).filter(([key]) => !others.has(key)));
