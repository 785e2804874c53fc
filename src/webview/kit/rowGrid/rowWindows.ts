import type { GridRows } from '../../../data/shapes/gridView.ts';
import type { Span } from './scrollMap.ts';

/** Rows that are requested at once. */
const blockRows = 100;
/** More blocks are dropped, the farthest first. */
const mostBlocks = 60;
/** Of a block; beyond these, only those in view are kept. */
const mostColumns = 400;
/** Few, so that visible rows do not wait behind rows that were scrolled past. */
const mostUnderWay = 2;

export interface WindowRequest {
  readonly from: number;
  readonly count: number;
  readonly names: readonly string[];
}

export interface RowWindows {
  /** Requests the missing cells of these rows and columns, and cancels requests that are neither in view nor adjacent. */
  readonly want: (rows: Span, names: readonly string[]) => void;
  /** null is a missing value; undefined, a cell that has not loaded. */
  readonly cell: (position: number, name: string) => string | null | undefined;
  /** The 1-based data row at a position; undefined until loaded. */
  readonly row: (position: number) => number | undefined;
  /** Retries failed requests. */
  readonly retry: () => void;
  readonly close: () => void;
}

interface WindowsOptions {
  readonly rowCount: number;
  readonly fetch: (request: WindowRequest, signal: AbortSignal) => Promise<GridRows>;
  readonly onChange: () => void;
  readonly onFailure: (reason: unknown) => void;
}

interface Block {
  rows: readonly number[];
  readonly cells: Map<string, readonly (string | null)[]>;
}

interface UnderWay {
  readonly block: number;
  readonly names: ReadonlySet<string>;
  readonly controller: AbortController;
}

/** Windows of rows of one view, requested as they become visible. */
export function openRowWindows({ rowCount, fetch, onChange, onFailure }: WindowsOptions): RowWindows {
  const blocks = new Map<number, Block>();
  const underWay = new Set<UnderWay>();
  let wanted: { readonly rows: Span; readonly names: readonly string[] } | undefined;
  let hasFailed = false;
  let isClosed = false;

  const lengthOf = (block: number) => Math.min(blockRows, rowCount - block * blockRows);
  /** The missing part of a block, from the first row with a missing cell. */
  const missingOf = (block: number, names: readonly string[]): WindowRequest | undefined => {
    const here = blocks.get(block);
    const length = lengthOf(block);
    const known = (name: string) => here?.cells.get(name)?.length ?? 0;
    const lacking = names.filter(
      (name) =>
        known(name) < length && ![...underWay].some((one) => one.block === block && one.names.has(name)),
    );
    const [first] = lacking;
    if (first === undefined) return undefined;
    const start = known(first);
    return {
      from: block * blockRows + start,
      count: length - start,
      names: lacking.filter((name) => known(name) === start),
    };
  };
  const request = () => {
    if (wanted === undefined || hasFailed) return;
    const { names } = wanted;
    for (const block of blocksOf(wanted.rows, rowCount)) {
      while (underWay.size < mostUnderWay) {
        const next = missingOf(block, names);
        if (next === undefined) break;
        void load(block, next);
      }
    }
  };
  const load = async (block: number, next: WindowRequest) => {
    const one = { block, names: new Set(next.names), controller: new AbortController() };
    underWay.add(one);
    try {
      const answer = await fetch(next, one.controller.signal);
      if (one.controller.signal.aborted) return;
      keep(block, next, answer);
      onChange();
    } catch (reason) {
      if (one.controller.signal.aborted) return;
      hasFailed = true;
      onFailure(reason);
    } finally {
      underWay.delete(one);
      request();
    }
  };
  const keep = (at: number, { names }: WindowRequest, { rows, cells }: GridRows) => {
    const block = blocks.get(at) ?? { rows: [], cells: new Map() };
    blocks.set(at, block);
    for (const [index, name] of names.entries())
      block.cells.set(name, [...(block.cells.get(name) ?? []), ...(cells[index] ?? [])]);
    const longest = block.cells.get(names[0] ?? '')?.length ?? 0;
    if (block.rows.length < longest) block.rows = [...block.rows, ...rows].slice(0, longest);
    if (block.cells.size > mostColumns) {
      const inView = new Set(wanted?.names);
      for (const name of block.cells.keys()) if (!inView.has(name)) block.cells.delete(name);
    }
    forget();
  };
  const forget = () => {
    if (blocks.size <= mostBlocks || wanted === undefined) return;
    const centre = (wanted.rows.from + wanted.rows.to) / 2 / blockRows;
    const far = [...blocks.keys()].toSorted((a, b) => Math.abs(b - centre) - Math.abs(a - centre));
    for (const block of far.slice(0, blocks.size - mostBlocks)) blocks.delete(block);
  };
  return {
    want: (rows, names) => {
      if (isClosed) return;
      wanted = { rows, names };
      const near = new Set(blocksOf(rows, rowCount));
      for (const one of underWay)
        if (!near.has(one.block)) {
          underWay.delete(one);
          one.controller.abort();
        }
      request();
    },
    cell: (position, name) => {
      const block = blocks.get(Math.floor(position / blockRows));
      return block?.cells.get(name)?.[position % blockRows];
    },
    row: (position) => blocks.get(Math.floor(position / blockRows))?.rows[position % blockRows],
    retry: () => {
      hasFailed = false;
      request();
    },
    close: () => {
      isClosed = true;
      wanted = undefined;
      for (const one of underWay) one.controller.abort();
      underWay.clear();
    },
  };
}

/** Blocks with rows in view, then the one after and the one before. */
function blocksOf({ from, to }: Span, rowCount: number): readonly number[] {
  if (rowCount === 0) return [];
  const last = Math.floor((rowCount - 1) / blockRows);
  const [first, end] = [Math.floor(from / blockRows), Math.floor(Math.max(from, to - 1) / blockRows)];
  const inView = Array.from({ length: end - first + 1 }, (_, index) => first + index);
  return [...inView, end + 1, first - 1].filter((block) => block >= 0 && block <= last);
}
