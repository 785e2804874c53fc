import { createHash, createHmac } from 'node:crypto';
import { request } from 'node:http';
import * as s3 from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbeddedServer } from './embeddedServer.ts';

const key = 'folder/ünï 日本+&=%.csv';
const path = `/tables/${key.split('/').map(encodeURIComponent).join('/')}`;
let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
beforeAll(async () => {
  server = await startEmbeddedServer();
  await server.s3.send(new s3.CreateBucketCommand({ Bucket: 'tables' }));
  await server.s3.send(new s3.PutObjectCommand({ Bucket: 'tables', Key: key, Body: '1.5,37731' }));
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  await server.stop();
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** A plain request, by default a GET, as a browser does it. */
function fetchUrl(
  target: string,
  {
    method = 'GET',
    headers = {},
  }: { readonly method?: string; readonly headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const ask = request({
      socketPath: server.socketPath,
      path: target,
      method,
      headers: { host: '127.0.0.1', ...headers },
    });
    ask.on('error', reject).on('response', (reply) => {
      let body = '';
      reply.on('data', (chunk) => (body += String(chunk)));
      reply.on('end', () => resolve({ status: reply.statusCode, headers: reply.headers, body }));
    });
    ask.end();
  });
}

const inOneMinute = () => Math.floor(Date.now() / 1000) + 60;

/** boto3's default: docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html */
function presignV2(
  expires: number | string,
  override = '',
  secret = server.client.credentials.secretAccessKey,
): string {
  const resource = override === '' ? path : `${path}?${override}`;
  const signature = createHmac('sha1', secret).update(`GET\n\n\n${expires}\n${resource}`).digest('base64');
  const query = new URLSearchParams({
    AWSAccessKeyId: server.client.credentials.accessKeyId,
    Signature: signature,
    Expires: String(expires),
    ...Object.fromEntries(new URLSearchParams(override)),
  });
  return `${path}?${query.toString()}`;
}

class Sha256 {
  private readonly hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }
  update(data: string | ArrayBuffer | ArrayBufferView) {
    this.hash.update(bytesOf(data));
  }
  reset() {}
  async digest() {
    return new Uint8Array(this.hash.digest());
  }
}
function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
}

async function presignV4(expiresIn: number, signingDate = new Date(), method = 'GET'): Promise<string> {
  const signer = new SignatureV4({
    service: 's3',
    region: 'us-east-1',
    credentials: server.client.credentials,
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: false,
  });
  const { query = {} } = await signer.presign(
    {
      method,
      protocol: 'http:',
      hostname: '127.0.0.1',
      path,
      headers: { host: '127.0.0.1', 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' },
      query: { 'x-id': method === 'GET' ? 'GetObject' : 'PutObject', 'x-amz-checksum-mode': 'ENABLED' },
    },
    { expiresIn, signingDate },
  );
  const parameters = Object.entries(query).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
  );
  return `${path}?${parameters.join('&')}`;
}

test('presigned URL of version 2 works until it expires', async () => {
  expect(await fetchUrl(presignV2(inOneMinute()))).toMatchObject({ status: 200, body: '1.5,37731' });
  const expired = await fetchUrl(presignV2(inOneMinute() - 120));
  expect([expired.status, expired.body]).toEqual([403, expect.stringContaining('Request has expired')]);
});

test('response headers in a presigned URL are covered by its signature', async () => {
  const url = presignV2(inOneMinute(), 'response-content-type=text/csv');
  expect((await fetchUrl(url)).headers['content-type']).toBe('text/csv');
  const changed = await fetchUrl(url.replace('text%2Fcsv', 'text%2Fhtml'));
  expect([changed.status, changed.body]).toEqual([403, expect.stringContaining('SignatureDoesNotMatch')]);
});

test('presigned URL with another secret or access key is rejected', async () => {
  const forged = await fetchUrl(presignV2(inOneMinute(), '', 'guessed'));
  expect([forged.status, forged.body]).toEqual([403, expect.stringContaining('SignatureDoesNotMatch')]);
  const url = presignV2(inOneMinute()).replace(server.client.credentials.accessKeyId, 'AKIAOTHER');
  const stranger = await fetchUrl(url);
  expect([stranger.status, stranger.body]).toEqual([403, expect.stringContaining('InvalidAccessKeyId')]);
});

test('presigned URL of version 4 works until it expires', async () => {
  expect(await fetchUrl(await presignV4(60))).toMatchObject({ status: 200, body: '1.5,37731' });
  const expired = await fetchUrl(await presignV4(60, new Date(Date.now() - 120_000)));
  expect([expired.status, expired.body]).toEqual([403, expect.stringContaining('Request has expired')]);
});

test.each(['abc', '', '0', '604801'])('X-Amz-Expires of "%s" is rejected', async (expires) => {
  const url = (await presignV4(60)).replace('X-Amz-Expires=60', `X-Amz-Expires=${expires}`);
  const refused = await fetchUrl(url);
  expect([refused.status, refused.body]).toEqual([
    400,
    expect.stringContaining('AuthorizationQueryParametersError'),
  ]);
});

test('signed header named like a member of Object counts as missing', async () => {
  const url = (await presignV4(60)).replace('X-Amz-SignedHeaders=host', 'X-Amz-SignedHeaders=constructor');
  expect((await fetchUrl(url)).status).toBe(403);
  expect(server.errors).toEqual([]);
});

test.each(['abc', '1e9', '', '-1'])('Expires=%s of version 2 is no date', async (expires) => {
  const refused = await fetchUrl(presignV2(expires));
  expect([refused.status, refused.body]).toEqual([
    403,
    expect.stringContaining(`Invalid date (should be seconds since epoch): ${expires}`),
  ]);
});

test('presigned upload cannot be turned into a copy by a header that is not signed', async () => {
  const url = await presignV4(60, new Date(), 'PUT');
  const refused = await fetchUrl(url, { method: 'PUT', headers: { 'x-amz-copy-source': 'tables/other' } });
  expect([refused.status, refused.body]).toEqual([
    403,
    expect.stringContaining('<HeadersNotSigned>x-amz-copy-source</HeadersNotSigned>'),
  ]);
});

test('unsigned request is rejected', async () => {
  const refused = await fetchUrl(path);
  expect([refused.status, refused.body]).toEqual([403, expect.stringContaining('<Code>AccessDenied</Code>')]);
});
