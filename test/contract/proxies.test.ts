import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Server as NetServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import * as aws from '../../src/aws/index.ts';
import { selfSigned } from './selfSigned.ts';

const host = 's3.company.test';
const [{ key, cert }, received] = [selfSigned(host), [] as string[]];
/** CONNECT requests and URLs that the proxy was given, and the credentials it got with them. */
const tunnels: string[] = [];
const logins: string[] = [];
let folder = '';
let refusal = '';

/** Answers S3's ListBuckets and STS's AssumeRole. */
const answer: RequestListener = (request, response) => {
  request.resume();
  const isSts = request.method === 'POST';
  received.push(isSts ? 'AssumeRole' : 'ListBuckets');
  response.setHeader('content-type', 'text/xml');
  response.end(
    isSts
      ? '<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>'
      : '<ListAllMyBucketsResult><Buckets><Bucket><Name>found</Name></Bucket></Buckets></ListAllMyBucketsResult>',
  );
};
const [service, plain, proxy] = [
  createTlsServer({ key, cert }, answer),
  createServer(answer),
  createServer(),
];

proxy.on('connect', (request, client) => {
  tunnels.push(request.url ?? '');
  logins.push(request.headers['proxy-authorization'] ?? '');
  if (refusal !== '') return void client.end(`HTTP/1.1 ${refusal}\r\n\r\n`);
  const server = connect(portOf(service), '127.0.0.1', () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    server.pipe(client).pipe(server);
  });
  client.on('error', () => server.destroy());
  server.on('error', () => client.destroy());
});
proxy.on('request', (request, response) => {
  tunnels.push(request.url ?? '');
  answer(request, response);
});

function portOf(server: NetServer): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return address.port;
}

async function listen(server: Server, ...place: [string] | [number, string]): Promise<void> {
  if (place.length === 1) server.listen(place[0]);
  else server.listen(...place);
  await once(server, 'listening');
}

const proxyUrl = () => `http://ada:secret%21word@127.0.0.1:${portOf(proxy)}`;
const endpointUrl = () => `https://${host}:${portOf(service)}`;
const clientsOf = (options: Parameters<typeof aws.createClients>[2] = {}, url = endpointUrl()) =>
  aws.createClients({ kind: 'custom', endpointUrl: url }, undefined, options);
const bucketsOf = async (clients: aws.AwsClients) => (await aws.listBuckets(clients)).map(({ name }) => name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proxies-'));
  await writeFile(join(folder, 'ca.pem'), cert);
  await Promise.all([
    listen(service, 0, '127.0.0.1'),
    listen(proxy, 0, '127.0.0.1'),
    listen(plain, join(folder, 's')),
  ]);
});
afterAll(async () => {
  for (const server of [service, plain, proxy]) {
    server.closeAllConnections();
    server.close();
  }
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  for (const list of [received, tunnels, logins]) list.length = 0;
  refusal = '';
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY'])
    for (const one of [name, name.toLowerCase()]) vi.stubEnv(one, '');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'K');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'S');
  vi.stubEnv('AWS_CA_BUNDLE', join(folder, 'ca.pem'));
});
afterEach(() => vi.unstubAllEnvs());

test.each(['HTTPS_PROXY', 'https_proxy'])(
  '%s leads every call through the proxy, with its credentials',
  async (name) => {
    vi.stubEnv(name, proxyUrl());
    expect(await bucketsOf(clientsOf())).toEqual(['found']);
    expect(tunnels).toEqual([`${host}:${portOf(service)}`]);
    expect(logins).toEqual([`Basic ${Buffer.from('ada:secret!word').toString('base64')}`]);
  },
);

test('the public price list is read through the proxy, and a response replaced by the proxy is rejected', async () => {
  const fetching = aws.fetchRates('us-east-1', { proxies: { proxy: proxyUrl() }, baseUrl: endpointUrl() });
  await expect(fetching).rejects.toMatchObject({ code: 'price-file-unusable' });
  expect(tunnels).toEqual([`${host}:${portOf(service)}`]);
  refusal = '407 Proxy Authentication Required';
  await expect(
    aws.fetchRates('us-east-1', { proxies: { proxy: proxyUrl() }, baseUrl: endpointUrl() }),
  ).rejects.toMatchObject({ code: 'proxy-failed', facts: { status: 407 } });
});

test("VS Code's http.proxy comes before the environment", async () => {
  vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:1');
  expect(await bucketsOf(clientsOf({ proxies: { proxy: proxyUrl() } }))).toEqual(['found']);
  expect(tunnels).toHaveLength(1);
});

