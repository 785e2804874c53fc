import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { awsChunked, bytesOfRequest, exchange, hangUp, signed } from '../fuzz/wire.ts';
import type { RawRequest } from '../fuzz/wire.ts';
import { startEmbeddedServer } from './embeddedServer.ts';

let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
let port = 0;
beforeAll(async () => {
  server = await startEmbeddedServer();
  port = Number(new URL(await server.openPort()).port);
  await server.s3.send(new s3.CreateBucketCommand({ Bucket: 'tables' }));
  await server.s3.send(new s3.PutObjectCommand({ Bucket: 'tables', Key: 'a', Body: 'old' }));
});
afterEach(async () => {
  const { Body } = await server.s3.send(new s3.GetObjectCommand({ Bucket: 'tables', Key: 'a' }));
  expect(await Body?.transformToString()).toBe('old');
  expect(server.errors).toEqual([]);
});
afterAll(() => server.stop());

const streaming = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
const requestOf = (
  method: string,
  headers: Record<string, string>,
  body: Uint8Array = Buffer.alloc(0),
): RawRequest => ({
  method,
  path: '/tables/k',
  query: [],
  headers,
  body,
});
/** Signed with `payloadHash` in place of the body's own. */
const signedBytes = (request: RawRequest, payloadHash?: string) =>
  bytesOfRequest(signed(request, server.client.credentials, 's3', payloadHash));
const send = (bytes: Buffer, isCut = false) => exchange(port, bytes, { isCut, timeoutMs: 10_000 });

test.each(['GET', 'HEAD', 'DELETE'])('%s that announces aws-chunked is answered', async (method) => {
  const headers = { 'content-encoding': 'aws-chunked', 'x-amz-decoded-content-length': '5' };
  expect(await send(signedBytes(requestOf(method, headers), streaming))).toMatchObject({
    status: method === 'DELETE' ? 204 : 404,
  });
});

test('PUT with Content-Encoding aws-chunked and an unframed body stores the body unchanged', async () => {
  await server.s3.send(
    new s3.PutObjectCommand({
      Bucket: 'tables',
      Key: 'plain',
      Body: 'hello',
      ContentEncoding: 'aws-chunked',
    }),
  );
  const stored = await server.s3.send(new s3.GetObjectCommand({ Bucket: 'tables', Key: 'plain' }));
  expect(await stored.Body?.transformToString()).toBe('hello');
  expect(stored.ContentEncoding).toBeUndefined();
});

test.each([
  ['no size', 'zz\r\nhello\r\n0\r\n\r\n'],
  ['a negative size', '-5\r\nhello\r\n0\r\n\r\n'],
  ['a chunk longer than its size', '3\r\nhello\r\n0\r\n\r\n'],
  ['a chunk size without end', '1'.repeat(100_000)],
  ['more after the end', '5\r\nhello\r\n0\r\n\r\n5\r\nhello\r\n0\r\n\r\n'],
  ['no last chunk', '5\r\nhello\r\n'],
  ['a trailer that is no header', '5\r\nhello\r\n0\r\nnone\r\n\r\n'],
])('aws-chunked body with %s is rejected', async (_, framed) => {
  const headers = { 'content-encoding': 'aws-chunked', 'x-amz-decoded-content-length': '5' };
  const bytes = signedBytes(requestOf('PUT', headers, Buffer.from(framed)), streaming);
  expect(await send(bytes)).toMatchObject({ status: 400 });
});

test('upload that hangs up at any byte leaves nothing behind', async () => {
  const body = awsChunked(
    [Buffer.alloc(3000, 'x'), Buffer.alloc(70_000, 'y')],
    ['x-amz-checksum-crc32:AAAAAA=='],
  );
  const framed = { 'content-encoding': 'aws-chunked', 'x-amz-decoded-content-length': '73000' };
  const uploads = [
    signedBytes(requestOf('PUT', framed, body), streaming),
    signedBytes(requestOf('PUT', {}, body)),
  ];
  const head = uploads[0]?.indexOf('\r\n\r\n') ?? 0;
  const cuts = [1, head, head + 3, head + 4, head + 6, head + 9, head + 500, head + 3100, head + 60_000];
  for (const bytes of uploads)
    for (const cut of cuts)
      for (const isReset of [false, true]) await hangUp(port, bytes.subarray(0, cut), isReset);
  const blobs = async () => {
    const entries = await readdir(join(server.stateFolder, 's3', 'blobs'), {
      recursive: true,
      withFileTypes: true,
    });
    return entries.filter((entry) => entry.isFile());
  };
  await expect.poll(blobs).toHaveLength(2);
});

test('upload that ends in the middle of its body is answered or closed', async () => {
  const headers = { 'content-length': '1000' };
  const bytes = signedBytes(requestOf('PUT', headers, Buffer.alloc(10)), 'UNSIGNED-PAYLOAD');
  expect((await send(bytes, true)).kind).not.toBe('unanswered');
});

test('streamed PutObject of the SDK can be aborted at any time', async () => {
  async function* slow(abort: AbortController, after: number) {
    for (let chunk = 0; chunk < 20; chunk += 1) {
      if (chunk === after) abort.abort();
      yield Buffer.alloc(65_536);
    }
  }
  for (const after of [0, 1, 2, 5, 10, 19]) {
    const abort = new AbortController();
    const Body = Readable.from(slow(abort, after));
    const put = new s3.PutObjectCommand({ Bucket: 'tables', Key: 'k', Body, ContentLength: 20 * 65_536 });
    await expect(server.s3.send(put, { abortSignal: abort.signal })).rejects.toThrow('aborted');
  }
});

test('client can hang up in the middle of a download', async () => {
  const Body = Buffer.alloc(30_000_000);
  await server.s3.send(new s3.PutObjectCommand({ Bucket: 'tables', Key: 'large', Body }));
  const request = { ...requestOf('GET', {}), path: '/tables/large' };
  // exchange destroys its socket with the first bytes of the answer.
  for (let count = 0; count < 5; count += 1)
    expect(await send(signedBytes(request))).toMatchObject({ status: 200 });
  await server.s3.send(new s3.DeleteObjectCommand({ Bucket: 'tables', Key: 'large' }));
});

test.each([
  ['sagemaker', { 'x-amz-target': 'SageMaker.ListModels' }, 5_000_000],
  ['logs', { 'x-amz-target': 'Logs_20140328.DescribeLogGroups' }, 5_000_000],
  ['sts', { 'content-type': 'application/x-www-form-urlencoded' }, 100_000],
])('body that is too large for %s is rejected', async (service, headers, length) => {
  const request = { ...requestOf('POST', headers, Buffer.alloc(length, ' ')), path: '/' };
  expect(await send(bytesOfRequest(signed(request, server.client.credentials, service)))).toMatchObject({
    status: 413,
  });
});

test('JSON that is nested too deeply is rejected', async () => {
  const nested = `{"TrainingJobName":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  const headers = { 'x-amz-target': 'SageMaker.DescribeTrainingJob' };
  const request = { ...requestOf('POST', headers, Buffer.from(nested)), path: '/' };
  expect(await send(bytesOfRequest(signed(request, server.client.credentials, 'sagemaker')))).toMatchObject({
    status: 400,
    head: expect.stringContaining('SerializationException'),
  });
});
