import * as vscode from 'vscode';
import { s3UriOf } from '../contributions/s3Uris.ts';
import type { ParsedArguments } from '../contributions/commands.ts';
import { fileIn } from './arguments.ts';
import type { Services } from './services.ts';

/** Opens the Data page of a table. */
export async function exploreData(
  services: Services,
  given?: vscode.Uri,
  { experiment, connectionId }: ParsedArguments<'exploreData'>[1] = {},
): Promise<void> {
  const uri = await fileIn(given, { title: vscode.l10n.t('Explore which table?') });
  const session = s3UriOf(uri) === undefined ? undefined : await services.openSession();
  const id = session === undefined ? {} : { connectionId: connectionId ?? session.connectionId };
  (await services.panels()).openDataPanel(services, uri, { experiment, ...id });
}
