import { afterAll, beforeAll, expect, test } from 'vitest';
import { signed } from '../fuzz/wire.ts';
import { startEmbeddedServer } from './embeddedServer.ts';
import { sendRaw } from './rawRequest.ts';

let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
beforeAll(async () => {
  server = await startEmbeddedServer();
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  await server.stop();
});

const json = { 'x-amz-target': 'SageMaker.ListModels', 'content-type': 'application/x-amz-json-1.1' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const requests = {
  sagemaker: { method: 'POST', path: '/', query: [], headers: json, body: Buffer.from('{}') },
  runtime: {
    method: 'POST',
    path: '/endpoints/e/invocations',
    query: [],
    headers: {},
    body: Buffer.from('1'),
  },
  sts: {
    method: 'POST',
    path: '/',
    query: [],
    headers: form,
    body: Buffer.from('Action=GetCallerIdentity&Version=2011-06-15'),
  },
  s3: { method: 'GET', path: '/', query: [], headers: {}, body: Buffer.alloc(0) },
} as const;

type Name = keyof typeof requests;

async function codeFor(name: Name, change: { accessKeyId?: string; secretAccessKey?: string }) {
  const credentials = { ...server.client.credentials, ...change };
  const { headers } = signed(requests[name], credentials, name === 'runtime' ? 'sagemaker' : name);
  const { path, method, body } = requests[name];
  const answer = await sendRaw(server.socketPath, { method, path, headers: { ...headers }, body });
  const code =
    answer.headers['x-amzn-errortype'] ??
    /"__type":"(.*?)"/.exec(answer.body)?.[1] ??
    /<Code>(.*?)<\/Code>/.exec(answer.body)?.[1];
  return [answer.status, code];
}

test.each([
  ['sagemaker', 400, 'UnrecognizedClientException', 'InvalidSignatureException'],
  ['runtime', 403, 'UnrecognizedClientException', 'InvalidSignatureException'],
  ['sts', 403, 'InvalidClientTokenId', 'SignatureDoesNotMatch'],
  ['s3', 403, 'InvalidAccessKeyId', 'SignatureDoesNotMatch'],
] as const)(
  'wrong access key and wrong secret are rejected with the errors of %s',
  async (name, status, unknownKey, wrongSecret) => {
    expect(await codeFor(name, { accessKeyId: 'AKIAOTHER' })).toEqual([status, unknownKey]);
    expect(await codeFor(name, { secretAccessKey: 'guessed' })).toEqual([status, wrongSecret]);
  },
);
