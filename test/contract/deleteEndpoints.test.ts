import { CreateEndpointCommand, CreateEndpointConfigCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { parseArguments } from '../../src/contributions/commands.ts';
import { deleteAllEndpoints, deleteEndpoint } from '../../src/commands/deleteEndpoints.ts';
import { systemProcesses } from '../../src/files/systemProcesses.ts';
import { openEndpointLedger } from '../../src/guard/journal/endpointLedger.ts';
import { openSpendFile } from '../../src/guard/journal/spendFile.ts';
import { Cancelled } from '../../src/platform/cancellation.ts';
import { deleteOnRecord, finishDeletion } from '../../src/runs/deleteOnRecord.ts';
import { openDeletionKeeper } from '../../src/runs/deletionKeeper.ts';
import type { Session } from '../../src/runs/session.ts';
import { forgetShown, shown, TreeItem } from '../fakeVscode.ts';
import { openProduct } from './product.ts';

vi.mock('vscode', () => import('../fakeVscode.ts'));

let product: Awaited<ReturnType<typeof openProduct>>;
beforeAll(async () => {
  product = await openProduct();
});
afterAll(() => product.stop());
beforeEach(() => forgetShown());

const modal = () => shown.filter(({ kind }) => kind === 'warning');

test('Delete All deletes our endpoints and models and leaves those of others', async () => {
  await product.deploy('production');
  await product.deploy('salary-8f3a', 'job-1');
  await product.deploy('salary-91cc', 'job-2');
  forgetShown('Delete Endpoints');
  await deleteAllEndpoints(product.services, undefined);
  expect(await product.endpointNames()).toEqual(['production']);
  expect(await product.modelNames()).toEqual(
    expect.arrayContaining(['production', 'salary-8f3a', 'salary-91cc']),
  );
  expect(modal()).toEqual([
    expect.objectContaining({
      message: 'Delete all 2 endpoints?',
      // The models carry our tags, and nothing else serves them.
      choices: ['Delete Endpoints and Models', 'Delete Endpoints'],
    }),
  ]);
  expect(modal()[0]?.detail).toContain('1 endpoint that Linear Learner did not create is left alone.');
  expect(modal()[0]?.detail).not.toContain('production');
  expect(shown.at(-1)).toMatchObject({ kind: 'information', message: '2 endpoints were deleted.' });

  forgetShown();
  await deleteAllEndpoints(product.services, { confirmed: true });
  expect(await product.endpointNames()).toEqual(['production']);
  expect(shown.map(({ message }) => message)).toEqual([
    'There is no endpoint to delete. 1 endpoint that Linear Learner did not create is left alone.',
  ]);
});

test('endpoint on record is ours whatever its tags say', async () => {
  await product.deploy('untagged');
  await product.services.ledger.record({
    connectionId: 'local',
    endpointName: 'untagged',
    trainingJobName: 'job-3',
    recordedAt: new Date().toISOString(),
    state: 'seen',
  });
  await deleteAllEndpoints(product.services, { confirmed: true, alsoModel: true });
  expect(await product.endpointNames()).toEqual(['production']);
  expect(await product.modelNames()).not.toContain('untagged');
  await product.confirmGone();
  expect((await product.services.ledger.read()).entries).toEqual([]);
});

test('endpoint that cannot be deleted is named and does not stop the others', async () => {
  await product.deploy('stuck', 'job-4');
  await product.deploy('salary-a', 'job-5');
  const { session } = product;
  const services = {
    ...product.services,
    openSession: async () => ({
      ...session,
      aws: {
        ...session.aws,
        deletePart: async (...given: Parameters<typeof session.aws.deletePart>) => {
          if (given[0].name === 'stuck') throw new Error('It is locked.');
          await session.aws.deletePart(...given);
        },
      },
    }),
  };
  await expect(deleteAllEndpoints(services, { confirmed: true })).rejects.toMatchObject({
    code: 'endpoints-not-deleted',
    facts: { names: 'stuck', reason: 'It is locked.' },
  });
  expect(product.undeletable).toEqual(['stuck']);
  expect(await product.endpointNames()).toEqual(expect.arrayContaining(['production', 'stuck']));
  expect(await product.endpointNames()).not.toContain('salary-a');
});

test('Delete Endpoint with a name shows no dialog on Local and keeps the model; a click asks for confirmation', async () => {
  await product.deploy('salary-b', 'job-6');
  const row = { endpointName: 'salary-b', item: new TreeItem('salary-b') };
  for (const given of [row, { endpointName: 'salary-b', confirmed: false }]) {
    forgetShown(undefined);
    const parsed = parseArguments('deleteEndpoint', [given]);
    await expect(deleteEndpoint(product.services, ...parsed)).rejects.toThrow('Cancelled');
    expect(modal()[0]?.message).toBe('Delete endpoint salary-b?');
  }
  forgetShown();
  await deleteEndpoint(product.services, { endpointName: 'salary-b' });
  expect(modal()).toEqual([]);
  expect(await product.endpointNames()).not.toContain('salary-b');
  expect(await product.modelNames()).toContain('salary-b');
});

/** The session, but that deleting fails where `refuses` says so; it lists what is deleted. */
function faulty(refuses: (kind: string) => boolean) {
  const { session } = product;
  const deleted: string[] = [];
  const on: Session = {
    ...session,
    aws: {
      ...session.aws,
      deletePart: async (part, options) => {
        if (refuses(part.kind)) throw new Error('It is locked.');
        await session.aws.deletePart(part, options);
        deleted.push(part.kind);
      },
    },
  };
  return { session: on, deleted };
}

const everything = { also: { config: true, model: true }, by: 'user' as const };
const forever = new AbortController().signal;

test('a deletion removes the endpoint, then its config, then its model', async () => {
  await product.deploy('salary-o', 'job-7');
  const { session, deleted } = faulty(() => false);
  const request = { endpointName: 'salary-o', ...everything };
  expect(await deleteOnRecord(session, product.services.ledger, request, { signal: forever })).toEqual({
    kind: 'done',
  });
  expect(deleted).toEqual(['endpoint', 'config', 'model']);
  expect(await product.modelNames()).not.toContain('salary-o');
});

test('a deletion leaves config and model that another endpoint on record uses', async () => {
  const { ledger } = product.services;
  await product.deploy('salary-t', 'job-12');
  const other = {
    connectionId: 'local',
    endpointName: 'salary-u',
    trainingJobName: 'job-12',
    recordedAt: new Date().toISOString(),
    state: 'seen' as const,
    config: 'salary-t',
    models: ['salary-t'],
  };
  await ledger.record(other);
  const { session, deleted } = faulty(() => false);
  const request = { endpointName: 'salary-t', ...everything };
  await deleteOnRecord(session, ledger, request, { signal: forever });
  expect(deleted).toEqual(['endpoint']);
  await ledger.forget(other);
});

test('a deletion leaves the config and the model that an endpoint of another machine uses', async () => {
  await product.deploy('salary-v', 'job-13');
  const { sagemaker } = product.server;
  await sagemaker.send(
    new CreateEndpointCommand({ EndpointName: 'elsewhere', EndpointConfigName: 'salary-v' }),
  );
  const { session, deleted } = faulty(() => false);
  const request = { endpointName: 'salary-v', ...everything };
  expect(await deleteOnRecord(session, product.services.ledger, request, { signal: forever })).toEqual({
    kind: 'done',
  });
  expect(deleted).toEqual(['endpoint']);
  await session.aws.waitInService('elsewhere', { pollIntervalMs: 20 });
  await session.aws.deleteEndpoint({ endpointName: 'elsewhere', alsoModel: false }, { pollIntervalMs: 20 });
});

test('a deletion leaves a model that a config of someone else names', async () => {
  await product.deploy('salary-w', 'job-14');
  const variant = { ModelName: 'salary-w', InstanceType: 'ml.m5.large', InitialInstanceCount: 1 } as const;
  const config = { EndpointConfigName: 'theirs', ProductionVariants: [{ ...variant, VariantName: 'Blue' }] };
  await product.server.sagemaker.send(new CreateEndpointConfigCommand(config));
  const { session, deleted } = faulty(() => false);
  const request = { endpointName: 'salary-w', ...everything };
  await deleteOnRecord(session, product.services.ledger, request, { signal: forever });
  expect(deleted).toEqual(['endpoint', 'config']);
  expect(await product.modelNames()).toContain('salary-w');
});

test('a queued deletion whose process has ended goes on, even if another process has its pid now', async () => {
  const { ledger } = product.services;
  await product.deploy('salary-x', 'job-15');
  const refusing = faulty((kind) => kind === 'endpoint');
  const request = { endpointName: 'salary-x', ...everything };
  await deleteOnRecord(refusing.session, ledger, request, { signal: forever });
  const heldBy = async (stamp: string) => {
    const [entry] = await recordsOf('salary-x');
    if (entry?.deletion === undefined) expect.fail('not queued');
    const { deletion } = entry;
    await ledger.record({ ...entry, deletion: { ...deletion, pid: process.pid, stamp, queuedAtMs: 0 } });
    const keeper = openDeletionKeeper({
      ledger,
      sessionOf: () => async () => product.session,
      onFailed: (_, error) => expect.fail(String(error)),
      onDeleted: () => undefined,
    });
    await keeper.look();
    keeper.dispose();
    return (await product.endpointNames()).includes('salary-x');
  };
  if (process.platform === 'linux')
    expect(await heldBy(await systemProcesses().stampOf(process.pid))).toBe(true);
  expect(await heldBy('an earlier start')).toBe(false);
});

test("a window's deletion takes nothing from what the user has queued in another", async () => {
  const { ledger } = product.services;
  await product.deploy('salary-y', 'job-16');
  const refusing = faulty((kind) => kind === 'endpoint');
  const request = { endpointName: 'salary-y', ...everything };
  await deleteOnRecord(refusing.session, ledger, request, { signal: forever });
  const kept = { endpointName: 'salary-y', also: { config: false, model: false }, by: 'window' as const };
  const { session, deleted } = faulty(() => false);
  await deleteOnRecord(session, ledger, kept, { signal: forever });
  expect(deleted).toEqual(['endpoint', 'config', 'model']);
  expect(await recordsOf('salary-y')).toMatchObject([{ deletion: { by: 'user', left: [] } }]);
});

const recordsOf = async (name: string) =>
  (await product.services.ledger.read()).entries.filter(({ endpointName }) => endpointName === name);

test('parts that a deletion could not delete are named, and deleted after a restart', async () => {
  const { services } = product;
  await product.deploy('salary-p', 'job-8');
  const broken = faulty((kind) => kind === 'config');
  const failing = { ...services, openSession: async () => broken.session };
  const deleting = deleteEndpoint(failing, { endpointName: 'salary-p', confirmed: true, alsoModel: true });
  await expect(deleting).rejects.toMatchObject({
    code: 'endpoint-partly-deleted',
    facts: { left: [{ kind: 'config', name: 'salary-p' }], reason: 'It is locked.' },
  });
  expect(broken.deleted).toEqual(['endpoint', 'model']);
  // It no longer bills, and is on record until the config is gone as well.
  await product.confirmGone();
  expect(await recordsOf('salary-p')).toHaveLength(1);

  const keeper = openDeletionKeeper({
    ledger: openEndpointLedger(product.storage),
    sessionOf: () => async () => product.session,
    onFailed: (_, error) => expect.fail(String(error)),
    onDeleted: () => undefined,
  });
  await keeper.look();
  keeper.dispose();
  expect(await product.session.aws.endpointParts('salary-p', { pollIntervalMs: 5 })).toMatchObject({
    endpoint: undefined,
  });
  await product.confirmGone();
  expect(await recordsOf('salary-p')).toEqual([]);
  const { lines } = await openSpendFile(product.storage).read();
  expect(lines.filter(({ name }) => name === 'salary-p')).toMatchObject([{ endedBy: 'user' }]);
});

test('a queued deletion never deletes a later endpoint of the same name', async () => {
  const { ledger } = product.services;
  await product.deploy('salary-q', 'job-9');
  const refusing = faulty((kind) => kind === 'endpoint');
  const request = { endpointName: 'salary-q', ...everything };
  const first = await deleteOnRecord(refusing.session, ledger, request, { signal: forever });
  expect(first).toMatchObject({
    kind: 'left',
    left: [{ kind: 'endpoint' }, { kind: 'config' }, { kind: 'model' }],
  });
  const [entry] = await recordsOf('salary-q');
  if (entry === undefined) expect.fail('not on record');
  const earlier = { ...entry, createdAtMs: (entry.createdAtMs ?? 0) - 1000 };
  await finishDeletion(product.session, ledger, earlier, { signal: forever });
  expect(await product.endpointNames()).toContain('salary-q');
  await deleteEndpoint(product.services, { endpointName: 'salary-q', confirmed: true });
});

test('a queued deletion waits for its own account', async () => {
  const { ledger } = product.services;
  await product.deploy('salary-r', 'job-10');
  const other = { ...product.session, identity: async () => ({ accountId: '999999999999', arn: 'arn' }) };
  const request = { endpointName: 'salary-r', ...everything };
  const refusing = faulty((kind) => kind === 'endpoint');
  await deleteOnRecord(refusing.session, ledger, request, { signal: forever });
  const [entry] = await recordsOf('salary-r');
  if (entry === undefined) expect.fail('not on record');
  await expect(finishDeletion(other, ledger, entry, { signal: forever })).rejects.toMatchObject({
    code: 'other-account',
  });
  expect(await product.endpointNames()).toContain('salary-r');
  await deleteEndpoint(product.services, { endpointName: 'salary-r', confirmed: true });
});

test('a deletion cancelled before the endpoint is gone is withdrawn', async () => {
  await product.deploy('salary-s', 'job-11');
  const cancelled = new AbortController();
  const { session } = product;
  const on: Session = {
    ...session,
    aws: {
      ...session.aws,
      deletePart: async (_, { signal }) => {
        cancelled.abort(new Cancelled());
        signal?.throwIfAborted();
      },
    },
  };
  const request = { endpointName: 'salary-s', ...everything };
  const deleting = deleteOnRecord(on, product.services.ledger, request, { signal: cancelled.signal });
  await expect(deleting).rejects.toThrow('Cancelled');
  const [entry] = await recordsOf('salary-s');
  expect(entry?.deletion).toBeUndefined();
  await deleteEndpoint(product.services, { endpointName: 'salary-s', confirmed: true });
});
