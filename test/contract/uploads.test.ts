import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as aws from '../../src/aws/index.ts';
import { localClients, startEmbeddedServer } from './embeddedServer.ts';

let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
let clients: aws.AwsClients;
const bucket = 'uploads';
beforeAll(async () => {
  server = await startEmbeddedServer();
  clients = localClients(server);
  await aws.ensureBucket(clients, bucket, { accountId: '111122223333' });
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  clients.destroy();
  await server.stop();
});

const inFolder = (name: string) => join(server.stateFolder, name);
const mebibyte = 2 ** 20;

test('a file goes to Local in one request, whole and with its progress', async () => {
  const bytes = Buffer.alloc(7 * mebibyte + 3, 'a line of rows\n');
  await writeFile(inFolder('rows'), bytes);
  const commands: string[] = [];
  clients.s3.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        commands.push(commandName);
        return next(args);
      },
    { step: 'initialize', name: 'seen' },
  );
  const sent: number[] = [];
  await aws.uploadFiles(clients, [{ path: inFolder('rows'), bucket, key: 'rows' }], {
    onProgress: ({ sentBytes }) => sent.push(sentBytes),
  });
  clients.s3.middlewareStack.remove('seen');
  expect(commands).toEqual(['PutObjectCommand']);
  expect(sent.at(-1)).toBe(bytes.length);
  expect(sent).toEqual(sent.toSorted((a, b) => a - b));
  await aws.downloadObject(clients, { bucket, key: 'rows' }, inFolder('copy'));
  expect(bytes.equals(await readFile(inFolder('copy')))).toBe(true);
});

test('an empty file is uploaded', async () => {
  await writeFile(inFolder('empty'), '');
  await aws.uploadFiles(clients, [{ path: inFolder('empty'), bucket, key: 'empty' }]);
  expect(await aws.objectExists(clients, { bucket, key: 'empty' })).toBe(true);
});

/** A file of zeros that takes no room on the disk. */
async function largeFile(name: string, size: number): Promise<string> {
  const path = inFolder(name);
  const handle = await open(path, 'w');
  await handle.truncate(size);
  await handle.close();
  return path;
}

test('a large file that is refused says why, before all of it is sent', async () => {
  const path = await largeFile('refused', 512 * mebibyte);
  let mostSent = 0;
  const refused = aws.uploadFiles(clients, [{ path, bucket: 'no-such-bucket', key: 'a' }], {
    onProgress: ({ sentBytes }) => (mostSent = sentBytes),
  });
  await expect(refused).rejects.toMatchObject({ code: 'resource-not-found' });
  expect(mostSent).toBeLessThan(512 * mebibyte);
  await rm(path);
});

test('an upload that is cancelled stops and leaves no object', async () => {
  const path = await largeFile('cancelled', 512 * mebibyte);
  const stopping = new AbortController();
  const reason = new Error('cancelled');
  const cancelled = aws.uploadFiles(clients, [{ path, bucket, key: 'cancelled' }], {
    signal: stopping.signal,
    onProgress: () => stopping.abort(reason),
  });
  await expect(cancelled).rejects.toBe(reason);
  expect(await aws.objectExists(clients, { bucket, key: 'cancelled' })).toBe(false);
  await rm(path);
});

test('a file that cannot be read is named', async () => {
  const unreadable = aws.uploadFiles(clients, [{ path: server.stateFolder, bucket, key: 'folder' }]);
  await expect(unreadable).rejects.toMatchObject({
    code: 'upload-unreadable',
    facts: { path: server.stateFolder },
  });
});
