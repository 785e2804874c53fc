import * as vscode from 'vscode';
import { clearFolder } from '../data/store/storeFolder.ts';
import { dataCacheFolder } from '../platform/dataSettings.ts';
import { tell } from '../platform/prompts.ts';
import type { Services } from './services.ts';

/** Deletes the copies of large tables; those that are open are read from their files again the next time. */
export async function clearDataCache({
  storageUri,
}: Pick<Services, 'storageUri'>): Promise<{ readonly freedBytes: number }> {
  const freedBytes = await clearFolder(dataCacheFolder(storageUri.fsPath));
  tell(
    vscode.l10n.t(
      'Deleted {0} MB of copies of large tables.',
      (freedBytes / 1e6).toFixed(freedBytes < 1e7 ? 1 : 0),
    ),
  );
  return { freedBytes };
}
