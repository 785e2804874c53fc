import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { AwsClients } from '../connections/clients.ts';
import { uploadUnreadable } from '../failures/errors.ts';
import { uploadChanged } from '../failures/s3Failures.ts';
import { inBucket } from './inBucket.ts';
import { partBytesFor } from './partRanges.ts';
import { withRetries } from './retries.ts';
import { s3Uri } from './s3Uri.ts';
import { identityAt, isSameFile, readRange, requireOwn } from './uploading.ts';
import type { FileIdentity, Sending, UploadContext, UploadedFile } from './uploading.ts';
import { abortUpload, uploadInParts } from './uploadParts.ts';

/** How often a file may change while it is uploaded. */
const mostStarts = 2;

/**
 * Uploads one file, going on with what is there of it. Returns its identity; throws 'upload-unreadable', 'upload-changed' and
 * 'object-exists'.
 */
export async function uploadFile(
  clients: AwsClients,
  file: UploadedFile,
  context: UploadContext,
): Promise<FileIdentity> {
  let { started } = file;
  for (let attempt = 1; ; attempt += 1) {
    const before = await identityAt(file.path);
    if (started !== undefined && !isSameFile(started, before)) {
      await abortUpload(clients, file, started.id);
      await context.record.append({ event: 'dropped', index: file.index });
      started = undefined;
    }
    let sent = 0;
    const onBytes = (bytes: number) => {
      sent += bytes;
      context.onBytes(bytes, file.key);
    };
    const isStable = async () => isSameFile(before, await identityAt(file.path));
    const sending = { ...context, identity: before, onBytes, isStable };
    const isDone = await openFile(file.path, (handle) =>
      before.size <= partBytesFor(before.size)
        ? putWhole(clients, file, { ...sending, handle })
        : uploadInParts(clients, { ...file, started }, { ...sending, handle }),
    );
    if (isDone) return before;
    context.onBytes(-sent, file.key);
    started = undefined;
    if (attempt === mostStarts) throw uploadChanged(file.path, s3Uri(file));
  }
}

async function openFile<T>(path: string, act: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw uploadUnreadable(path, error);
  });
  try {
    return await act(handle);
  } finally {
    await handle.close();
  }
}

/** Returns false, and writes nothing, when the file changed meanwhile. */
async function putWhole(
  clients: AwsClients,
  { bucket, key, path }: UploadedFile,
  { handle, identity, budget, signal, onlyNew, onBytes, isStable, waitsMs }: Sending,
): Promise<boolean> {
  return budget.with(identity.size, async () => {
    const bytes = await readRange(handle, path, { start: 0, end: identity.size });
    if (bytes.length !== identity.size || !(await isStable())) return false;
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: bytes,
      ...(onlyNew ? { IfNoneMatch: '*' } : {}),
    });
    const put = () =>
      inBucket(clients, 'PutObject', { bucket, key }, signal, (s3, options) => s3.send(command, options));
    await withRetries({ signal, waitsMs }, put).catch(async (error: unknown) => {
      const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
      await requireOwn(clients, { bucket, key, etag, size: bytes.length, error }, signal);
    });
    onBytes(bytes.length);
    return true;
  });
}
