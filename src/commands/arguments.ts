import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { openFile } from '../platform/prompts.ts';

const names = {
  trainingJobName: z.optional(z.string()),
  endpointName: z.optional(z.string()),
  /** true: the caller has asked the user; false: the user must be asked; absent: as the connection wants it. */
  confirmed: z.optional(z.boolean()),
  alsoModel: z.optional(z.boolean()),
};
const named = z.object(names);
const options = z.strictObject(names);

/** The options of a call: a tree node and `{ trainingJobName }` alike carry names. The Explorer's selection array is none. */
export function namesIn(given: unknown): z.infer<typeof named> {
  const parsed = named.safeParse(given);
  return parsed.success ? parsed.data : {};
}

/** Whether somebody's code calls and has decided; a click passes nothing, or a row of the tree, which holds more than names. */
export const isDecided = (given: unknown): boolean => options.safeParse(given).success;

/** The file a command was called with, or one the user picks. */
export async function fileIn(
  given: unknown,
  title: string,
  filters: Record<string, string[]>,
): Promise<vscode.Uri> {
  return given instanceof vscode.Uri ? given : openFile(title, filters);
}

export const tableFilter = () => ({ [vscode.l10n.t('Tables')]: ['csv', 'tsv'] });
