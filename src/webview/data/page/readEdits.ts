import type { ReadOptions } from '../../../data/shapes/read.ts';
import type { TableEdits } from '../../../data/shapes/tableEdits.ts';

/** The edits with these options of reading set. */
export const withRead = (edits: TableEdits, change: ReadOptions): TableEdits => ({
  ...edits,
  read: { ...edits.read, ...change },
});

/** The edits without these options of reading, so that they are worked out from the file again. */
export function withoutRead(edits: TableEdits, keys: readonly (keyof ReadOptions)[]): TableEdits {
  const { read = {}, ...rest } = edits;
  const left = Object.entries(read).filter(([key]) => !keys.some((one) => one === key));
  return left.length === 0 ? rest : { ...rest, read: Object.fromEntries(left) };
}
