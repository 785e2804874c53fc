import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeLogStreamsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetCostAndUsageCommand } from '@aws-sdk/client-cost-explorer';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { ListModelsCommand } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { ListSchedulesCommand } from '@aws-sdk/client-scheduler';
import { GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type AwsClients, openClients } from './clients.ts';
import { serviceNames, type ServiceName } from './endpoints.ts';
import { listProfiles } from './profiles.ts';
import type { Connection } from './types.ts';

/** A server that records whose credentials each request was signed with, and what it was for. */
async function openRecorder() {
  const requests: { readonly accessKeyId: string; readonly service: string; readonly path: string }[] = [];
  const server = createServer((request, response) => {
    const signed = /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '');
    const [, accessKeyId = '', service = ''] = signed ?? [];
    requests.push({ accessKeyId, service, path: request.url ?? '' });
    request.resume();
    response.statusCode = 400;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // SAFETY: a server that listens on a port has an address of this form.
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise((resolve) => server.close(resolve));
  return { requests, url: `http://127.0.0.1:${port}`, close };
}

type Recorder = Awaited<ReturnType<typeof openRecorder>>;

let folder = '';
let own: Recorder;
let elsewhere: Recorder;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-endpoints-'));
  own = await openRecorder();
  elsewhere = await openRecorder();
});
afterAll(async () => {
  await Promise.all([own.close(), elsewhere.close()]);
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
  own.requests.length = elsewhere.requests.length = 0;
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const keys = (name: string) => `aws_access_key_id = ${name}\naws_secret_access_key = secret\n`;

async function writeShared(config: string, credentials = ''): Promise<void> {
  await writeFile(join(folder, 'config'), config);
  await writeFile(join(folder, 'credentials'), credentials);
}

/** Those that a session has a client of; the others are called while credentials are fetched. */
const clientServices = [
  's3',
  'sagemaker',
  'sagemaker_runtime',
  'cloudwatch_logs',
  'sts',
  'iam',
  'service_quotas',
  'scheduler',
  'cloudwatch',
  'cost_explorer',
] as const;
type ClientService = Extract<ServiceName, (typeof clientServices)[number]>;

/** One call of each client. The host that each would have reached, without sending anything to a host that is not this machine. */
async function hostsCalled(clients: AwsClients): Promise<Readonly<Record<ClientService, string>>> {
  const { s3, sagemaker, runtime, logs, sts } = clients;
  const [iam, quotas] = [clients.iam(), clients.quotas()];
  const [scheduler, cloudwatch] = [clients.scheduler(), clients.cloudWatch()];
  const hosts = new Map<ClientService, string>();
  const all = {
    s3,
    sagemaker,
    sagemaker_runtime: runtime,
    cloudwatch_logs: logs,
    sts,
    iam,
    service_quotas: quotas,
    scheduler,
    cloudwatch,
    cost_explorer: clients.costExplorer(),
  };
  for (const service of clientServices) {
    const { requestHandler } = all[service].config;
    const send = requestHandler.handle.bind(requestHandler);
    vi.spyOn(requestHandler, 'handle').mockImplementation(async (request, options) => {
      const { protocol, hostname, port } = request;
      hosts.set(service, `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`);
      if (hostname !== '127.0.0.1') throw new Error('nothing is sent to another machine');
      return send(request, options);
    });
  }
  await Promise.allSettled([
    s3.send(new ListObjectsV2Command({ Bucket: 'bucket' })),
    sagemaker.send(new ListModelsCommand({})),
    runtime.send(new InvokeEndpointCommand({ EndpointName: 'endpoint', Body: '1' })),
    logs.send(new DescribeLogStreamsCommand({ logGroupName: 'group' })),
    sts.send(new GetCallerIdentityCommand({})),
    iam.send(new GetRoleCommand({ RoleName: 'role' })),
    quotas.send(new GetServiceQuotaCommand({ ServiceCode: 'sagemaker', QuotaCode: 'L-1' })),
    scheduler.send(new ListSchedulesCommand({})),
    all.cost_explorer.send(
      new GetCostAndUsageCommand({
        TimePeriod: { Start: '2026-12-01', End: '2026-12-02' },
        Granularity: 'MONTHLY',
        Metrics: ['UnblendedCost'],
      }),
    ),
    cloudwatch.send(
      new GetMetricDataCommand({ StartTime: new Date(0), EndTime: new Date(1), MetricDataQueries: [] }),
    ),
  ]);
  clients.destroy();
  // SAFETY: every client made its one call, or the comparison with all of them fails.
  return Object.fromEntries(hosts) as Record<ClientService, string>;
}

const ofAws: Readonly<Record<ClientService, string>> = {
  s3: 'https://bucket.s3.eu-west-1.amazonaws.com',
  sagemaker: 'https://api.sagemaker.eu-west-1.amazonaws.com',
  sagemaker_runtime: 'https://runtime.sagemaker.eu-west-1.amazonaws.com',
  cloudwatch_logs: 'https://logs.eu-west-1.amazonaws.com',
  sts: 'https://sts.eu-west-1.amazonaws.com',
  iam: 'https://iam.amazonaws.com',
  service_quotas: 'https://servicequotas.eu-west-1.amazonaws.com',
  scheduler: 'https://scheduler.eu-west-1.amazonaws.com',
  cloudwatch: 'https://monitoring.eu-west-1.amazonaws.com',
  cost_explorer: 'https://ce.us-east-1.amazonaws.com',
};
const everywhere = (url: string): typeof ofAws => ({
  s3: url,
  sagemaker: url,
  sagemaker_runtime: url,
  cloudwatch_logs: url,
  sts: url,
  iam: url,
  service_quotas: url,
  scheduler: url,
  cloudwatch: url,
  cost_explorer: url,
});

const environments: Readonly<Record<string, () => Readonly<Record<string, string>>>> = {
  'an empty environment': () => ({}),
  AWS_ENDPOINT_URL: () => ({ AWS_ENDPOINT_URL: elsewhere.url }),
  'AWS_ENDPOINT_URL of each service': () =>
    Object.fromEntries(
      serviceNames.map((service) => [`AWS_ENDPOINT_URL_${service.toUpperCase()}`, elsewhere.url]),
    ),
  'AWS_PROFILE, AWS_REGION and keys of another profile': () => ({
    AWS_PROFILE: 'other',
    AWS_DEFAULT_PROFILE: 'other',
    AWS_REGION: 'us-west-2',
    AWS_DEFAULT_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: 'OTHER',
    AWS_SECRET_ACCESS_KEY: 'secret',
  }),
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: () => ({ AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }),
};

const profiles: Readonly<
  Record<string, { readonly settings: () => string; readonly called: () => typeof ofAws }>
> = {
  'a profile without endpoints': { settings: () => '', called: () => ofAws },
  'a profile with endpoint_url': {
    settings: () => `endpoint_url = ${own.url}\n`,
    called: () => everywhere(own.url),
  },
  'a profile with a services section for two services': {
    settings: () => `services = mine\n`,
    called: () => ({ ...ofAws, s3: own.url, sagemaker_runtime: own.url }),
  },
  'a profile with a services section and endpoint_url for the rest': {
    settings: () => `services = mine\nendpoint_url = ${own.url}/rest\n`,
    called: () => everywhere(own.url),
  },
  'a profile that ignores configured endpoints': {
    settings: () => `endpoint_url = ${own.url}\nignore_configured_endpoint_urls = true\n`,
    called: () => ofAws,
  },
};

/** The chosen profile among others that lead elsewhere. */
const configWith = (settings: string) => `
[default]
endpoint_url = ${elsewhere.url}
region = us-west-2
${keys('DEFAULT')}
[profile other]
services = elsewhere
${keys('OTHER')}
[profile mine]
region = eu-west-1
${settings}
[services mine]
s3 =
  endpoint_url = ${own.url}
sagemaker_runtime =
  endpoint_url = ${own.url}
[services elsewhere]
${serviceNames.map((service) => `${service} =\n  endpoint_url = ${elsewhere.url}`).join('\n')}
`;

const mine: Connection = { kind: 'aws', profile: 'mine', region: 'eu-west-1' };

describe.each(Object.entries(environments))('with %s', (_, environment) => {
  beforeEach(() => {
    for (const [name, value] of Object.entries(environment())) vi.stubEnv(name, value);
  });

  test.each(Object.entries(profiles))('%s leads to its own endpoints', async (_name, profile) => {
    await writeShared(configWith(profile.settings()), `[mine]\n${keys('MINE')}`);
    const clients = await openClients(mine);
    expect(await clients.endpointUrl('sagemaker')).toMatch(profile.called().sagemaker);
    expect(await clients.endpointUrl('sagemaker_runtime')).toMatch(profile.called().sagemaker_runtime);
    expect(await hostsCalled(clients)).toEqual(profile.called());
    expect(elsewhere.requests).toEqual([]);
    const callsHere = Object.values(profile.called()).filter((url) => url === own.url).length;
    expect(own.requests.map(({ accessKeyId }) => accessKeyId)).toEqual(Array(callsHere).fill('MINE'));
  });

  test('endpoint URL is called with the credentials of its profile', async () => {
    await writeShared(configWith(`endpoint_url = ${elsewhere.url}`), `[mine]\n${keys('MINE')}`);
    const clients = await openClients({ kind: 'custom', endpointUrl: own.url, profile: 'mine' });
    expect(await hostsCalled(clients)).toEqual(everywhere(own.url));
    expect(elsewhere.requests).toEqual([]);
    expect(own.requests.map(({ accessKeyId }) => accessKeyId)).toEqual(
      Array(clientServices.length).fill('MINE'),
    );
  });

  test("role of a profile is assumed at that profile's STS endpoint", async () => {
    const role = `role_arn = arn:aws:iam::111122223333:role/R\nsource_profile = base\n`;
    const config = configWith(`${role}endpoint_url = ${own.url}\n`);
    await writeShared(`${config}\n[profile base]\n${keys('BASE')}`);
    await hostsCalled(await openClients(mine));
    expect(elsewhere.requests).toEqual([]);
    expect(new Set(own.requests.map(({ accessKeyId, service }) => `${accessKeyId} ${service}`))).toEqual(
      new Set(['BASE sts']),
    );
  });
});

test('profile with incomplete keys is not signed in, whatever the environment provides', async () => {
  vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${elsewhere.url}/role`);
  await writeShared(`[profile mine]\naws_access_key_id = MINE\nendpoint_url = ${own.url}\n`);
  const { sts } = await openClients(mine);
  await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toThrow(/credentials/i);
  expect([...own.requests, ...elsewhere.requests]).toEqual([]);
});

test('new clients use changed credentials and endpoints', async () => {
  await writeShared(configWith(''), `[mine]\n${keys('OLD')}`);
  await hostsCalled(await openClients(mine));
  await writeShared(configWith(`endpoint_url = ${own.url}`), `[mine]\n${keys('NEW')}`);
  expect(await hostsCalled(await openClients(mine))).toEqual(everywhere(own.url));
  expect(new Set(own.requests.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['NEW']));
});

test.each([
  ['services = absent', { code: 'services-section-missing', facts: { profile: 'mine', section: 'absent' } }],
  [
    'endpoint_url = file:///etc/passwd',
    { code: 'endpoint-url-invalid', facts: { profile: 'mine', url: 'file:///etc/passwd' } },
  ],
])('a profile with %s is refused, not sent to AWS', async (setting, failure) => {
  await writeShared(configWith(setting));
  await expect(openClients(mine)).rejects.toMatchObject(failure);
});

test("profile list has each profile's own endpoint, and no other sections", async () => {
  await writeShared(configWith('services = absent'), `[only-keys]\n${keys('K')}`);
  const profiles = await listProfiles();
  expect(profiles.map(({ name, region, endpointUrl }) => ({ name, region, endpointUrl }))).toEqual([
    { name: 'default', region: 'us-west-2', endpointUrl: elsewhere.url },
    { name: 'mine', region: 'eu-west-1', endpointUrl: undefined },
    { name: 'only-keys', region: undefined, endpointUrl: undefined },
    { name: 'other', region: undefined, endpointUrl: elsewhere.url },
  ]);
});
