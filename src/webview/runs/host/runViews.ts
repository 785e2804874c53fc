import type { RunRow } from '../../../data/shapes/runRow.ts';
import { blockLines } from '../../contract/runColumns.ts';
import type { RunCell, RunLine, RunsLines, RunsQuery, RunsView, TableChange } from '../contract.ts';
import { plainValue, cellOf } from './runCells.ts';
import { viewOf } from './viewOf.ts';
import type { ComputedView, ViewLine } from './viewOf.ts';

/** What has become of a run's table, as far as it is known. */
type ChangeOf = (run: RunRow) => TableChange | undefined;

export interface RunViews {
  readonly view: (query: RunsQuery) => RunsView;
  readonly lines: (query: RunsQuery, from: number) => RunsLines;
  /** All runs of the view as rows of a file, ids of the columns first. */
  readonly table: (query: RunsQuery) => (string | number)[][];
  /** Runs of the block of lines from this one on. */
  readonly runsIn: (query: RunsQuery, from: number) => readonly RunRow[];
}

/** Views of these runs; the last one is kept, as scrolling requests it again. */
export function openRunViews(runs: readonly RunRow[], changeOf: ChangeOf = () => undefined): RunViews {
  const hasChanged = (run: RunRow) => changeOf(run) !== undefined;
  let kept: { readonly key: string; readonly view: ComputedView } | undefined;
  const computed = (query: RunsQuery): ComputedView => {
    const key = JSON.stringify(query);
    if (kept?.key !== key) kept = { key, view: viewOf(runs, query, hasChanged) };
    return kept.view;
  };
  return {
    view(query) {
      const view = computed(query);
      return { ...view, lineCount: view.lines.length, ...block(view, 0, changeOf) };
    },
    lines: (query, from) => block(computed(query), from, changeOf),
    runsIn: (query, from) =>
      computed(query)
        .lines.slice(from, from + blockLines)
        .flatMap((line) => (line.kind === 'run' ? [line.row] : [])),
    table(query) {
      const { lines, columns } = computed(query);
      const rows = lines.flatMap((line) => (line.kind === 'run' ? [line.row] : []));
      return [
        [...columns],
        ...rows.map((row) => columns.map((column) => plainValue(cellOf(row, column)) ?? '')),
      ];
    },
  };
}

const block = ({ lines, columns }: ComputedView, from: number, changeOf: ChangeOf): RunsLines => ({
  from,
  lines: lines.slice(from, from + blockLines).map((line) => sentLine(line, columns, changeOf)),
});

function sentLine(
  line: ViewLine,
  columns: ComputedView['columns'],
  changeOf: ChangeOf,
): RunsLines['lines'][number] {
  if (line.kind === 'group') return line;
  const { connectionId, trainingJobName, title, isPinned } = line.row;
  const tableChange = changeOf(line.row);
  return {
    kind: 'run',
    run: { connectionId, trainingJobName },
    title,
    isPinned,
    ...(tableChange === undefined ? {} : { tableChange }),
    cells: columns.map((column) => shortened(cellOf(line.row, column))),
  } satisfies RunLine;
}

/** A cell shows one line: a note of a page's length would fill the message. */
const mostShown = 300;

const shortened = (cell: RunCell): RunCell =>
  typeof cell === 'string' && cell.length > mostShown ? `${cell.slice(0, mostShown)}…` : cell;
