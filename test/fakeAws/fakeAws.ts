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
import { contextOf, needsOf } from './actions.ts';
import { errorAnswer, send, sendHalf } from './answers.ts';
import { isUnsigned, principalOf } from './authentication.ts';
import { callOf } from './calls.ts';
import type { Call, ServiceName, SignedCall } from './calls.ts';
import { openCloud } from './cloud.ts';
import type { Cloud } from './cloud.ts';
import { unauthorized } from './denials.ts';
import type { Need } from './denials.ts';
import { contentTypeOf, meets, treatmentOf } from './faults.ts';
import type { Fault } from './faults.ts';
import type { FakeAccount } from './identity/account.ts';
import { decide } from './identity/policies.ts';
import { close, listenOnPort, listenOnSocket } from './listening.ts';
import { awsClock, openRegionalServers } from './regionalServers.ts';
import type { Alive } from './regionalServers.ts';
import { openBuckets } from './s3/buckets.ts';
import { checkCreation } from './services/sagemaker.ts';
import { answerOwn } from './services/services.ts';

export interface FakeAwsOptions {
  readonly accounts: readonly string[];
  /** By which sessions and tokens expire; by default AWS's own time, which does not follow that of the client. */
  readonly now?: () => Date;
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
export async function openFakeAws({ accounts, now }: FakeAwsOptions): Promise<FakeAws> {
  const folder = await mkdtemp(join(tmpdir(), 'll-aws-'));
  const servers = openRegionalServers(folder);
  let passedMs = 0;
  const realTime = now ?? awsClock;
  const cloudNow = () => new Date(realTime().getTime() + passedMs);
  const cloud = openCloud(accounts, cloudNow);
  const { keys } = cloud;
  const buckets = openBuckets(cloudNow);
  let faults: { readonly fault: Fault; left: number }[] = [];
  let log: Logged[] = [];
  const events = new EventEmitter().setMaxListeners(0);

  const faultOf = (call: Call, needs: readonly Need[]) => {
    for (const active of faults) {
      const need = active.left > 0 ? meets(active.fault, call, needs) : undefined;
      if (need !== undefined) return { active, need };
    }
    return undefined;
  };
  /** Throws where the caller's policies, or a fault, deny what the call needs. */
  const authorize = (call: SignedCall, needs: readonly Need[]) => {
    for (const need of needs) {
      const context = contextOf(call);
      const { decision } = decide(call.principal.policies(), { ...need, context });
      const reason = decision === 'explicitDeny' ? 'explicit' : 'implicit';
      if (decision !== 'allowed') throw unauthorized(call.service, call.principal, need, reason);
    }
  };
  const answerS3 = async (call: SignedCall, requestId: string): Promise<ServiceResponse> => {
    if (call.operation === 'ListBuckets') return buckets.list(call);
    const home = buckets.homeOf(call, requestId);
    if ('status' in home) return home;
    const answer = await servers.answer(home, call);
    if (answer.status < 300) buckets.note(call, home);
    const listing = { action: 's3:ListBucket', resource: `arn:aws:s3:::${call.place.bucket}` };
    // Who may not list a bucket does not learn what is missing there.
    if (answer.status === 404 && /^(Get|Head)Object$/.test(call.operation)) {
      authorize(call, [listing]);
      if (faultOf(call, [listing])?.active.fault.name === 'denied')
        throw unauthorized('s3', call.principal, listing);
    }
    return answer;
  };
  /** What the call is answered with when no fault meets it. */
  const answerOf = async (call: Call | SignedCall, requestId: string): Promise<ServiceResponse> => {
    try {
      if ('principal' in call) {
        authorize(call, needsOf(call));
        if (call.service === 's3') return await answerS3(call, requestId);
        const account = cloud.accounts.get(call.principal.accountId);
        if (call.service === 'sagemaker' && account !== undefined) checkCreation(account, call);
        if (/^(sagemaker|runtime|logs)$/.test(call.service))
          return await servers.answer({ accountId: call.principal.accountId, region: call.region }, call);
      }
      return await answerOwn(cloud, call, requestId);
    } catch (error) {
      return errorAnswer(call, error, requestId);
    }
  };
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
    const met = faultOf(call, needs);
    if (met === undefined) return send(reply, await answerOf(call, requestId));
    const { active, need } = met;
    active.left -= 1;
    const { takesEffect, answer } = treatmentOf(active.fault.name);
    if (active.fault.delayMs !== undefined) await wait(active.fault.delayMs);
    const real = takesEffect ? await answerOf(call, requestId) : undefined;
    events.emit('met');
    switch (answer.kind) {
      case 'lost':
        reply.destroy();
        return;
      case 'cut off':
        return real === undefined ? undefined : sendHalf(reply, real);
      case 'held':
        await once(events, 'release');
        return send(reply, real ?? (await answerOf(call, requestId)));
      case 'real':
        return real === undefined ? undefined : send(reply, real);
      case 'refused':
        return send(reply, errorAnswer(call, answer.error(call, need), requestId));
      case 'body':
        return send(reply, {
          status: 200,
          headers: { 'content-type': contentTypeOf(call) },
          body: answer.text,
        });
    }
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
      faults = next.map((fault) => ({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }));
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

function fail(message: string): never {
  throw new Error(message);
}
