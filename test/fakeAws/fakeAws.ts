import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ListEndpointsCommand, ListTrainingJobsCommand } from '@aws-sdk/client-sagemaker';
import type { LocalServerAccess } from '../../src/aws/connections/types.ts';
import { accountOf } from '../../src/local/account.ts';
import type { InferencePool } from '../../src/local/inference/pool.ts';
import type { JobProcesses } from '../../src/local/jobs/processes.ts';
import { openEmbeddedServer } from '../../src/local/main/server.ts';
import { clientsOf } from '../contract/embeddedServer.ts';
import { storeModulePath } from '../contract/serverBundle.ts';
import type { Clients } from '../contract/embeddedServer.ts';
import { treatmentOf } from './faults.ts';
import type { Fault } from './faults.ts';

/** What bills in an account. */
interface Alive {
  readonly endpoints: readonly string[];
  readonly jobs: readonly string[];
}

export interface FakeAws {
  /** How clients reach it; the access key decides the account. */
  access(accountId: string): LocalServerAccess;
  /** The faults that the next calls meet; replaces those before. Calls that are held stay so. */
  setFaults(...faults: readonly Fault[]): void;
  /** Operations called since the last `setFaults`, in order. */
  readonly operations: readonly string[];
  /** Resolves when the next call meets one of the faults. */
  met(): Promise<void>;
  /** What bills, read past the faults. */
  alive(accountId: string): Promise<Alive>;
  stop(): Promise<void>;
}

/**
 * AWS as far as we use it: an embedded server per account behind a proxy that can fail each call. Its training jobs run until they
 * are stopped, and its endpoints come up as Failed, which are there, and listed, all the same.
 */
export async function openFakeAws(...accountIds: readonly string[]): Promise<FakeAws> {
  const folder = await mkdtemp(join(tmpdir(), 'll-aws-'));
  const accounts = new Map<string, Awaited<ReturnType<typeof openAccount>>>();
  for (const id of accountIds) accounts.set(id, await openAccount(folder, id));
  const byKey = new Map([...accounts.values()].map((one) => [one.credentials.accessKeyId, one]));
  let faults: { readonly fault: Fault; left: number }[] = [];
  let operations: string[] = [];
  const meetings = new EventEmitter();

  const serve = async (message: IncomingMessage, reply: ServerResponse) => {
    const body = await buffer(message);
    const operation = operationOf(message, body);
    operations.push(operation);
    const account = byKey.get(/Credential=([^/]+)/.exec(message.headers.authorization ?? '')?.[1] ?? '');
    if (account === undefined) throw new Error('no account has this access key');
    const forward = () => forwarded(account.socketPath, message, body);
    const active = faults.find(({ fault, left }) => fault.operation === operation && left > 0);
    if (active === undefined) return answerWith(reply, await forward());
    active.left -= 1;
    const { takesEffect, answer } = treatmentOf(active.fault.name);
    const real = takesEffect ? await forward() : undefined;
    meetings.emit('met');
    if (answer === 'lost') return reply.destroy();
    if (answer === 'held') return undefined;
    if (answer === 'real') return real === undefined ? undefined : answerWith(reply, real);
    return answer(reply, !('x-amz-target' in message.headers));
  };
  const proxy = createServer((message, reply) => {
    // A client that has gone needs no answer.
    serve(message, reply).catch(() => reply.destroy());
  });
  const socketPath = join(folder, 'proxy');
  await listen(proxy, socketPath);
  const accountWith = (id: string) => accounts.get(id) ?? fail(`there is no account ${id}`);
  return {
    access: (id) => ({ socketPath, region: 'us-east-1', ...accountWith(id).credentials }),
    setFaults(...next) {
      faults = next.map((fault) => ({ fault, left: fault.times }));
      operations = [];
    },
    get operations() {
      return operations;
    },
    met: async () => void (await once(meetings, 'met')),
    alive: (id) => accountWith(id).alive(),
    async stop() {
      await close(proxy);
      for (const account of accounts.values()) await account.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },
  };
}

const startedAt = Date.now() - performance.now();
/** AWS's clock does not follow that of the client. */
const clock = () => new Date(startedAt + performance.now());

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

async function openAccount(folder: string, id: string) {
  const credentials = { accessKeyId: `AKIA${id}`, secretAccessKey: `secret of ${id}` };
  const server = await openEmbeddedServer({
    stateFolder: join(folder, id),
    jobModulePath: '',
    storeModulePath,
    jobProcesses: heldJobs,
    inference: noInference,
    credentials,
    account: accountOf(id),
    clock,
    onError: () => undefined,
  });
  const listener = server.createListener();
  const socketPath = join(folder, `s${id}`);
  await listen(listener, socketPath);
  const clients = clientsOf(socketPath, credentials);
  return {
    credentials,
    socketPath,
    // A client whose clock was moved is refused once, and corrects itself.
    alive: (): Promise<Alive> => alive(clients).catch(() => alive(clients)),
    async stop() {
      clients.destroy();
      await server.dispose();
      await close(listener);
    },
  };
}

async function alive({ sagemaker }: Clients): Promise<Alive> {
  const { Endpoints = [] } = await sagemaker.send(new ListEndpointsCommand({}));
  const { TrainingJobSummaries = [] } = await sagemaker.send(new ListTrainingJobsCommand({}));
  const running = TrainingJobSummaries.filter(({ TrainingJobStatus: status }) =>
    /^(InProgress|Stopping)$/.test(status ?? ''),
  );
  return {
    endpoints: Endpoints.map(({ EndpointName }) => EndpointName ?? ''),
    jobs: running.map(({ TrainingJobName }) => TrainingJobName ?? ''),
  };
}

/** The SDK's name of the operation that a request calls. */
function operationOf({ method = '', url = '', headers }: IncomingMessage, body: Buffer): string {
  const target = headers['x-amz-target'];
  if (target !== undefined) return String(target).split('.')[1] ?? '';
  const action = /(?:^|&)Action=(\w+)/.exec(body.subarray(0, 200).toString())?.[1];
  if (action !== undefined) return action;
  const { pathname, searchParams } = new URL(url, 'http://aws');
  const isBucket = pathname.split('/').filter((part) => part !== '').length < 2;
  if (searchParams.has('publicAccessBlock')) return 'PutPublicAccessBlock';
  const verb =
    { GET: 'Get', HEAD: 'Head', PUT: isBucket ? 'Create' : 'Put', DELETE: 'Delete' }[method] ?? method;
  return `${verb}${isBucket ? 'Bucket' : 'Object'}`;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

async function forwarded(
  socketPath: string,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
): Promise<Answer> {
  const call = request({ socketPath, method, path: url, headers });
  call.end(body);
  const [answer]: IncomingMessage[] = await once(call, 'response');
  if (answer === undefined) throw new Error('the server did not answer');
  return { status: answer.statusCode ?? 500, headers: answer.headers, body: await buffer(answer) };
}

function answerWith(reply: ServerResponse, { status, headers, body }: Answer): void {
  reply.writeHead(status, headers);
  reply.end(body);
}

async function listen(server: Server, socketPath: string): Promise<void> {
  server.listen(socketPath);
  await once(server, 'listening');
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

function fail(message: string): never {
  throw new Error(message);
}
