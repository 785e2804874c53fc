import type { RunRow } from '../../../data/shapes/runRow.ts';
import { metricNames } from '../../../learner/metrics/metricNames.ts';
import { compareCodePoints } from '../../../learner/codePointOrder.ts';
import { baseColumns, settingOf } from '../../contract/runColumns.ts';
import type { BaseColumn, RunColumnId } from '../../contract/runColumns.ts';
import type { RunCell, RunsQuery, SameValue } from '../contract.ts';
import { cellsOf, plainValue } from './runCells.ts';

/** Without these, a line says nothing. */
const lasting: readonly RunColumnId[] = ['title', 'when', 'metric'];

/** Shown where the runs differ in them, and not as long as they cannot. */
const onlyIfDiffering: readonly BaseColumn[] = ['target', 'problem', 'dataset', 'instance'];

/** What may explain how runs ended comes after that and after what the user says about them. */
const firstCount = baseColumns.indexOf('note') + 1;

/** A run that failed has none of these, and differs in none of them for that. */
const results: readonly RunColumnId[] = ['baseline', 'reference', 'epochs', 'duration', 'billed', 'cost'];

/** Settings that appear by themselves, so that the table stays one. */
const mostSettings = 12;

interface KnownColumns {
  /** Keys, hyperparameters first. */
  readonly settings: readonly string[];
  readonly all: readonly RunColumnId[];
}

/** Every column in which one of the runs has a value. */
export function columnsOf(runs: readonly RunRow[]): KnownColumns {
  const keys = new Set<string>();
  const metrics = new Set<string>();
  for (const run of runs) {
    for (const key in run.settings) keys.add(key);
    for (const name in run.metrics) metrics.add(name);
  }
  const settings = [...keys].toSorted(
    (a, b) => Number(isHyperparameter(b)) - Number(isHyperparameter(a)) || compareCodePoints(a, b),
  );
  return {
    settings,
    all: [
      ...baseColumns.slice(0, firstCount),
      ...metricNames.filter((name) => metrics.has(name)).map((name) => `metric:${name}` as const),
      ...settings.map((key) => `setting:${key}` as const),
      ...baseColumns.slice(firstCount),
    ],
  };
}

const isHyperparameter = (key: string) => key.startsWith('hyperparameters.');

interface ChosenColumns {
  readonly columns: readonly RunColumnId[];
  readonly same: readonly SameValue[];
  readonly moreSettings: number;
  readonly choosable: readonly RunColumnId[];
}

/** Which columns are shown, and what the runs have in common instead. */
export function chooseColumns(
  runs: readonly RunRow[],
  known: KnownColumns,
  {
    onlyDiffering,
    allSettings,
    shown,
    hidden,
  }: Pick<RunsQuery, 'onlyDiffering' | 'allSettings' | 'shown' | 'hidden'>,
): ChosenColumns {
  // One run differs from none.
  const folds = onlyDiffering && runs.length > 1;
  const wanted = new Set(shown);
  const unwanted = new Set(hidden);
  const columns: RunColumnId[] = [];
  const same: SameValue[] = [];
  let settingCount = 0;
  let moreSettings = 0;
  for (const id of known.all) {
    if (id === 'title' || wanted.has(id)) {
      columns.push(id);
      continue;
    }
    // The column of instances has it already.
    if (id === 'setting:training.instanceType') continue;
    const values = unwanted.has(id) ? nothing : variety(runs, id);
    const isSetting = id.startsWith('setting:');
    if (values.kind === 'none') {
      if (id === 'metric' && !unwanted.has(id)) columns.push(id);
    } else if (values.kind === 'same' && folds && !lasting.includes(id)) {
      if (!id.startsWith('metric:')) same.push({ column: id, cell: values.cell });
    } else if (id.startsWith('metric:') || onlyIfDiffering.some((one) => one === id && !folds)) {
      continue;
    } else if (!isSetting) columns.push(id);
    else if (folds) {
      settingCount += 1;
      if (allSettings || settingCount <= mostSettings) columns.push(id);
      else moreSettings += 1;
    }
  }
  return {
    columns,
    same: same.toSorted((a, b) => sameRank(a.column) - sameRank(b.column)),
    moreSettings,
    choosable: known.all,
  };
}

/** What tells most about runs that are alike comes first: how they were trained, on what, the rest, what came of it. */
function sameRank(id: RunColumnId): number {
  const setting = settingOf(id);
  if (setting !== undefined) return isHyperparameter(setting) ? 0 : 2;
  return results.includes(id) ? 3 : 1;
}

type Variety =
  | { readonly kind: 'none' }
  | { readonly kind: 'same'; readonly cell: Exclude<RunCell, null> }
  | { readonly kind: 'several' };

const nothing: Variety = { kind: 'none' };

/** Whether the runs have one value in a column. A run without one differs from a run with one, except in results. */
export function variety(runs: readonly RunRow[], id: RunColumnId): Variety {
  const isResult = results.includes(id);
  const read = cellsOf(id);
  let first: RunCell | undefined;
  for (const run of runs) {
    const cell = read(run);
    if (cell === null && isResult) continue;
    if (first === undefined) first = cell;
    else if (plainValue(cell) !== plainValue(first)) return { kind: 'several' };
  }
  return first === undefined || first === null ? nothing : { kind: 'same', cell: first };
}
