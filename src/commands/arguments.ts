import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { openFile } from '../platform/prompts.ts';

const named = z.object({
  trainingJobName: z.optional(z.string()),
  endpointName: z.optional(z.string()),
  /** true: the caller has asked the user; false: the user must be asked; absent: as the connection wants it. */
  confirmed: z.optional(z.boolean()),
  alsoModel: z.optional(z.boolean()),
});

/** The options of a call: a tree node and `{ trainingJobName }` alike carry names. The Explorer's selection array is none. */
export function namesIn(given: unknown): z.infer<typeof named> {
  const parsed = named.safeParse(given);
  return parsed.success ? parsed.data : {};
}

const row = z.object({ item: z.instanceof(vscode.TreeItem) });

/** Whether a click on a row of the tree calls, not a caller that has decided. */
export const isRow = (given: unknown): boolean => row.safeParse(given).success;

/** The file a command was called with, or one the user picks. */
export async function fileIn(
  given: unknown,
  title: string,
  filters: Record<string, string[]>,
): Promise<vscode.Uri> {
  return given instanceof vscode.Uri ? given : openFile(title, filters);
}

export const tableFilter = () => ({ [vscode.l10n.t('Tables')]: ['csv', 'tsv'] });
