import type { RunRow } from '../../../data/shapes/runRow.ts';
import { blockLines } from '../../contract/runColumns.ts';
import type { RunCell, RunLine, RunsLines, RunsQuery, RunsView } from '../contract.ts';
import { plainValue, cellOf } from './runCells.ts';
import { viewOf } from './viewOf.ts';
import type { ComputedView, ViewLine } from './viewOf.ts';

export interface RunViews {
  readonly view: (query: RunsQuery) => RunsView;
  readonly lines: (query: RunsQuery, from: number) => RunsLines;
  /** All runs of the view as rows of a file, ids of the columns first. */
  readonly table: (query: RunsQuery) => (string | number)[][];
}

/** Views of these runs; the last one is kept, as scrolling requests it again. */
export function openRunViews(runs: readonly RunRow[]): RunViews {
  let kept: { readonly key: string; readonly view: ComputedView } | undefined;
  const computed = (query: RunsQuery): ComputedView => {
    const key = JSON.stringify(query);
    if (kept?.key !== key) kept = { key, view: viewOf(runs, query) };
    return kept.view;
  };
  return {
    view(query) {
      const view = computed(query);
      return { ...view, lineCount: view.lines.length, ...block(view, 0) };
    },
    lines: (query, from) => block(computed(query), from),
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

const block = ({ lines, columns }: ComputedView, from: number): RunsLines => ({
  from,
  lines: lines.slice(from, from + blockLines).map((line) => sentLine(line, columns)),
});

function sentLine(line: ViewLine, columns: ComputedView['columns']): RunsLines['lines'][number] {
  if (line.kind === 'group') return line;
  const { connectionId, trainingJobName, title, isPinned } = line.row;
  return {
    kind: 'run',
    run: { connectionId, trainingJobName },
    title,
    isPinned,
    cells: columns.map((column) => shortened(cellOf(line.row, column))),
  } satisfies RunLine;
}

/** A cell shows one line: a note of a page's length would fill the message. */
const mostShown = 300;

const shortened = (cell: RunCell): RunCell =>
  typeof cell === 'string' && cell.length > mostShown ? `${cell.slice(0, mostShown)}…` : cell;
