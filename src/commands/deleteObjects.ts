import * as vscode from 'vscode';
import { billsMoney } from '../aws/connections/types.ts';
import { hasCode } from '../aws/failures/errors.ts';
import { s3Uri } from '../aws/s3/s3Uri.ts';
import type { ObjectCount, S3Target } from '../aws/s3/types.ts';
import { byteSizeText } from '../platform/byteSize.ts';
import { withProgress } from '../platform/progress.ts';
import { confirm, tell } from '../platform/prompts.ts';
import type { Session } from '../runs/session.ts';
import type { Given } from './arguments.ts';
import { givenSession } from './givenSession.ts';
import { requireTargets, selectFolder, targetsText } from './s3Targets.ts';
import type { Services } from './services.ts';
import { inTurn, transferring } from './transfers.ts';
import type { Transferring } from './transfers.ts';

const number = (value: number) => value.toLocaleString(vscode.env.language);

/**
 * Deletes objects, or all below prefixes. Everything is counted and shown first, unless the caller has confirmed, or names objects
 * where nothing is billed.
 */
export async function deleteObjects(
  services: Services,
  given: Given<'deleteObjects'>,
  several?: readonly string[],
): Promise<{ objects: number; bytes: number }> {
  const targets = await requireTargets(given?.s3Uri, several, {
    title: vscode.l10n.t('Delete'),
    takesBuckets: false,
  });
  const session = await givenSession(services, given);
  const what = targetsText(targets);
  const isNamed = given?.s3Uri !== undefined || several !== undefined;
  const isConfirmed = given?.confirmed ?? (isNamed && !billsMoney(session.connection));
  const versions = isConfirmed
    ? given?.versions === true
    : await confirmDeletion(session, targets, given?.versions);
  if (versions === undefined) {
    tell(vscode.l10n.t('There is nothing to delete in {0}.', what));
    return { objects: 0, bytes: 0 };
  }
  const { objects, bytes } = await transferring(services, vscode.l10n.t('Deleting {0}', what), (options) =>
    deleteAll(session, targets, versions, options),
  );
  if (targets.length > 1) await selectFolder(services, targets[0]);
  tell(vscode.l10n.t('Deleted {0}, {1}, from {2}.', objectsText(objects), byteSizeText(bytes), what));
  return { objects, bytes };
}

/** Objects that cannot be deleted do not stop the others. */
async function deleteAll(
  { aws }: Session,
  targets: readonly S3Target[],
  versions: boolean,
  { signal, onProgress }: Transferring,
): Promise<{ readonly objects: number; readonly bytes: number }> {
  const done = { objects: 0, bytes: 0 };
  const failures: unknown[] = [];
  await inTurn(targets, onProgress, async (target, report) => {
    try {
      const { objects, bytes } = await aws.deleteBelow({ target, versions }, { signal, onProgress: report });
      done.objects += objects;
      done.bytes += bytes;
    } catch (error) {
      if (!hasCode(error, 'objects-not-deleted')) throw error;
      failures.push(error);
    }
  });
  if (failures.length > 0) throw failures[0];
  return done;
}

const objectsText = (count: number): string =>
  count === 1 ? vscode.l10n.t('1 object') : vscode.l10n.t('{0} objects', number(count));

/** Whether all versions go, as the caller or the user wants it; undefined where there is nothing. Throws Cancelled. */
async function confirmDeletion(
  session: Session,
  targets: readonly [S3Target, ...S3Target[]],
  versions: boolean | undefined,
): Promise<boolean | undefined> {
  const what = targetsText(targets);
  const title = vscode.l10n.t('Counting what is in {0}', what);
  const [count, versionings] = await withProgress(title, (signal, report) =>
    Promise.all([
      countAll(session, targets, signal, ({ objects, bytes }) =>
        report({ message: `${objectsText(objects)}, ${byteSizeText(bytes)}` }),
      ),
      versioningsOf(session, targets, signal),
    ]),
  );
  const hasVersions =
    keepsVersions(count) || versionings.includes('enabled') || versionings.includes('suspended');
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
  const [target] = targets;
  const chosen = await confirm(
    targets.length === 1 && target.kind === 'object'
      ? vscode.l10n.t('Delete {0}?', what)
      : vscode.l10n.t(
          'Delete {0} ({1}) from {2}?',
          objectsText(count.objects),
          byteSizeText(count.bytes),
          what,
        ),
    [
      ...placesText(targets),
      vscode.l10n.t('Objects: {0}, {1}', number(count.objects), byteSizeText(count.bytes)),
      versionsText(count, hasVersions),
    ].join('\n'),
    first,
    ...others,
  );
  return chosen === all;
}

async function countAll(
  { aws }: Session,
  targets: readonly S3Target[],
  signal: AbortSignal,
  onCount: (count: Pick<ObjectCount, 'objects' | 'bytes'>) => void,
): Promise<ObjectCount> {
  let sum: ObjectCount = { objects: 0, bytes: 0, versions: { count: 0, bytes: 0, deleteMarkers: 0 } };
  for (const target of targets) {
    const before = sum;
    const count = await aws.countBelow(target, {
      signal,
      onCount: ({ objects, bytes }) =>
        onCount({ objects: before.objects + objects, bytes: before.bytes + bytes }),
    });
    sum = {
      objects: before.objects + count.objects,
      bytes: before.bytes + count.bytes,
      versions:
        before.versions === 'unknown' || count.versions === 'unknown'
          ? 'unknown'
          : {
              count: before.versions.count + count.versions.count,
              bytes: before.versions.bytes + count.versions.bytes,
              deleteMarkers: before.versions.deleteMarkers + count.versions.deleteMarkers,
            },
    };
  }
  return sum;
}

async function versioningsOf({ aws }: Session, targets: readonly S3Target[], signal: AbortSignal) {
  const buckets = new Set(targets.map(({ bucket }) => bucket));
  const properties = await Promise.all(
    [...buckets].map((bucket) => aws.bucketProperties(bucket, { signal })),
  );
  return properties.map(({ versioning }) => versioning);
}

const mostNamed = 10;

function placesText(targets: readonly [S3Target, ...S3Target[]]): readonly string[] {
  const [{ bucket, kind, key }] = targets;
  if (targets.length === 1)
    return [
      vscode.l10n.t('Bucket: {0}', bucket),
      kind === 'object'
        ? vscode.l10n.t('Key: {0}', key)
        : key === ''
          ? vscode.l10n.t('Prefix: none, all of the bucket')
          : vscode.l10n.t('Prefix: {0}', key),
    ];
  const left = targets.length - mostNamed;
  return [
    ...targets.slice(0, mostNamed).map(s3Uri),
    ...(left > 0 ? [vscode.l10n.t('…and {0} more', number(left))] : []),
  ];
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
