import * as z from 'zod/mini';
import { noEdits, tableEditsSchema } from '../../../data/shapes/tableEdits.ts';
import type { TableEdits } from '../../../data/shapes/tableEdits.ts';

/** What an experiment or the page says of a table. */
export interface Kept {
  readonly edits: TableEdits;
  readonly experiment?: { readonly name: string; readonly target: string };
}

/** Where the edits of a Data page are kept. */
export interface KeptEdits {
  readonly current: () => Promise<Kept>;
  readonly keep: (edits: TableEdits) => Promise<void>;
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

/** Edits that only the page knows: `remember` gets their text for the next time. */
export function pageEdits(first: TableEdits, remember: (text: string) => void): KeptEdits {
  let edits = first;
  return {
    current: async () => ({ edits }),
    keep: async (next) => {
      edits = next;
      remember(JSON.stringify(next));
    },
  };
}
