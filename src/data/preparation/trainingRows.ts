import type { Experiment } from '../shapes/experiment.ts';
import { splitAsPlanned } from '../shapes/trialRows.ts';
import type { TrialRows } from '../shapes/trialRows.ts';
import type { Table } from '../table/table.ts';
import { classNamesOf, labelsOf, trainingTarget } from './labels.ts';
import { splitTable } from './splitTable.ts';

/** The rows that an experiment trains on and holds out, with their labels: all that its features are fitted with. */
export async function trainingRows(
  table: Table,
  experiment: Experiment,
  signal?: AbortSignal,
  of: TrialRows = splitAsPlanned,
) {
  const rows = await splitTable(table, experiment, signal, of);
  const { split, rowCounts } = rows;
  const classNames = await classNamesOf(table, experiment);
  const labels = await labelsOf(table, { ...experiment, classNames });
  const target = trainingTarget(labels, split.train, { classNames, seed: experiment.split.seed });
  return {
    get used() {
      return rows.used;
    },
    split,
    rowCounts,
    classNames,
    labels,
    target,
  };
}
