import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { parseArguments } from '../../src/contributions/commands.ts';
import { deleteAllEndpoints, deleteEndpoint } from '../../src/commands/deleteEndpoints.ts';
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
      choices: ['Delete Endpoints', 'Delete Endpoints and Models'],
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
