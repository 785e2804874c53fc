import * as vscode from 'vscode';
import type { ParsedArguments } from '../contributions/commands.ts';
import { tell } from '../platform/prompts.ts';
import { fileIn } from './arguments.ts';
import { reading } from './reading.ts';
import type { Services } from './services.ts';

/** Copies pandas code that reads a table as it is read here and prints what the Data page shows. */
export async function copyAsPandas(
  { engine }: Pick<Services, 'engine'>,
  given?: vscode.Uri,
  { read, columns }: NonNullable<ParsedArguments<'copyAsPandas'>[1]> = {},
): Promise<{ python: string }> {
  const uri = await fileIn(given, { title: vscode.l10n.t('Copy which table as pandas?') });
  const path = uri.fsPath;
  const python = await reading(path, (signal) => engine.tableAsPandas({ path, read, columns }, { signal }));
  await vscode.env.clipboard.writeText(python);
  tell(
    vscode.l10n.t('Copied. Paste it into a notebook to read the table with pandas just as it was read here.'),
  );
  return { python };
}
