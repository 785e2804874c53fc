import type { AwsClients } from '../connections/clients.ts';
import { objectPages, versionPages } from './listing.ts';
import type { Known, ObjectCount, S3Target, VersionCount } from './types.ts';
import { knownOf } from './known.ts';

export interface CountOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called after each page. */
  readonly onCount?: ((count: Pick<ObjectCount, 'objects' | 'bytes'>) => void) | undefined;
  /** Whether versions are counted too; default true. */
  readonly versions?: boolean;
}

/** Counts objects page by page. Versions are 'unknown' where listing them is denied, or was not requested. */
export async function countBelow(
  clients: AwsClients,
  target: S3Target,
  { signal, onCount, versions = true }: CountOptions = {},
): Promise<ObjectCount> {
  const counted: Known<ObjectCount> = versions
    ? await knownOf(() => countVersions(clients, target, { signal, onCount }))
    : 'unknown';
  return counted === 'unknown' ? countObjects(clients, target, { signal, onCount }) : counted;
}

type Counting = Pick<CountOptions, 'signal' | 'onCount'>;

async function countObjects(clients: AwsClients, target: S3Target, { signal, onCount }: Counting) {
  const count = { objects: 0, bytes: 0 };
  for await (const page of objectPages(clients, target, { signal })) {
    for (const { key, size } of page) {
      if (!isMeant(target, key)) continue;
      count.objects += 1;
      count.bytes += size;
    }
    onCount?.({ ...count });
    if (isPast(target, page.at(-1)?.key)) break;
  }
  return { ...count, versions: 'unknown' } as const;
}

async function countVersions(clients: AwsClients, target: S3Target, { signal, onCount }: Counting) {
  const count = { objects: 0, bytes: 0 };
  const versions = { count: 0, bytes: 0, deleteMarkers: 0 } satisfies VersionCount;
  for await (const page of versionPages(clients, target, signal)) {
    for (const { key, size, isLatest, isDeleteMarker } of page) {
      if (!isMeant(target, key)) continue;
      if (isDeleteMarker) versions.deleteMarkers += 1;
      else {
        versions.count += 1;
        versions.bytes += size;
        if (isLatest) {
          count.objects += 1;
          count.bytes += size;
        }
      }
    }
    onCount?.({ ...count });
    if (page.length > 0 && page.every(({ key }) => isPast(target, key))) break;
  }
  return { ...count, versions };
}

/** Whether a key that begins with the target's is part of it. */
export const isMeant = ({ kind, key }: S3Target, listed: string): boolean =>
  kind === 'prefix' || listed === key;

/** Whether no further key of a listing can be part of the target: its own key comes first. */
export const isPast = (target: S3Target, listed: string | undefined): boolean =>
  listed !== undefined && !isMeant(target, listed);
