import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ListEndpointsCommand, ListTrainingJobsCommand } from '@aws-sdk/client-sagemaker';
import { accountOf } from '../../src/local/account.ts';
import type { InferencePool } from '../../src/local/inference/pool.ts';
import type { JobProcesses } from '../../src/local/jobs/processes.ts';
import { openEmbeddedServer, type ScheduleUse } from '../../src/local/main/server.ts';
import type { ServiceResponse } from '../../src/local/protocols/service.ts';
import type { Credentials } from '../../src/local/signatures/sigv4.ts';
import { clientsOf } from '../contract/serverClients.ts';
import type { Clients } from '../contract/serverClients.ts';
import { storeModulePath as sourceOfStore } from '../contract/storeModule.ts';
import { signed } from '../fuzz/wire.ts';
import type { Call } from './calls.ts';
import { close, listenOnSocket } from './listening.ts';
import type { Home } from './s3/buckets.ts';

/** What bills in an account. */
export interface Alive {
  readonly endpoints: readonly string[];
  readonly jobs: readonly string[];
}

export interface RegionalServers {
  /** S3, SageMaker, its runtime, and CloudWatch Logs of an account in a region. */
  answer(home: Home, call: Call): Promise<ServiceResponse>;
  alive(accountId: string): Promise<Alive>;
  /** Lets time pass by which schedules and leases run, and runs what is due then. */
  later(ms: number): Promise<void>;
  stop(): Promise<void>;
}

type RegionalServer = Awaited<ReturnType<typeof openServer>>;

/** An embedded server per account and region, opened when it is first called. */
export function openRegionalServers(
  folder: string,
  checkSchedule: (accountId: string, use: ScheduleUse) => void,
  storeModulePath: string | URL = sourceOfStore,
): RegionalServers {
  let laterMs = 0;
  const clock = () => new Date(awsClock().getTime() + laterMs);
  const servers = new Map<string, Promise<RegionalServer>>();
  const serverOf = ({ accountId, region }: Home): Promise<RegionalServer> => {
    const name = `${accountId}-${region}`;
    const known =
      servers.get(name) ??
      openServer(
        { folder, name, storeModulePath, clock, checkSchedule: (use) => checkSchedule(accountId, use) },
        { accountId, region },
      );
    servers.set(name, known);
    return known;
  };
  return {
    answer: async (home, call) => (await serverOf(home)).answer(call),
    async alive(accountId) {
      const endpoints: string[] = [];
      const jobs: string[] = [];
      for (const [name, server] of servers) {
        if (!name.startsWith(accountId)) continue;
        const found = await (await server).alive();
        endpoints.push(...found.endpoints);
        jobs.push(...found.jobs);
      }
      return { endpoints, jobs };
    },
    async later(ms) {
      laterMs += ms;
      for (const server of servers.values()) await (await server).runDue();
    },
    async stop() {
      for (const server of servers.values()) await (await server).stop();
    },
  };
}

const startedAt = Date.now() - performance.now();
/** AWS's clock does not follow that of the client. */
export const awsClock = () => new Date(startedAt + performance.now());

/** Training goes on until it is stopped. */
const heldJobs: JobProcesses = {
  prepare: () => undefined,
  train: () => {
    let stop: () => void = () => undefined;
    const ended = new Promise<{ readonly failed: string }>((resolve) => {
      stop = () => resolve({ failed: 'stopped' });
    });
    return { ended, stop: () => stop() };
  },
  dispose: () => undefined,
};

/** No artifact can be read. */
const noInference: InferencePool = {
  ping: () => Promise.reject(new Error('no artifact')),
  invoke: async () => ({ kind: 'failed', message: 'no artifact' }),
  dispose: () => undefined,
};

interface ServerPlace {
  readonly folder: string;
  readonly name: string;
  readonly storeModulePath: string | URL;
  readonly clock: () => Date;
  readonly checkSchedule: (use: ScheduleUse) => void;
}

