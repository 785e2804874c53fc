import { useRef, useState } from 'preact/hooks';
import { t } from '../language/language.ts';
import { fixed } from '../language/numbers.ts';
import type { GridPort, ShownView } from './useRows.ts';

interface FindOptions {
  readonly port: GridPort;
  readonly shown: ShownView | undefined;
  /** In the order in which they are shown. */
  readonly names: readonly string[];
  /** The cell to go on from. */
  readonly active: () => { readonly row: number; readonly name: string | undefined };
  readonly onFound: (cell: FoundCell) => void;
  readonly onFailure: (reason: unknown) => void;
}

export interface FoundCell {
  readonly row: number;
  readonly name: string;
}

/** Steps through the matches in a view; a new search cancels the pending one. */
export function useFind({ port, shown, names, active, onFound, onFailure }: FindOptions) {
  const [text, setText] = useState('');
  const [result, setResult] = useState<string | undefined>();
  const [found, setFound] = useState<FoundCell | undefined>();
  const searching = useRef<AbortController | undefined>(undefined);
  const last = useRef<string | undefined>(undefined);
  const find = async (backwards: boolean) => {
    searching.current?.abort();
    if (shown === undefined || text.trim() === '') return;
    const { signal } = (searching.current = new AbortController());
    const { view, opened } = shown;
    const from = active();
    // A new search may match the active cell itself.
    const isFirst = last.current !== text;
    last.current = text;
    const search = {
      view,
      sha256: opened.sha256,
      text,
      names,
      backwards,
      fromPosition: Math.max(0, from.row),
      ...(isFirst || from.name === undefined ? {} : { fromColumn: from.name }),
    };
    setResult(t('Searching…'));
    try {
      const hit = await port.request('gridFind', search, { signal });
      if (hit === null) {
        setFound(undefined);
        return setResult(t('No cell contains “{0}”', text));
      }
      const cell = { row: hit.position, name: hit.column };
      setFound(cell);
      onFound(cell);
      setResult(t('{0}, row {1}', hit.column, fixed(shown.windows.row(hit.position) ?? hit.position + 1)));
    } catch (reason) {
      if (signal.aborted) return undefined;
      setResult(undefined);
      onFailure(reason);
    }
    return undefined;
  };
  return {
    text,
    result,
    /** The cell that was found last. */
    found,
    onText: (next: string) => {
      setText(next);
      setResult(undefined);
      setFound(undefined);
    },
    find,
    forget: () => {
      setFound(undefined);
      setResult(undefined);
    },
  };
}
