import { columnsThatDrop } from '../shapes/encoders/feature.ts';
import type { Experiment } from '../shapes/experiment.ts';
import { countOf, isMissingAt } from '../shapes/cells.ts';
import { dataFailure } from '../shapes/failures.ts';
import type { RowCounts } from '../shapes/preparation.ts';
import type { Splitting } from '../shapes/splitting.ts';
import { splitAsPlanned } from '../shapes/trialRows.ts';
import type { TrialRows } from '../shapes/trialRows.ts';
import { rowsOf, valuesAt } from '../split/rowMask.ts';
import type { Split } from '../split/split.ts';
import type { Table } from '../table/table.ts';
import { columnIndex } from './columnIndex.ts';
import { applyRowRules } from './rowRules.ts';
import { rowSource } from './rowSource.ts';
import { splitFor } from './splitFor.ts';

interface UsedRows {
  /** 1 for each row that is used. */
  readonly isUsed: Uint8Array;
  /** Rows left out, each counted once. */
  readonly byRules: number;
  readonly withoutTarget: number;
  readonly withGaps: number;
}

/** The rows that are trained on or held out: those that the rules hold for, with a target, and without a gap that drops them. */
async function usedRows(
  table: Table,
  { target, features = [], rows: rules = [] }: Pick<Experiment, 'target' | 'features' | 'rows'>,
  rows: TrialRows,
  signal?: AbortSignal,
): Promise<UsedRows> {
  const isUsed = new Uint8Array(table.rowCount).fill(1);
  const byRules = await applyRowRules(table, rules, isUsed, signal);
  const withoutTarget = await takeGaps(table, target, isUsed, signal);
  let withGaps = 0;
  for (const column of [...columnsThatDrop(features), ...leftOutColumns(rows)])
    withGaps += await takeGaps(table, column, isUsed, signal);
  return { isUsed, byRules, withoutTarget, withGaps };
}

const leftOutColumns = (rows: TrialRows) => (rows.kind === 'split' ? (rows.withoutGapsIn ?? []) : []);

/** Leaves out the rows without a value in the column; returns how many were not left out already. */
async function takeGaps(
  table: Table,
  column: string,
  isUsed: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<number> {
  const cells = await table.cells(columnIndex(table, column), signal);
  let count = 0;
  for (let row = 0; row < countOf(cells); row += 1) {
    if (isUsed[row] === 0 || !isMissingAt(cells, row)) continue;
    isUsed[row] = 0;
    count += 1;
  }
  return count;
}

interface SplitRows {
  /** 0-based, in the order of the table; made on first use: as many as the table has, usually. */
  readonly used: Int32Array;
  readonly split: Split;
  readonly rowCounts: RowCounts;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Splits the rows that are used, as scikit-learn splits a table without the others. */
export async function splitTable(
  table: Table,
  experiment: Pick<Experiment, 'target' | 'predictorType' | 'split' | 'features' | 'rows'>,
  signal?: AbortSignal,
  rows: TrialRows = splitAsPlanned,
): Promise<SplitRows> {
  const { isUsed, byRules, withoutTarget, withGaps } = await usedRows(table, experiment, rows, signal);
  const usedCount = table.rowCount - byRules - withoutTarget - withGaps;
  const used = once(() => rowsOf(isUsed));
  if (usedCount === 0 && withoutTarget > 0)
    throw dataFailure(
      'target-empty',
      { file: table.path, target: experiment.target },
      `${table.path}: ${experiment.target} is empty`,
    );
  const isWhole = usedCount === table.rowCount;
  const source = rowSource(table, isWhole ? undefined : used());
  const { train, validation, test } = await splitFor(source, splittingOf(experiment), rows, { signal });
  const setAside = table.reading.wrongRowCount;
  const inTable = (places: Int32Array) => (isWhole ? places : valuesAt(used(), places));
  return {
    get used() {
      return used();
    },
    split: { train: inTable(train), validation: inTable(validation), test: inTable(test) },
    rowCounts: {
      train: train.length,
      validation: validation.length,
      test: test.length,
      ...(byRules === 0 ? {} : { byRules }),
      ...(withoutTarget === 0 ? {} : { withoutTarget }),
      ...(withGaps === 0 ? {} : { withGaps }),
      ...(setAside === 0 ? {} : { setAside }),
    },
  };
}

/** The split of an experiment as the Split command would be given it. */
export function splittingOf({
  target,
  predictorType,
  split,
}: Pick<Experiment, 'target' | 'predictorType' | 'split'>): Splitting {
  if (split.method !== 'stratified') return split;
  // Numbers have no classes to spread.
  return predictorType === 'regressor' ? { ...split, method: 'random' } : { ...split, column: target };
}
