import { basename } from 'node:path';
import type { RunRow } from '../../../data/shapes/runRow.ts';
import { mainMetricOf } from '../../../learner/metrics/metricNames.ts';
import type { MetricName } from '../../../learner/metrics/metricNames.ts';
import type { RunColumnId } from '../../contract/runColumns.ts';
import type { GroupLine, MetricHistory, RunsFound, RunsQuery } from '../contract.ts';
import { chooseColumns, columnsOf } from './chooseColumns.ts';
import { matchesAll } from './matches.ts';
import type { MatchFacts } from './matches.ts';
import { parseFilter } from './parseFilter.ts';
import { cellsOf, plainValue } from './runCells.ts';

export type ViewLine = GroupLine | { readonly kind: 'run'; readonly row: RunRow };

/** What a query shows of the runs. */
export interface ComputedView extends RunsFound {
  readonly lines: readonly ViewLine[];
}

/** `runs`, the newest first, as the query wants them. */
export function viewOf(
  runs: readonly RunRow[],
  query: RunsQuery,
  hasChanged: MatchFacts['hasChanged'] = () => false,
): ComputedView {
  const known = columnsOf(runs);
  const { terms, problems } = parseFilter(query.filter, known.settings);
  const facts = { calendar: query.calendar, hasChanged };
  const matching = terms.length === 0 ? runs : runs.filter((run) => matchesAll(run, terms, facts));
  const sorted = sortRuns(matching, query.sort);
  return {
    lines: query.isGrouped ? groupRuns(sorted) : sorted.map((row) => ({ kind: 'run', row })),
    matchCount: matching.length,
    ...chooseColumns(matching, known, query),
    metric: commonMetric(matching) ?? null,
    problems,
    history: historyOf(matching),
  };
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** By a column, runs without a value last; runs that are equal stay in their order. */
export function sortRuns(runs: readonly RunRow[], { column, direction }: RunsQuery['sort']): RunRow[] {
  const sortedBy = sortKeyOf(column);
  const sign = direction === 'ascending' ? 1 : -1;
  return runs
    .map((run) => ({ run, value: sortedBy(run) }))
    .toSorted((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
      if (typeof a.value === 'number' && typeof b.value === 'number') return sign * (a.value - b.value);
      return sign * collator.compare(String(a.value), String(b.value));
    })
    .map(({ run }) => run);
}

/** Times are numbers: words are compared far more slowly. */
function sortKeyOf(column: RunColumnId): (run: RunRow) => string | number | null {
  const read = cellsOf(column);
  return (run) => (column === 'when' ? Date.parse(run.createdAt) : plainValue(read(run)));
}

/** The runs of each experiment under a line of its own, in the order of their first runs. */
export function groupRuns(runs: readonly RunRow[]): ViewLine[] {
  const byExperiment = grouped(runs, ({ experimentPath }) => experimentPath);
  const lines: ViewLine[] = [];
  for (const [path, rows] of byExperiment) {
    lines.push({ kind: 'group', path, name: experimentName(path), runCount: rows.length });
    for (const row of rows) lines.push({ kind: 'run', row });
  }
  return lines;
}

function grouped<Key>(runs: readonly RunRow[], keyOf: (run: RunRow) => Key): ReadonlyMap<Key, RunRow[]> {
  const groups = new Map<Key, RunRow[]>();
  for (const run of runs) {
    const group = groups.get(keyOf(run));
    if (group === undefined) groups.set(keyOf(run), [run]);
    else group.push(run);
  }
  return groups;
}

/** The name of an experiment's file, on whichever system it was written. */
const experimentName = (path: string) => basename(path.replaceAll('\\', '/')).replace(/\.linear\.json$/, '');

/** The metric by which all of these are ranked; undefined where the problems differ. */
function commonMetric(runs: readonly RunRow[]): MetricName | undefined {
  const names = new Set(runs.map(({ predictorType }) => mainMetricOf(predictorType)));
  const [only] = names;
  return names.size === 1 ? only : undefined;
}

/** With more, a picture shows no single run. */
const mostPoints = 200;

/** The main metric of most of the runs, over time; the runs are given newest first. */
function historyOf(runs: readonly RunRow[]): MetricHistory | null {
  const byMetric = grouped(
    runs.filter((run) => run.metrics?.[mainMetricOf(run.predictorType)] !== undefined),
    ({ predictorType }) => mainMetricOf(predictorType),
  );
  const [most] = [...byMetric].toSorted(([, a], [, b]) => b.length - a.length);
  if (most === undefined) return null;
  const [metric, measured] = most;
  const points = measured
    .slice(0, mostPoints)
    .toReversed()
    .flatMap((run) => {
      const value = run.metrics?.[metric];
      if (value === undefined) return [];
      const { connectionId, trainingJobName, title, createdAt, isPinned } = run;
      const interval = run.intervals?.[metric];
      return [{ connectionId, trainingJobName, title, createdAt, isPinned, value, ...interval }];
    });
  const otherCount = [...byMetric].reduce((sum, [, other]) => sum + other.length, 0) - measured.length;
  return { metric, points, runCount: measured.length, otherCount };
}
