import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { GridColumn, GridView, OpenedGridView } from '../../../data/shapes/gridView.ts';
import type { RowGridChoices, RowGridRequests } from '../../contract/rowGrid.ts';
import type { FailureMessage, SharedRequests } from '../../contract/messages.ts';
import { failureOf } from '../page/failures.ts';
import type { Port } from '../page/port.ts';
import { stillValid } from './choices.ts';
import { openRowWindows } from './rowWindows.ts';
import type { RowWindows } from './rowWindows.ts';

type GridContract = {
  readonly requests: SharedRequests & RowGridRequests;
  readonly pushes: Readonly<Record<string, unknown>>;
};
export type GridPort = Pick<Port<GridContract>, 'request' | 'takeAction'>;

/** A view whose rows can be shown. */
export interface ShownView {
  readonly view: GridView;
  readonly opened: OpenedGridView;
  readonly windows: RowWindows;
}

export interface Rows {
  /** The choices for columns that exist. */
  readonly choices: RowGridChoices;
  /** In the order of the table; empty until they are known. */
  readonly names: readonly string[];
  readonly columns: ReadonlyMap<string, GridColumn>;
  /** Of the table; 0 until it is known. */
  readonly columnCount: number;
  /** The latest opened view; the previous one while the next opens. */
  readonly shown: ShownView | undefined;
  readonly isOpening: boolean;
  readonly failure: FailureMessage | undefined;
  readonly retry: () => void;
}

/** The columns of a table, and the rows of a view as they are scrolled to. A new `version` means a new table. */
export function useRows(port: GridPort, version: string, chosen: RowGridChoices): Rows {
  const known = useColumns(port, version);
  const { names, columns, isComplete } = known;
  // A column that has not loaded yet is not gone.
  const choices = useMemo(
    () => (isComplete ? stillValid(chosen, names) : chosen),
    [chosen, names, isComplete],
  );
  const { view } = choices;
  const isKnown =
    known.version === version &&
    names.length > 0 &&
    [...view.conditions, ...view.sort].every(({ column }) => isComplete || columns.has(column));
  const [shown, setShown] = useState<ShownView | undefined>();
  const [isOpening, setOpening] = useState(true);
  const [failure, setFailure] = useState<FailureMessage | undefined>();
  const [attempt, setAttempt] = useState(0);
  const [, setArrived] = useState(0);
  const last = useRef<RowWindows | undefined>(undefined);
  const key = JSON.stringify(view);
  useEffect(() => {
    // A view may be about columns that the table no longer has.
    if (!isKnown) {
      if (known.version !== version) last.current?.close();
      return undefined;
    }
    const opening = new AbortController();
    setOpening(true);
    setFailure(undefined);
    const open = async () => {
      const opened = await port.request('openGrid', { view }, { signal: opening.signal });
      const { rowCount, sha256 } = opened;
      last.current?.close();
      const windows = openRowWindows({
        rowCount,
        fetch: (window, signal) => port.request('gridRows', { view, sha256, ...window }, { signal }),
        onChange: () => setArrived((count) => count + 1),
        onFailure: (reason) => setFailure(failureOf(reason)),
      });
      last.current = windows;
      setShown({ view, opened, windows });
      setOpening(false);
    };
    open().catch((reason: unknown) => {
      if (opening.signal.aborted) return;
      setOpening(false);
      setFailure(failureOf(reason));
    });
    return () => opening.abort();
  }, [version, key, attempt, isKnown]);
  useEffect(() => () => last.current?.close(), []);
  return {
    names,
    columns,
    columnCount: known.columnCount,
    choices,
    shown,
    isOpening,
    failure: failure ?? known.failure,
    retry: () => {
      setFailure(undefined);
      if (shown !== undefined && !isOpening && failure !== undefined) shown.windows.retry();
      else setAttempt(attempt + 1);
    },
  };
}

interface KnownColumns {
  readonly version: string | undefined;
  readonly isComplete: boolean;
  /** Of the table; 0 until it is known. */
  readonly columnCount: number;
  readonly names: readonly string[];
  readonly columns: ReadonlyMap<string, GridColumn>;
  readonly failure: FailureMessage | undefined;
}

const noColumns: KnownColumns = {
  version: undefined,
  isComplete: false,
  columnCount: 0,
  names: [],
  columns: new Map(),
  failure: undefined,
};

/** If counting takes longer than this, columns are shown before their counts. */
const outlineAfterMs = 300;

/** Columns arrive in pages; shows those that have arrived. */
function useColumns(port: GridPort, version: string): KnownColumns {
  const [known, setKnown] = useState(noColumns);
  useEffect(() => {
    const closing = new AbortController();
    const { signal } = closing;
    const columns = new Map<string, GridColumn>();
    const load = async (name: 'gridColumns' | 'gridOutline', until: AbortSignal) => {
      for (let firstColumn = 0, columnCount = 1; firstColumn < columnCount;) {
        const part = await port.request(name, { firstColumn }, { signal: until });
        if (until.aborted) return;
        for (const column of part.columns)
          if (column.isOutline !== true || !columns.has(column.name)) columns.set(column.name, column);
        ({ columnCount } = part);
        firstColumn += Math.max(1, part.columns.length);
        setKnown({
          version,
          isComplete: columns.size >= columnCount,
          columnCount,
          names: [...columns.keys()],
          columns: new Map(columns),
          failure: undefined,
        });
      }
    };
    const fail = (reason: unknown) => {
      if (!signal.aborted) setKnown((before) => ({ ...before, failure: failureOf(reason) }));
    };
    const timer = setTimeout(() => {
      if (columns.size === 0) load('gridOutline', signal).catch(fail);
    }, outlineAfterMs);
    load('gridColumns', signal).catch(fail);
    return () => {
      clearTimeout(timer);
      closing.abort();
    };
  }, [version]);
  return known;
}
