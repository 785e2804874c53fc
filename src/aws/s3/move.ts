import type { AwsClients } from '../connections/clients.ts';
import { unlessMissing } from '../failures/call.ts';
import { hasCode } from '../failures/errors.ts';
import { movedIntoItself, objectExists } from '../failures/s3Failures.ts';
import { copyObject, isSameObject } from './copyObject.ts';
import type { CopyOptions } from './copySource.ts';
import { isMeant, isPast } from './count.ts';
import { deleteUnchanged } from './deleteUnchanged.ts';
import { eachOf } from './eachOf.ts';
import { freeKey } from './freeName.ts';
import { objectPages } from './listing.ts';
import { headObject } from './properties.ts';
import { s3Uri } from './s3Uri.ts';
import type { S3Location } from './s3Uri.ts';
import { openFailures, openTally } from './tally.ts';
import type { ConflictPolicy, CopyOutcome, CopyRequest, ListedObject, TransferOptions } from './types.ts';

const objectsAtOnce = 8;

export interface ManyCopiesOptions extends TransferOptions, Pick<CopyOptions, 'mostWholeBytes'> {}

/** Copies an object, or all below a prefix. Throws 'moved-into-itself', and what ends everything; the outcome has the rest. */
export const copyObjects = (
  clients: AwsClients,
  request: CopyRequest,
  options: ManyCopiesOptions = {},
): Promise<CopyOutcome> => transfer(clients, request, { ...options, moves: false });

/**
 * Moves an object, or all below a prefix: each source is deleted once its copy has been compared with it, and only if it has not
 * changed since. A move that was interrupted can be repeated: what is there already is only deleted at its source.
 */
export const moveObjects = (
  clients: AwsClients,
  request: CopyRequest,
  options: ManyCopiesOptions = {},
): Promise<CopyOutcome> => transfer(clients, request, { ...options, moves: true });

interface Transfer extends ManyCopiesOptions {
  readonly moves: boolean;
}

async function transfer(clients: AwsClients, request: CopyRequest, options: Transfer): Promise<CopyOutcome> {
  const { from, to, conflicts = 'skip' } = request;
  const isSameBucket = from.bucket === to.bucket;
  const isInside = from.kind === 'prefix' ? to.key.startsWith(from.key) : to.key === from.key;
  if (isSameBucket && isInside) throw movedIntoItself(s3Uri(from), s3Uri(to));
  const objects = await objectsOf(clients, request, options.signal);
  const totalBytes = objects.reduce((sum, { size }) => sum + size, 0);
  const tally = openTally(options.onProgress, { files: objects.length, bytes: totalBytes });
  const failures = openFailures();
  const outcome = { copied: 0, bytes: 0, alreadyThere: 0, skipped: 0 };
  // What moves to a key that is itself still to be moved has to wait for it: the shorter key goes first.
  const isChained = isSameBucket && from.key.startsWith(to.key);
  const ordered = isChained ? objects.toSorted((a, b) => a.key.length - b.key.length) : objects;
  await eachOf(
    ordered,
    { atOnce: isChained ? 1 : objectsAtOnce, signal: options.signal },
    async ({ key, size }) => {
      const pair = { from: { bucket: from.bucket, key }, to: targetOf(request, key) };
      let sent = 0;
      const onBytes = (bytes: number) => {
        sent += bytes;
        tally.bytes(bytes, key);
      };
      try {
        const result = await transferOne(clients, pair, { ...options, conflicts, onBytes });
        outcome[result] += 1;
        if (result === 'copied') outcome.bytes += size;
      } catch (error) {
        options.signal?.throwIfAborted();
        if (from.kind === 'object') throw error;
        failures.add(key, error);
      }
      tally.bytes(size - sent, key);
      tally.file(key);
    },
  );
  return { ...outcome, failed: failures.failed };
}

const targetOf = ({ from, to }: CopyRequest, key: string): S3Location => ({
  bucket: to.bucket,
  key: `${to.key}${key.slice(from.key.length)}`,
});

/** All are listed first: what is created below the prefix meanwhile stays. */
async function objectsOf(
  clients: AwsClients,
  { from, to }: CopyRequest,
  signal: AbortSignal | undefined,
): Promise<readonly Pick<ListedObject, 'key' | 'size'>[]> {
  const found: Pick<ListedObject, 'key' | 'size'>[] = [];
  for await (const page of objectPages(clients, from, { signal })) {
    for (const { key, size } of page) if (isMeant(from, key)) found.push({ key, size });
    if (isPast(from, page.at(-1)?.key)) break;
  }
  // Moved by an earlier attempt, whose answer was lost; throws 'resource-not-found' for one that is nowhere.
  if (found.length === 0 && from.kind === 'object' && (await existing(clients, to, signal)) === undefined)
    await headObject(clients, from, signal);
  return found;
}

const existing = (clients: AwsClients, location: S3Location, signal: AbortSignal | undefined) =>
  unlessMissing(() => headObject(clients, location, signal));

interface OneTransfer extends Transfer {
  readonly conflicts: ConflictPolicy;
  readonly onBytes: (bytes: number) => void;
}

async function transferOne(
  clients: AwsClients,
  { from, to }: { readonly from: S3Location; readonly to: S3Location },
  { conflicts, moves, signal, ...options }: OneTransfer,
): Promise<'copied' | 'alreadyThere' | 'skipped'> {
  const head = await headObject(clients, from, signal);
  const there = await existing(clients, to, signal);
  if (there !== undefined && !isSameObject(head, there) && conflicts === 'skip') return 'skipped';
  const place = { ...to };
  let isDone = false;
  const isTaken = async (key: string) => {
    const found = key === to.key ? there : await existing(clients, { bucket: to.bucket, key }, signal);
    // An earlier attempt may have made the copy and not yet deleted its source.
    const isSource = to.bucket === from.bucket && key === from.key;
    isDone = found !== undefined && !isSource && isSameObject(head, found);
    return found !== undefined && !isDone;
  };
  if (conflicts === 'keepBoth') place.key = await freeKey(to.key, isTaken);
  else await isTaken(to.key);
  if (!isDone) {
    const onlyNew = conflicts !== 'replace';
    await copyObject(clients, { from, to: place, head }, { ...options, signal, onlyNew }).catch(
      async (error: unknown) => {
        if (!hasCode(error, 'object-changed') || !onlyNew) throw error;
        // Either the source has changed, or another writer was faster at the target.
        throw (await existing(clients, place, signal)) !== undefined
          ? objectExists(s3Uri(place), error)
          : error;
      },
    );
  }
  if (moves) await deleteUnchanged(clients, { ...from, etag: head.ETag ?? '' }, signal);
  return isDone ? 'alreadyThere' : 'copied';
}