test('plain HTTP goes through HTTP_PROXY', async () => {
  vi.stubEnv('HTTP_PROXY', proxyUrl());
  expect(await bucketsOf(clientsOf({}, 'http://plain.company.test'))).toEqual(['found']);
  expect(tunnels).toEqual([expect.stringMatching(/^http:\/\/plain\.company\.test(:80)?\//)]);
});

test('the certificate of NODE_EXTRA_CA_CERTS is trusted', async () => {
  vi.stubEnv('AWS_CA_BUNDLE', '');
  vi.stubEnv('NODE_EXTRA_CA_CERTS', join(folder, 'ca.pem'));
  expect(await bucketsOf(clientsOf({ proxies: { proxy: proxyUrl() } }))).toEqual(['found']);
});

test("profile's ca_bundle is trusted, and its role is assumed through the proxy too", async () => {
  vi.stubEnv('AWS_CA_BUNDLE', '');
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
  await writeFile(
    join(folder, 'config'),
    `[profile role]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = base\nca_bundle = ${join(folder, 'ca.pem')}\nendpoint_url = ${endpointUrl()}\n[profile base]\n`,
  );
  await writeFile(join(folder, 'credentials'), '[base]\naws_access_key_id = K\naws_secret_access_key = S\n');
  const connection = { kind: 'aws', profile: 'role', region: 'eu-west-1' } as const;
  const clients = await aws.openClients(connection, undefined, { proxies: { proxy: proxyUrl() } });
  expect(await bucketsOf(clients)).toEqual(['found']);
  expect(received).toEqual(['AssumeRole', 'ListBuckets']);
  expect(new Set(tunnels)).toEqual(new Set([`${host}:${portOf(service)}`]));
});

test('a certificate of nobody we trust names AWS_CA_BUNDLE as the way out', async () => {
  vi.stubEnv('AWS_CA_BUNDLE', '');
  const failure = { code: 'certificate-untrusted', facts: { host } };
  await expect(bucketsOf(clientsOf({ proxies: { proxy: proxyUrl() } }))).rejects.toMatchObject(failure);
});

test('a file of certificates that is missing is named', async () => {
  const path = join(folder, 'absent.pem');
  vi.stubEnv('AWS_CA_BUNDLE', path);
  const failure = { code: 'certificates-unreadable', facts: { source: 'AWS_CA_BUNDLE', path } };
  await expect(bucketsOf(clientsOf())).rejects.toMatchObject(failure);
});

test.each([
  ['407 Proxy Authentication Required', 407],
  ['403 Forbidden', 403],
])('a proxy that answers %s is named without its credentials', async (text, status) => {
  refusal = text;
  const error = await bucketsOf(clientsOf({ proxies: { proxy: proxyUrl() } })).catch((one: unknown) => one);
  const proxyName = `http://127.0.0.1:${portOf(proxy)}/`;
  expect(error).toMatchObject({ code: 'proxy-failed', facts: { proxy: proxyName, status } });
  expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/secret|c2VjcmV0|YWRhOn/);
});

test('a proxy that is not there is named', async () => {
  const error = await bucketsOf(clientsOf({ proxies: { proxy: 'http://ada:secret@127.0.0.1:1' } })).catch(
    (one: unknown) => one,
  );
  expect(error).toMatchObject({
    code: 'proxy-failed',
    facts: { proxy: 'http://127.0.0.1:1/', status: undefined },
  });
  expect(inspect(error, { depth: 9 })).not.toMatch(/secret/);
});

test('a host that does not exist is named', async () => {
  vi.stubEnv('HTTPS_PROXY', proxyUrl());
  vi.stubEnv('NO_PROXY', 'nowhere.invalid');
  const failure = { code: 'network-unreachable', facts: { host: 'nowhere.invalid' } };
  await expect(bucketsOf(clientsOf({}, 'https://nowhere.invalid'))).rejects.toMatchObject(failure);
  expect(tunnels).toEqual([]);
});

test('the local socket knows no proxy', async () => {
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']) vi.stubEnv(name, 'http://127.0.0.1:1');
  vi.stubEnv('AWS_CA_BUNDLE', '/nowhere.pem');
  const access = { region: 'us-east-1', accessKeyId: 'K', secretAccessKey: 'S' };
  const socketPath = join(folder, 's');
  const proxies = { proxy: 'http://127.0.0.1:1' };
  const clients = aws.createClients({ kind: 'local' }, { ...access, socketPath }, { proxies });
  expect(await bucketsOf(clients)).toEqual(['found']);
});
