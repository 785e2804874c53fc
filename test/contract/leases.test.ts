import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { deploy } from '../../src/commands/endpoints.ts';
import type { LedgerEntry } from '../../src/guard/journal/endpointLedger.ts';
import { checkIdle } from '../../src/runs/checkIdle.ts';
import { checkLease } from '../../src/runs/checkLease.ts';
import { finishDeletion } from '../../src/runs/deleteOnRecord.ts';
import { openProduct } from './product.ts';

vi.mock('vscode', () => import('../fakeVscode.ts'));

let product: Awaited<ReturnType<typeof openProduct>>;
beforeAll(async () => {
  product = await openProduct();
  await product.saveRun();
});
afterAll(() => product.stop());

const never = new AbortController().signal;
const check = (entry: LedgerEntry) =>
  checkLease(entry, {
    session: product.session,
    ledger: product.services.ledger,
    by: 'window',
    signal: never,
  });

/** A new endpoint in service, as recorded. */
async function deployed(): Promise<LedgerEntry & { readonly arn: string }> {
  const { endpointName } = await deploy(product.services, { trainingJobName: 'job-1' });
  const { arn } = (await product.session.aws.endpointState(endpointName)) ?? expect.fail('no endpoint');
  const { entries } = await product.services.ledger.read();
  const entry = entries.find((one) => one.endpointName === endpointName) ?? expect.fail('no record');
  return { ...entry, arn };
}
const isThere = async ({ endpointName }: LedgerEntry) =>
  (await product.session.aws.endpointState(endpointName)) !== undefined;
/** Moves the end of the lease, as another window or machine would. */
const setLease = async (arn: string, fromNowMs: number) => {
  const { awsNowMs = NaN } = await product.session.aws.readEndpointGuard(arn);
  await product.session.aws.writeEndpointGuard(arn, { expiresAtMs: awsNowMs + fromNowMs });
};

test("an endpoint exists until its lease ends by AWS's clock", async () => {
  const entry = await deployed();
  const running = await check(entry);
  expect(running).toMatchObject({ kind: 'running', entry: { arn: entry.arn } });
  expect(running.kind === 'running' ? running.leftMs : NaN).toBeGreaterThan(3_000_000);
  await setLease(entry.arn, -1000);
  expect((await check(entry)).kind).toBe('deleted');
  expect(await isThere(entry)).toBe(false);
  expect((await check(entry)).kind).toBe('missing');
});

test('a lease extended between two reads of the tags keeps the endpoint', async () => {
  const entry = await deployed();
  await setLease(entry.arn, -1000);
  const { aws } = product.session;
  let reads = 0;
  const session = {
    ...product.session,
    aws: {
      ...aws,
      readEndpointGuard: async (arn: string, signal?: AbortSignal) => {
        reads += 1;
        if (reads === 2) await setLease(arn, 3_600_000);
        return aws.readEndpointGuard(arn, signal);
      },
    },
  };
  const needs = { session, ledger: product.services.ledger, by: 'window' as const, signal: never };
  expect((await checkLease(entry, needs)).kind).toBe('running');
  expect(await isThere(entry)).toBe(true);
  await aws.deleteEndpoint({ endpointName: entry.endpointName, alsoModel: true }, { pollIntervalMs: 1 });
});

test('a deletion that failed is withdrawn once the lease is extended, or the endpoint is somebody else’s', async () => {
  const entry = await deployed();
  const { aws } = product.session;
  const { ledger } = product.services;
  const record = async () =>
    (await ledger.read()).entries.find((one) => one.endpointName === entry.endpointName) ??
    expect.fail('no record');
  const busy = async () => {
    throw new Error('busy');
  };
  const session = { ...product.session, aws: { ...aws, deletePart: busy } };
  /** Fails to delete it, then goes on as after a restart. */
  const goOnAfter = async (change: () => Promise<void>) => {
    await setLease(entry.arn, -1000);
    const failed = await checkLease(entry, { session, ledger, by: 'window', signal: never });
    expect(failed.kind).toBe('failed');
    await change();
    const deletion = await finishDeletion(product.session, ledger, await record(), { signal: never });
    expect(deletion).toEqual({ kind: 'withdrawn' });
    expect((await record()).deletion).toBeUndefined();
    expect(await isThere(entry)).toBe(true);
  };
  await goOnAfter(() => setLease(entry.arn, 3_600_000));
  await goOnAfter(() =>
    aws.writeEndpointGuard(entry.arn, { ownerArn: 'arn:aws:iam::000000000000:user/bob' }),
  );
  await aws.deleteEndpoint({ endpointName: entry.endpointName, alsoModel: true }, { pollIntervalMs: 1 });
});

test('an endpoint that took the name of ours is not deleted when the lease of ours ends', async () => {
  const entry = await deployed();
  const { aws } = product.session;
  const { ledger } = product.services;
  await setLease(entry.arn, -1000);
  // Between the look and the deletion.
  const endpointParts: typeof aws.endpointParts = async (...given) => {
    const parts = await aws.endpointParts(...given);
    const another = { arn: entry.arn, createdAt: (entry.createdAtMs ?? 0) + 1000 };
    return { ...parts, endpoint: another };
  };
  const endpointState: typeof aws.endpointState = async (...given) => {
    const state = await aws.endpointState(...given);
    return state && { ...state, createdAt: (entry.createdAtMs ?? 0) + 1000 };
  };
  const session = { ...product.session, aws: { ...aws, endpointParts, endpointState } };
  await checkLease(entry, { session, ledger, by: 'window', signal: never });
  expect(await isThere(entry)).toBe(true);
  // Nor one that somebody made after our request was lost.
  const { arn: _, createdAtMs: __, ...lost } = { ...entry, attempt: 'lost', owner: undefined };
  await aws.writeEndpointGuard(entry.arn, { ownerArn: 'arn:aws:iam::000000000000:user/bob' });
  expect((await check(lost)).kind).toBe('not-ours');
  await aws.deleteEndpoint({ endpointName: entry.endpointName, alsoModel: true }, { pollIntervalMs: 1 });
});