async function openServer(
  { folder, name, storeModulePath, clock, checkSchedule }: ServerPlace,
  { accountId, region }: Home,
) {
  const credentials = { accessKeyId: `AKIA${accountId}`, secretAccessKey: `secret of ${accountId}` };
  const server = await openEmbeddedServer({
    stateFolder: join(folder, name),
    jobModulePath: '',
    storeModulePath,
    jobProcesses: heldJobs,
    inference: noInference,
    credentials,
    account: { ...accountOf(accountId), region },
    clock,
    checkSchedule,
    onError: () => undefined,
  });
  const listener = server.createListener();
  const socketPath = join(folder, `s${name}`);
  await listenOnSocket(listener, socketPath);
  const clients = clientsOf(socketPath, credentials);
  return {
    answer: (call: Call) => forwarded(socketPath, { credentials, clock }, call),
    runDue: () => server.runDue(),
    alive: (): Promise<Alive> => aliveIn(clients, clock),
    async stop() {
      clients.destroy();
      await server.dispose();
      await close(listener);
    },
  };
}

async function aliveIn({ sagemaker }: Clients, clock: () => Date): Promise<Alive> {
  // The SDK would correct its clock by that of the machine.
  const synchronize = () => (sagemaker.config.systemClockOffset = clock().getTime() - Date.now());
  synchronize();
  const { Endpoints = [] } = await sagemaker.send(new ListEndpointsCommand({}));
  synchronize();
  const { TrainingJobSummaries = [] } = await sagemaker.send(new ListTrainingJobsCommand({}));
  const running = TrainingJobSummaries.filter(({ TrainingJobStatus: status }) =>
    /^(InProgress|Stopping)$/.test(status ?? ''),
  );
  return {
    endpoints: Endpoints.map(({ EndpointName }) => EndpointName ?? ''),
    jobs: running.map(({ TrainingJobName }) => TrainingJobName ?? ''),
  };
}

/** Headers of the caller's own signature, or of its connection. */
const replaced =
  /^(authorization|connection|content-length|expect|host|transfer-encoding|x-amz-(content-sha256|date|security-token))$/;
const signatureParameter =
  /^x-amz-(algorithm|credential|date|expires|signedheaders|signature|security-token|content-sha256)$/i;

/** Sends a call on, signed with the key that the server knows. */
async function forwarded(
  socketPath: string,
  { credentials, clock }: Pick<ServerPlace, 'clock'> & { readonly credentials: Credentials },
  call: Call,
): Promise<ServiceResponse> {
  const isS3 = call.service === 's3';
  const headers = Object.fromEntries(Object.entries(call.headers).filter(([name]) => !replaced.test(name)));
  const raw = {
    method: call.method,
    path: isS3 ? call.place.path : call.path,
    query: [...call.query].filter(([name]) => !signatureParameter.test(name)),
    headers,
    body: call.body,
  };
  const presigned = call.query.has('X-Amz-Signature') ? 'UNSIGNED-PAYLOAD' : undefined;
  const payloadHash = call.headers['x-amz-content-sha256'] ?? presigned;
  const scope = call.service === 'runtime' ? 'sagemaker' : call.service;
  const { headers: sent } = signed(raw, credentials, scope, payloadHash, {
    region: call.region,
    now: clock(),
  });
  const query = raw.query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  const forward = request({
    socketPath,
    method: call.method,
    path: query.length === 0 ? raw.path : `${raw.path}?${query.join('&')}`,
    headers: { ...sent, ...(call.body.length > 0 ? { 'content-length': String(call.body.length) } : {}) },
  });
  forward.end(call.body);
  const [answer]: IncomingMessage[] = await once(forward, 'response');
  if (answer === undefined) throw new Error('the server did not answer');
  return {
    status: answer.statusCode ?? 500,
    headers: Object.fromEntries(
      Object.entries(answer.headers)
        .filter(([name]) => !/^(connection|keep-alive|transfer-encoding)$/.test(name))
        .map(([name, value]) => [name, String(value)]),
    ),
    body: await buffer(answer),
  };
}
