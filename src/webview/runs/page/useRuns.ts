import { useEffect, useRef, useState } from 'preact/hooks';
import { blockLines } from '../../contract/runColumns.ts';
import type { FailureMessage } from '../../contract/messages.ts';
import { failureOf } from '../../kit/page/failures.ts';
import type { Port } from '../../kit/page/port.ts';
import type { Span } from '../../kit/rowGrid/scrollMap.ts';
import type { RunsContract, RunsLines, RunsQuery, RunsView } from '../contract.ts';

export type Line = RunsLines['lines'][number];

export interface ShownRuns {
  /** The newest view; the one before while the next is computed, undefined before the first. */
  readonly view: RunsView | undefined;
  readonly line: (index: number) => Line | undefined;
  /** Requests lines that are in view and not known. */
  readonly want: (lines: Span) => void;
  readonly failure: FailureMessage | undefined;
}

/** While somebody types, one request is enough. */
const settleMs = 120;

/** The runs that a query shows, in blocks that are requested as they come into view; again with each revision. */
export function useRuns(port: Port<RunsContract>, query: RunsQuery, revision: number): ShownRuns {
  const [shown, setShown] = useState<{ readonly query: RunsQuery; readonly view: RunsView } | undefined>();
  const [failure, setFailure] = useState<FailureMessage | undefined>();
  const [, redraw] = useState(0);
  const blocks = useRef(new Map<number, readonly Line[]>());
  const underWay = useRef(new Set<number>());
  const key = JSON.stringify(query);

  useEffect(() => {
    const controller = new AbortController();
    const load = async () => {
      try {
        const view = await port.request('view', { query }, { signal: controller.signal });
        blocks.current = new Map([[0, view.lines]]);
        underWay.current = new Set();
        setShown({ query, view });
        setFailure(undefined);
      } catch (reason) {
        setFailure(failureOf(reason));
      }
    };
    const timer = setTimeout(() => void load(), shown === undefined ? 0 : settleMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [port, key, revision]);

  const loadBlock = async (wanted: RunsQuery, block: number) => {
    const known = blocks.current;
    try {
      const { lines } = await port.request('lines', { query: wanted, from: block * blockLines });
      // A newer view has its own blocks.
      if (known !== blocks.current) return;
      known.set(block, lines);
      redraw((count) => count + 1);
    } catch (reason) {
      setFailure(failureOf(reason));
    }
  };
  const want = ({ from, to }: Span) => {
    if (shown === undefined) return;
    for (let block = Math.floor(from / blockLines); block * blockLines < to; block += 1) {
      if (blocks.current.has(block) || underWay.current.has(block)) continue;
      underWay.current.add(block);
      void loadBlock(shown.query, block);
    }
  };
  return {
    view: shown?.view,
    line: (index) => blocks.current.get(Math.floor(index / blockLines))?.[index % blockLines],
    want,
    failure,
  };
}
