import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
import type { LocalServerAccess } from '../../src/aws/connections/types.ts';
import type { ServiceResponse } from '../../src/local/protocols/service.ts';
import { needsOf } from './actions.ts';
import { openActiveFaults } from './activeFaults.ts';
import { answerOf } from './answering.ts';
import { errorAnswer, send, sendHalf } from './answers.ts';
import { isUnsigned, principalOf } from './authentication.ts';
import { callOf } from './calls.ts';
import type { Call, ServiceName, SignedCall } from './calls.ts';
import { openCloud } from './cloud.ts';
import type { Cloud } from './cloud.ts';
import type { Need } from './denials.ts';
import { contentTypeOf, isDenial, treatmentOf } from './faults.ts';
import type { Fault, Treatment } from './faults.ts';
import type { FakeAccount } from './identity/account.ts';
import { close, listenOnPort, listenOnSocket } from './listening.ts';
import { awsClock, openRegionalServers } from './regionalServers.ts';
import type { Alive } from './regionalServers.ts';
import { openBuckets } from './s3/buckets.ts';

export interface FakeAwsOptions {
  readonly accounts: readonly string[];
  /** By which sessions and tokens expire; by default AWS's own time, which does not follow that of the client. */
  readonly now?: () => Date;
  /** Built thread of the servers' databases, where many are opened. */
  readonly storeModulePath?: string;
}

/** One call as the cloud saw it. */
export interface Logged {
  readonly service: ServiceName;
  readonly operation: string;
  readonly region: string;
  /** Of the caller; empty where nobody signed. */
  readonly accountId: string;
  /** ARN of the caller. */
  readonly principal: string;
  /** ARN of what the call is about first, or `*`. */
  readonly resource: string;
}

export interface FakeAws {
  /** Of every service, on this machine. */
  readonly url: string;
  readonly socketPath: string;
  /** How clients reach it on the socket; the access key decides the account. */
  access(accountId: string, region?: string): LocalServerAccess;
  account(accountId: string): FakeAccount;
  /** SSO, `aws login`, the machine's role, and the rest of what tests arrange. */
  readonly cloud: Cloud;
  /** Lets another account use a bucket, as a bucket policy would. */
  shareBucket(name: string, accountId: string): void;
  /** Lets time pass by which sessions and tokens expire. */
  pass(ms: number): void;
  /** The faults that the next calls meet; replaces those before. Calls that are held stay so. */
  setFaults(...faults: readonly Fault[]): void;
  /** Lets the calls that are held go on; they are answered as if there were no fault. */
  release(): void;
  /** Operations called since the last `setFaults`, in order. */
  readonly operations: readonly string[];
  /** The same calls in full. */
  readonly log: readonly Logged[];
  /** Resolves when the next call meets one of the faults. */
  met(): Promise<void>;
  /** What bills, read past the faults. */
  alive(accountId: string): Promise<Alive>;
  stop(): Promise<void>;
}

/** AWS as far as we use it: see README.md. */
export async function openFakeAws({ accounts, now, storeModulePath }: FakeAwsOptions): Promise<FakeAws> {
  const folder = await mkdtemp(join(tmpdir(), 'll-aws-'));
  const servers = openRegionalServers(folder, storeModulePath);
  let passedMs = 0;
  const realTime = now ?? awsClock;
  const cloudNow = () => new Date(realTime().getTime() + passedMs);
  const cloud = openCloud(accounts, cloudNow);
  const { keys } = cloud;
  const buckets = openBuckets(cloudNow);
  const faults = openActiveFaults();
  const answering = { cloud, servers, buckets, faults };
  let log: Logged[] = [];
  const events = new EventEmitter().setMaxListeners(0);

  const serve = async (message: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const requestId = randomUUID();
    const unknown = callOf(message, await buffer(message));
    let call: Call | SignedCall = unknown;
    try {
      if (!isUnsigned(unknown)) call = { ...unknown, principal: principalOf(unknown, keys, cloudNow()) };
    } catch (error) {
      log.push(loggedOf(unknown, []));
      return send(reply, errorAnswer(unknown, error, requestId));
    }
    const needs = 'principal' in call ? needsOf(call) : [];
    log.push(loggedOf(call, needs));
    const met = faults.take(call, needs);
    if (met === undefined) return send(reply, await answerOf(answering, call, requestId));
    const { fault, need } = met;
    const treatment = treatmentOf(fault.name);
    const denial = fault.name === 'denied' ? { denial: fault } : {};
    const real = () => answerOf({ ...answering, ...denial }, call, requestId);
    if (fault.delayMs !== undefined) await wait(fault.delayMs);
    const early = treatment.takesEffect ? await real() : undefined;
    events.emit('met');
    if (treatment.answer.kind === 'held') await once(events, 'release');
    return treat(reply, { treatment, call, need, requestId, real: async () => early ?? (await real()) });
  };
  const listener = () =>
    createServer((message, reply) => {
      // A client that has gone needs no answer.
      serve(message, reply).catch(() => reply.destroy());
    });
  const [socket, port] = [listener(), listener()];
  const socketPath = join(folder, 'proxy');
  await listenOnSocket(socket, socketPath);
  const url = await listenOnPort(port);
  const accountOf = (id: string) => cloud.accounts.get(id) ?? fail(`there is no account ${id}`);
  return {
    url,
    socketPath,
    cloud,
    access: (id, region = 'us-east-1') => {
      const { accessKeyId, secretAccessKey } = keys.find(`AKIA${id}`) ?? fail(`there is no account ${id}`);
      return { socketPath, region, accessKeyId, secretAccessKey };
    },
    account: accountOf,
    shareBucket: (name, id) => buckets.share(name, id),
    pass: (ms) => void (passedMs += ms),
    setFaults(...next) {
      faults.set(next);
      log = [];
    },
    release: () => void events.emit('release'),
    get operations() {
      return log.map(({ operation }) => operation);
    },
    get log() {
      return log;
    },
    met: async () => void (await once(events, 'met')),
    alive: (id) => servers.alive(accountOf(id).id),
    async stop() {
      await Promise.all([close(socket), close(port)]);
      await servers.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },
  };
}

function loggedOf(call: Call | SignedCall, needs: readonly Need[]): Logged {
  const { service, operation, region } = call;
  const { accountId, arn: principal } = 'principal' in call ? call.principal : { accountId: '', arn: '' };
  return { service, operation, region, accountId, principal, resource: needs[0]?.resource ?? '*' };
}

interface Treated {
  readonly treatment: Treatment;
  readonly call: Call | SignedCall;
  readonly need: Need;
  readonly requestId: string;
  readonly real: () => Promise<ServiceResponse>;
}

async function treat(reply: ServerResponse, treated: Treated): Promise<void> {
  const { treatment, call, need, requestId, real } = treated;
  const { answer } = treatment;
  switch (answer.kind) {
    case 'lost':
      reply.destroy();
      return;
    case 'cut off':
      return sendHalf(reply, await real());
    case 'held':
    case 'real':
      return send(reply, await real());
    case 'refused':
      // A denied deletion of several objects is told key by key.
      if (call.operation === 'DeleteObjects' && isDenial(answer)) return send(reply, await real());
      return send(reply, errorAnswer(call, answer.error(call, need), requestId));
    case 'body': {
      const headers = { 'content-type': contentTypeOf(call) };
      return send(reply, { status: 200, headers, body: answer.text });
    }
  }
}

function fail(message: string): never {
  throw new Error(message);
}
