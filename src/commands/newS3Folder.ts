import * as vscode from 'vscode';
import { s3Uri } from '../aws/s3/s3Uri.ts';
import { ask, tell } from '../platform/prompts.ts';
import type { Given } from './arguments.ts';
import { givenSession } from './givenSession.ts';
import { folderAt, requireS3Uri, targetOf } from './s3Targets.ts';
import type { Services } from './services.ts';

/** Creates the empty object that makes a prefix visible; '/' in a name makes folders in folders. */
export async function newS3Folder(
  services: Services,
  given: Given<'newS3Folder'>,
): Promise<{ s3Uri: string }> {
  const title = vscode.l10n.t('New Folder');
  const { bucket, key } = folderAt(targetOf(await requireS3Uri(given?.s3Uri, title)));
  const name =
    given?.name ??
    (await ask({
      title,
      prompt: vscode.l10n.t('Name of the folder in {0}', s3Uri({ bucket, key })),
      problem: (value) =>
        value.replaceAll('/', '') === '' ? vscode.l10n.t('The name is empty.') : undefined,
    }));
  const session = await givenSession(services, given);
  const prefix = `${key}${name.replace(/\/$/, '')}/`;
  const { created } = await session.aws.createFolderKey({ bucket, prefix });
  services.changed();
  const made = s3Uri({ bucket, key: prefix });
  if (!created) tell(vscode.l10n.t('{0} exists already.', made));
  return { s3Uri: made };
}
