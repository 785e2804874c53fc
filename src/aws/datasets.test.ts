import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import type { AwsClients } from './connections/clients.ts';
import { getJson } from './datasets.ts';

/** Clients whose S3 answers every request with `body`, said to be `contentLength` bytes long. */
function clientsAnswering(body: Readable, contentLength: number): AwsClients {
  const s3 = new S3Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    requestHandler: {
      handle: async () => ({
        response: { statusCode: 200, headers: { 'content-length': String(contentLength) }, body },
      }),
    },
  });
  // SAFETY: only S3 is called.
  return { s3 } as AwsClients;
}

test('a record of ordinary length is read', async () => {
  const clients = clientsAnswering(Readable.from([Buffer.from('{"a":1}')]), 7);
  expect(await getJson(clients, { bucket: 'tables', key: 'a.json' })).toEqual({ a: 1 });
});

test('a record that would fill the memory is refused before it is read, and its connection closed', async () => {
  const body = new Readable({ read: () => expect.fail('read') });
  const clients = clientsAnswering(body, 2 ** 40);
  await expect(getJson(clients, { bucket: 'tables', key: 'a.json' })).rejects.toMatchObject({
    code: 'answer-unreadable',
  });
  expect(body.destroyed).toBe(true);
});
