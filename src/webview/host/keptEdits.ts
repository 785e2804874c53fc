import * as z from 'zod/mini';
import { noEdits, tableEditsSchema } from '../../data/shapes/tableEdits.ts';
import type { TableEdits } from '../../data/shapes/tableEdits.ts';

/** What an experiment or the page says of a table. */
export interface Kept {
  readonly edits: TableEdits;
  readonly experiment?: { readonly name: string; readonly target: string };
  /** The target that the user chose on the page. */
  readonly target?: string;
}

/** Where the edits of a Data page are kept. */
export interface KeptEdits {
  readonly current: () => Promise<Kept>;
  readonly keep: (edits: TableEdits) => Promise<void>;
  readonly chooseTarget: (target: string) => void;
}

const jsonText = z.pipe(
  z.string(),
  z.transform((text): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }),
);

/** Edits as text, as a page remembers them over a reload; those that an older version wrote otherwise are forgotten. */
export const parseEdits = (text: string | undefined): TableEdits =>
  tableEditsSchema.safeParse(jsonText.safeParse(text).data).data ?? noEdits;

/** Edits that only the page knows: `remember` gets them for the next time, as texts. */
export function pageEdits(
  first: Kept,
  remember: (texts: { readonly edits: string; readonly target?: string }) => void,
): KeptEdits {
  let kept = first;
  const keep = (next: Kept) => {
    kept = next;
    const { edits, target } = next;
    remember({ edits: JSON.stringify(edits), ...(target === undefined ? {} : { target }) });
  };
  return {
    current: async () => kept,
    keep: async (edits) => keep({ ...kept, edits }),
    chooseTarget: (target) => keep({ ...kept, target }),
  };
}
