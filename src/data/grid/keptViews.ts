import { untilAborted, wasAborted } from '../shapes/work.ts';
import type { Work } from '../shapes/work.ts';
import type { ViewRows } from './viewRows.ts';

/** Caches the row numbers of recent views, so that a window of rows needs no sorting. */
export interface KeptViews {
  /** The view with this key; `find` computes it on a miss. */
  readonly rows: (key: string, find: (work: Work) => Promise<ViewRows>, work: Work) => Promise<ViewRows>;
}

const mostViews = 6;
/** Bytes of all cached views except the latest. */
const usualMostBytes = 256 * 2 ** 20;

export function openKeptViews(mostBytes = usualMostBytes): KeptViews {
  // Most recently used last.
  const kept = new Map<string, { readonly view: Promise<ViewRows>; bytes: number }>();
  const trim = () => {
    let bytes = 0;
    for (const [place, [key, entry]] of [...kept].toReversed().entries()) {
      bytes += entry.bytes;
      if (place > 0 && (place >= mostViews || bytes > mostBytes)) kept.delete(key);
    }
  };
  const rows: KeptViews['rows'] = async (key, find, work) => {
    const known = kept.get(key);
    if (known !== undefined) {
      kept.delete(key);
      kept.set(key, known);
      try {
        return await untilAborted(known.view, work.signal);
      } catch (error) {
        // The caller that started it was cancelled.
        if (wasAborted(error, work.signal)) return rows(key, find, work);
        throw error;
      }
    }
    const entry = { view: find(work), bytes: 0 };
    kept.set(key, entry);
    try {
      const found = await entry.view;
      entry.bytes = found.order?.byteLength ?? 0;
      trim();
      return found;
    } catch (error) {
      if (kept.get(key) === entry) kept.delete(key);
      throw error;
    }
  };
  return { rows };
}
