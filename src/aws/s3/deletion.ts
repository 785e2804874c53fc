import type { AwsClients } from '../connections/clients.ts';
import { objectsNotDeleted } from '../failures/s3Failures.ts';
import type { NotDeleted } from '../failures/s3Failures.ts';
import { isMeant, isPast } from './count.ts';
import { deleteBatch } from './deleteBatch.ts';
import { objectPages, versionPages } from './listing.ts';
import type { DeleteOutcome, DeleteRequest, ObjectVersion, TransferOptions } from './types.ts';

/** What a page has to delete. */
type Deletable = Pick<ObjectVersion, 'key' | 'size' | 'isDeleteMarker'> & { readonly versionId?: string };

/**
 * Deletes an object or all below a prefix, a page of at most 1,000 at a time; those that cannot be deleted do not stop the others.
 * Throws 'objects-not-deleted' at the end.
 */
export async function deleteBelow(
  clients: AwsClients,
  request: DeleteRequest,
  { signal, onProgress }: TransferOptions = {},
): Promise<DeleteOutcome> {
  const { bucket } = request.target;
  const done = { objects: 0, deleteMarkers: 0, bytes: 0 };
  const errors: NotDeleted[] = [];
  let errorCount = 0;
  for await (const page of pagesOf(clients, request, signal)) {
    if (page.length === 0) continue;
    const refused = await deleteBatch(clients, bucket, page, signal);
    errorCount += refused.length;
    for (const error of refused) if (errors.length < mostErrors) errors.push(error);
    const kept = new Set(refused.map(idOf));
    for (const one of page) {
      if (kept.has(idOf(one))) continue;
      done.bytes += one.size;
      if (one.isDeleteMarker) done.deleteMarkers += 1;
      else done.objects += 1;
    }
    const { objects: files, bytes } = done;
    onProgress?.({ files, bytes, totalFiles: undefined, totalBytes: undefined, key: page.at(-1)?.key ?? '' });
  }
  if (errors.length > 0) throw objectsNotDeleted(bucket, errors, errorCount);
  return done;
}

const mostErrors = 1000;
/** A version of the current object answers without its id where the bucket has no versions. */
const idOf = ({ key, versionId = 'null' }: { readonly key: string; readonly versionId?: string }) =>
  `${versionId} ${key}`;

async function* pagesOf(
  clients: AwsClients,
  { target, versions }: DeleteRequest,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly Deletable[]> {
  const pages = versions ? versionPages(clients, target, signal) : currentPages(clients, target, signal);
  for await (const page of pages) {
    yield page.filter(({ key }) => isMeant(target, key));
    if (page.length > 0 && page.every(({ key }) => isPast(target, key))) return;
  }
}

async function* currentPages(
  clients: AwsClients,
  target: DeleteRequest['target'],
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly Deletable[]> {
  for await (const page of objectPages(clients, target, { signal }))
    yield page.map(({ key, size }) => ({ key, size, isDeleteMarker: false }));
}
