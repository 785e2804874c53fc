import * as vscode from 'vscode';
import { fileIn, tableFilter } from './arguments.ts';
import type { Services } from './services.ts';

/** Opens the Data page of a table. */
export async function exploreData(services: Services, given?: vscode.Uri): Promise<void> {
  const uri = await fileIn(given, vscode.l10n.t('Explore which table?'), tableFilter());
  (await services.panels()).openDataPanel(services, uri);
}
