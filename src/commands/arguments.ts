import * as vscode from 'vscode';
import type { CommandId, ParsedArguments } from '../contributions.ts';
import { openFile } from '../platform/prompts.ts';

/** The first argument of a command as its handler gets it. */
export type Given<Id extends CommandId> = ParsedArguments<Id>[0];

/** The file a command was called with, or one the user picks. */
export async function fileIn(
  given: vscode.Uri | undefined,
  title: string,
  filters: Record<string, string[]>,
): Promise<vscode.Uri> {
  return given ?? openFile(title, filters);
}

export const tableFilter = () => ({ [vscode.l10n.t('Tables')]: ['csv', 'tsv'] });
