import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalServerAccess } from '../../src/aws/connections/types.ts';
import type { ScheduleUse } from '../../src/local/main/server.ts';
import { openCloud } from './cloud.ts';
import type { Cloud } from './cloud.ts';
import type { Fault } from './faults.ts';
import type { FakeAccount } from './identity/account.ts';
import { close, listenOnPort, listenOnSocket } from './listening.ts';
import { awsClock, openRegionalServers } from './regionalServers.ts';
import type { Alive } from './regionalServers.ts';
import { openBuckets } from './s3/buckets.ts';
import { checkDeletion } from './services/scheduler.ts';
import { openServing } from './serving.ts';
import type { Logged } from './serving.ts';

export interface FakeAwsOptions {
  readonly accounts: readonly string[];
  /** By which sessions and tokens expire; by default AWS's own time, which does not follow that of the client. */
  readonly now?: () => Date;
  /** Built thread of the servers' databases, where many are opened. */
  readonly storeModulePath?: string;
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
  /** Lets time pass by which schedules run and leases end, and runs what is due then. */
  later(ms: number): Promise<void>;
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
  let passedMs = 0;
  const realTime = now ?? awsClock;
  const cloudNow = () => new Date(realTime().getTime() + passedMs);
  const cloud = openCloud(accounts, cloudNow);
  const checkSchedule = (id: string, use: ScheduleUse) => {
    const account = cloud.accounts.get(id);
    if (account !== undefined) checkDeletion(account, use);
  };
  const servers = openRegionalServers(folder, checkSchedule, storeModulePath);
  const buckets = openBuckets(cloudNow);
  const serving = openServing({ cloud, servers, buckets });
  const [socket, port] = [serving.createListener(), serving.createListener()];
  const socketPath = join(folder, 'proxy');
  await listenOnSocket(socket, socketPath);
  const url = await listenOnPort(port);
  const accountOf = (id: string) => cloud.accounts.get(id) ?? fail(`there is no account ${id}`);
  return {
    url,
    socketPath,
    cloud,
    access: (id, region = 'us-east-1') => {
      const { accessKeyId, secretAccessKey } =
        cloud.keys.find(`AKIA${id}`) ?? fail(`there is no account ${id}`);
      return { socketPath, region, accessKeyId, secretAccessKey };
    },
    account: accountOf,
    shareBucket: (name, id) => buckets.share(name, id),
    pass: (ms) => void (passedMs += ms),
    later: (ms) => servers.later(ms),
    setFaults: (...faults) => serving.setFaults(faults),
    release: () => serving.release(),
    get operations() {
      return serving.log.map(({ operation }) => operation);
    },
    get log() {
      return serving.log;
    },
    met: () => serving.met(),
    alive: (id) => servers.alive(accountOf(id).id),
    async stop() {
      await Promise.all([close(socket), close(port)]);
      await servers.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },
  };
}

function fail(message: string): never {
  throw new Error(message);
}
