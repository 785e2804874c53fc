import * as vscode from 'vscode';
import { billsMoney } from '../aws/connections/types.ts';
import type { ObjectCount, S3Target } from '../aws/s3/types.ts';
import { byteSizeText } from '../platform/byteSize.ts';
import { withProgress } from '../platform/progress.ts';
import { confirm, tell } from '../platform/prompts.ts';
import type { Session } from '../runs/session.ts';
import type { Given } from './arguments.ts';
import { givenSession } from './givenSession.ts';
import { requireS3Uri, targetOf } from './s3Targets.ts';
import type { Services } from './services.ts';
import { transferring } from './transfers.ts';

const number = (value: number) => value.toLocaleString(vscode.env.language);

/**
 * Deletes an object, or all below a prefix. Everything is counted and shown first, unless the caller has confirmed, or names objects
 * where nothing is billed.
 */
export async function deleteObjects(
  services: Services,
  given: Given<'deleteObjects'>,
): Promise<{ objects: number; bytes: number }> {
  const s3Uri = await requireS3Uri(given?.s3Uri, vscode.l10n.t('Delete'));
  const target = targetOf(s3Uri);
  const session = await givenSession(services, given);
  const isConfirmed = given?.confirmed ?? (given?.s3Uri !== undefined && !billsMoney(session.connection));
  const versions = isConfirmed
    ? given?.versions === true
    : await confirmDeletion(session, target, { s3Uri, versions: given?.versions });
  if (versions === undefined) {
    tell(vscode.l10n.t('There is nothing to delete in {0}.', s3Uri));
    return { objects: 0, bytes: 0 };
  }
  const { objects, bytes } = await transferring(services, vscode.l10n.t('Deleting {0}', s3Uri), (options) =>
    session.aws.deleteBelow({ target, versions }, options),
  );
  tell(vscode.l10n.t('Deleted {0}, {1}, from {2}.', objectsText(objects), byteSizeText(bytes), s3Uri));
  return { objects, bytes };
}

const objectsText = (count: number): string =>
  count === 1 ? vscode.l10n.t('1 object') : vscode.l10n.t('{0} objects', number(count));

interface Asked {
  readonly s3Uri: string;
  /** As the caller wants it; the user chooses otherwise. */
  readonly versions: boolean | undefined;
}

/** Whether all versions go; undefined where there is nothing. Throws Cancelled. */
async function confirmDeletion(
  session: Session,
  target: S3Target,
  { s3Uri, versions }: Asked,
): Promise<boolean | undefined> {
  const { bucket, key, kind } = target;
  const title = vscode.l10n.t('Counting what is in {0}', s3Uri);
  const [count, { versioning }] = await withProgress(title, (signal, report) =>
    Promise.all([
      session.aws.countBelow(target, {
        signal,
        onCount: ({ objects, bytes }) =>
          report({ message: `${objectsText(objects)}, ${byteSizeText(bytes)}` }),
      }),
      session.aws.bucketProperties(bucket, { signal }),
    ]),
  );
  const hasVersions = keepsVersions(count) || versioning === 'enabled' || versioning === 'suspended';
  const hasOlder = count.versions !== 'unknown' && count.versions.count + count.versions.deleteMarkers > 0;
  if (count.objects === 0 && !hasOlder) return undefined;
  const current = vscode.l10n.t('Delete');
  const all = vscode.l10n.t('Delete All Versions');
  const offered =
    versions === undefined
      ? { current: count.objects > 0, all: true }
      : { current: !versions, all: versions };
  const [first = current, ...others] = hasVersions
    ? [...(offered.current ? [current] : []), ...(offered.all ? [all] : [])]
    : [current];
  const chosen = await confirm(
    kind === 'object'
      ? vscode.l10n.t('Delete {0}?', s3Uri)
      : vscode.l10n.t(
          'Delete {0} ({1}) from {2}?',
          objectsText(count.objects),
          byteSizeText(count.bytes),
          s3Uri,
        ),
    [
      vscode.l10n.t('Bucket: {0}', bucket),
      kind === 'object'
        ? vscode.l10n.t('Key: {0}', key)
        : key === ''
          ? vscode.l10n.t('Prefix: none, all of the bucket')
          : vscode.l10n.t('Prefix: {0}', key),
      vscode.l10n.t('Objects: {0}, {1}', number(count.objects), byteSizeText(count.bytes)),
      versionsText(count, hasVersions),
    ].join('\n'),
    first,
    ...others,
  );
  return chosen === all;
}

const keepsVersions = ({ versions, objects }: ObjectCount): boolean =>
  versions !== 'unknown' && (versions.count > objects || versions.deleteMarkers > 0);

function versionsText({ versions }: ObjectCount, hasVersions: boolean): string {
  if (versions === 'unknown')
    return vscode.l10n.t('Versions: unknown, because they may not be listed. “Delete” keeps older ones.');
  if (!hasVersions) return vscode.l10n.t('The bucket keeps no versions: this cannot be undone.');
  return vscode.l10n.t(
    'Versions: {0}, {1}, and {2} delete markers. “Delete” keeps them, and they can be restored; “Delete All Versions” cannot be undone.',
    number(versions.count),
    byteSizeText(versions.bytes),
    number(versions.deleteMarkers),
  );
}
