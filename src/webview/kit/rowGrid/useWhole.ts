import { useRef, useState } from 'preact/hooks';
import { cutMark } from './cutMark.ts';
import type { GridPort, ShownView } from './useRows.ts';
import type { WholeCellProps } from './WholeCell.tsx';

/** Loads the full text of a cell; immediate if it is not truncated. */
export function useWhole(port: GridPort, shown: ShownView | undefined, onFailure: (reason: unknown) => void) {
  const [cell, setCell] = useState<Omit<WholeCellProps, 'onClose'> | undefined>();
  const loading = useRef<AbortController | undefined>(undefined);
  const load = async (row: number, name: string) => {
    if (shown === undefined) return;
    const { signal } = (loading.current = new AbortController());
    const { view, opened } = shown;
    try {
      const request = { view, sha256: opened.sha256, row, column: name };
      const { text, isCut = false } = await port.request('gridCell', request, { signal });
      setCell({ name, row, text: text ?? '', isCut });
    } catch (reason) {
      if (signal.aborted) return;
      setCell(undefined);
      onFailure(reason);
    }
  };
  return {
    cell,
    open: (position: number, name: string) => {
      loading.current?.abort();
      const text = shown?.windows.cell(position, name);
      const row = shown?.windows.row(position);
      if (typeof text !== 'string' || row === undefined) return;
      const isWhole = !text.endsWith(cutMark);
      setCell({ name, row, text: isWhole ? text : undefined, isCut: false });
      if (!isWhole) void load(row, name);
    },
    close: () => {
      loading.current?.abort();
      setCell(undefined);
    },
  };
}
