import * as vscode from 'vscode';
import type { ParsedArguments } from '../contributions.ts';
import { fileIn } from './arguments.ts';
import type { Services } from './services.ts';

/** Opens the Data page of a table. */
export async function exploreData(
  services: Services,
  given?: vscode.Uri,
  { experiment }: ParsedArguments<'exploreData'>[1] = {},
): Promise<void> {
  const uri = await fileIn(given, { title: vscode.l10n.t('Explore which table?') });
  (await services.panels()).openDataPanel(services, uri, experiment);
}
