import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { paginateListTrainingJobs } from '@aws-sdk/client-sagemaker';
import { expect } from 'vitest';
import * as aws from '../../src/aws/index.ts';

export const bucket = 'crash-bucket';

/** Ledger of acknowledged requests, and of requests without a response. */
export interface Ledger {
  /** Emits `progress` on each acknowledgement. */
  readonly events: EventEmitter;
  uploadCount: number;
  /** ETag by key. */
  readonly objects: Map<string, string>;
  /** Keys whose bytes have not been read since they were acknowledged. */
  readonly unread: Set<string>;
  readonly unsureObjects: Map<string, string | undefined>;
  readonly jobs: Set<string>;
  readonly unsureJobs: Set<string>;
  readonly completed: Set<string>;
  readonly failed: Set<string>;
  readonly endpoints: Set<string>;
  readonly unsureEndpoints: Set<string>;
}

export const openLedger = (): Ledger => ({
  events: new EventEmitter(),
  uploadCount: 0,
  objects: new Map(),
  unread: new Set(),
  unsureObjects: new Map(),
  jobs: new Set(),
  unsureJobs: new Set(),
  completed: new Set(),
  failed: new Set(),
  endpoints: new Set(),
  unsureEndpoints: new Set(),
});

/** Resolves once `isReached` holds, checked after each acknowledgement. */
export async function reached({ events }: Ledger, isReached: () => boolean): Promise<void> {
  while (!isReached()) await once(events, 'progress');
}

/** The ETag of bytes put in one request. */
export const etagOf = (bytes: Uint8Array) => `"${createHash('md5').update(bytes).digest('hex')}"`;

/** Compares all listings with the ledger; reads the bytes not yet verified, or all. */
export async function verify(
  clients: aws.AwsClients,
  ledger: Ledger,
  bytes: 'unread' | 'all' = 'unread',
): Promise<void> {
  await verifyObjects(clients, ledger, bytes);
  await verifyJobs(clients, ledger);
  const live = new Set((await aws.listEndpoints(clients)).map(({ endpointName }) => endpointName));
  for (const name of ledger.endpoints) expect(live).toContain(name);
  for (const name of live) expect(ledger.endpoints.has(name) || ledger.unsureEndpoints.has(name)).toBe(true);
}

/** Acknowledged objects are complete; unacknowledged ones are complete or absent; there are no other keys. */
async function verifyObjects(
  clients: aws.AwsClients,
  { objects, unread, unsureObjects }: Ledger,
  bytes: 'unread' | 'all',
): Promise<void> {
  const found = await etagsOf(clients, 'objects/');
  for (const key of objects.keys()) expect(found.has(key), `${key} is lost`).toBe(true);
  for (const [key, etag] of found) {
    const expected = objects.get(key) ?? unsureObjects.get(key);
    expect(expected, `${key} was never requested`).toBeDefined();
    expect(etag, key).toBe(expected);
    if (bytes === 'unread' && !unread.has(key) && !unsureObjects.has(key)) continue;
    expect(etagOf(await bytesOf(clients, key)), key).toBe(expected);
  }
  for (const [key, expected] of unsureObjects)
    if (found.has(key) && expected !== undefined) objects.set(key, expected);
  unsureObjects.clear();
  unread.clear();
}

/** Earlier jobs have ended, completed ones have artifacts, and ended jobs do not change. */
async function verifyJobs(clients: aws.AwsClients, ledger: Ledger): Promise<void> {
  const { jobs, unsureJobs, completed, failed } = ledger;
  const artifacts = await etagsOf(clients, 'output/');
  const found = new Map<string, string>();
  for await (const page of paginateListTrainingJobs({ client: clients.sagemaker, pageSize: 100 }, {}))
    for (const { TrainingJobName = '', TrainingJobStatus = '' } of page.TrainingJobSummaries ?? [])
      found.set(TrainingJobName, TrainingJobStatus);
  for (const name of jobs) expect(found.has(name), `${name} is lost`).toBe(true);
  for (const [name, status] of found) {
    expect(jobs.has(name) || unsureJobs.has(name), `${name} was never requested`).toBe(true);
    if (!completed.has(name) && !failed.has(name) && status === 'Failed') {
      const { failureReason } = await aws.describeTrainingJob(clients, name);
      expect(failureReason).toMatch(/server ended/);
    }
    const isCompleted = completed.has(name) || (!failed.has(name) && status === 'Completed');
    expect(status, name).toBe(isCompleted ? 'Completed' : 'Failed');
    (isCompleted ? completed : failed).add(name);
    jobs.add(name);
    if (isCompleted)
      expect(artifacts.has(`output/${name}/output/model.tar.gz`), `${name} has lost its artifact`).toBe(true);
  }
}

async function etagsOf({ s3: client }: aws.AwsClients, Prefix: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix }))
    for (const { Key = '', ETag = '' } of page.Contents ?? []) found.set(Key, ETag);
  return found;
}

async function bytesOf({ s3: client }: aws.AwsClients, Key: string): Promise<Uint8Array> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
  return (await Body?.transformToByteArray()) ?? new Uint8Array();
}