test("someone else's endpoint is not deleted, even if tagged by us and recorded", async () => {
  const entry = await deployed();
  const { aws } = product.session;
  await setLease(entry.arn, -1000);
  await aws.writeEndpointGuard(entry.arn, { ownerArn: 'arn:aws:iam::000000000000:user/bob' });
  expect(await check(entry)).toMatchObject({
    kind: 'not-ours',
    owner: 'arn:aws:iam::000000000000:user/bob',
  });
  const found = { ...entry, attempt: undefined };
  expect((await check(found)).kind).toBe('not-ours');
  expect(await isThere(entry)).toBe(true);
  const later = { ...entry, createdAtMs: 5 };
  expect((await check(later)).kind).toBe('missing');
  const elsewhere = { ...entry, account: { accountId: '999999999999', region: 'us-east-1' } };
  expect((await check(elsewhere)).kind).toBe('missing');
  await aws.deleteEndpoint({ endpointName: entry.endpointName, alsoModel: true }, { pollIntervalMs: 1 });
});

test('a response without a date deletes nothing, whatever the local clock says', async () => {
  const entry = await deployed();
  await setLease(entry.arn, -1000);
  const { aws } = product.session;
  const readEndpointGuard = async (arn: string) => ({
    ...(await aws.readEndpointGuard(arn)),
    awsNowMs: undefined,
  });
  const session = { ...product.session, aws: { ...aws, readEndpointGuard } };
  const needs = { session, ledger: product.services.ledger, by: 'window' as const, signal: never };
  expect(await checkLease(entry, needs)).toMatchObject({ kind: 'running', leftMs: 0 });
  expect(await isThere(entry)).toBe(true);
});

test('an endpoint whose tags cannot be read is not deleted', async () => {
  const entry = await deployed();
  await setLease(entry.arn, -1000);
  const { aws } = product.session;
  const readEndpointGuard = async () => {
    throw new Error('denied');
  };
  const session = { ...product.session, aws: { ...aws, readEndpointGuard } };
  const needs = { session, ledger: product.services.ledger, by: 'window' as const, signal: never };
  expect((await checkLease(entry, needs)).kind).toBe('failed');
  expect(await isThere(entry)).toBe(true);
});

test('an endpoint without requests is idle, and deleted only if CloudWatch counted zero and the setting is on', async () => {
  const entry = await deployed();
  const { ledger } = product.services;
  const { aws } = product.session;
  type Counted = Awaited<ReturnType<typeof aws.invocationsSince>>;
  /** As if it had been created long ago. */
  const old = { ...entry, createdAtMs: 0 };
  const describeOld = async (name: string) => {
    const details = (await aws.describeEndpoint(name)) ?? expect.fail('no endpoint');
    return { ...details, createdAt: 0 };
  };
  const look = (deletes: boolean, more: { counted?: Counted; record?: LedgerEntry } = {}) => {
    const { counted, record = old } = more;
    const counting = counted === undefined ? {} : { invocationsSince: async () => counted };
    const session = { ...product.session, aws: { ...aws, describeEndpoint: describeOld, ...counting } };
    return checkIdle(record, { session, ledger, afterMs: 60_000, deletes, signal: never });
  };
  const none: Counted = new Map([[entry.endpointName, { kind: 'measured', sum: 0 }]]);
  const young = { session: product.session, ledger, afterMs: 3_600_000, deletes: true, signal: never };
  expect(await checkIdle(entry, young)).toEqual({ kind: 'busy' });
  expect(await look(true)).toEqual({ kind: 'idle', evidence: 'no-data' });
  expect(await look(false, { counted: none })).toEqual({ kind: 'idle', evidence: 'measured' });
  await aws.invokeEndpoint({
    endpointName: entry.endpointName,
    contentType: 'text/csv',
    body: '6',
  });
  expect(await look(true)).toEqual({ kind: 'busy' });
  const others = { ...old, attempt: undefined };
  await aws.writeEndpointGuard(entry.arn, { ownerArn: 'arn:aws:iam::000000000000:user/bob' });
  expect(await look(true, { counted: none, record: others })).toMatchObject({ kind: 'idle' });
  expect(await isThere(entry)).toBe(true);
  await aws.writeEndpointGuard(entry.arn, { ownerArn: entry.owner });
  const describeLater = async (name: string) => {
    const details = (await aws.describeEndpoint(name)) ?? expect.fail('no endpoint');
    const guard = details.guard ?? expect.fail('no tags');
    return { ...details, guard: { ...guard, awsNowMs: (guard.awsNowMs ?? NaN) + 3_600_000 } };
  };
  const later = { ...aws, describeEndpoint: describeLater, invocationsSince: async () => none };
  const session = { ...product.session, aws: later };
  expect(await checkIdle(entry, { ...young, session, afterMs: 60_000 })).toEqual({ kind: 'deleted' });
  expect(await isThere(entry)).toBe(false);
});
