import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { recognise } from '../../src/aws/failures/errors.ts';
import { deleteEndpoint, saveAndDelete } from '../../src/commands/deleteEndpoints.ts';
import { deploy } from '../../src/commands/endpoints.ts';
import { redeploy } from '../../src/commands/redeploy.ts';
import { executed, forgetShown, shown } from '../fakeVscode.ts';
import { openProduct } from './product.ts';

vi.mock('vscode', () => import('../fakeVscode.ts'));

let product: Awaited<ReturnType<typeof openProduct>>;
beforeAll(async () => {
  product = await openProduct();
  for (const trainingJobName of ['job-1', 'job-2', 'job-3', 'job-4'])
    await product.saveRun({ trainingJobName });
});
afterAll(() => product.stop());
beforeEach(() => forgetShown());

const configOf = async (endpointName: string) =>
  (await product.session.aws.describeEndpoint(endpointName))?.endpointConfigName;

test('Save and Delete keeps model and config, of which Redeploy makes a new endpoint with a lease of its own', async () => {
  const { services, session } = product;
  const { endpointName: first } = await deploy(services, { trainingJobName: 'job-1' });
  forgetShown('Redeploy…');
  expect(await saveAndDelete(services, { endpointName: first })).toEqual({ trainingJobName: 'job-1' });
  expect(await product.endpointNames()).toEqual([]);
  expect(await product.modelNames()).toEqual([first]);
  await vi.waitFor(() =>
    expect(executed).toEqual([
      { command: 'linearLearner.redeploy', given: [{ endpointName: first, connectionId: 'local' }] },
    ]),
  );

  const { endpointName: second } = await redeploy(services, { trainingJobName: 'job-1' });
  expect(second).not.toBe(first);
  expect(await product.modelNames()).toEqual([first]);
  expect(await configOf(second)).toBe(first);
  const { entries } = await services.ledger.read();
  const entry = entries.find(({ endpointName }) => endpointName === second);
  expect(entry).toMatchObject({ config: first, models: [first], trainingJobName: 'job-1', state: 'seen' });
  const details = (await session.aws.describeEndpoint(second)) ?? expect.fail('no endpoint');
  expect(entry?.lease).toMatchObject({ kind: 'until' });
  expect(details.guard?.expiresAtMs).toBeGreaterThan(Date.now());
  expect(details.origin.trainingJobName).toBe('job-1');

  // Its config is in use: deleting one of two endpoints of the same config would take the other's as well.
  const { endpointName: third } = await redeploy(services, { endpointName: second });
  expect(await configOf(third)).toBe(third);
  for (const endpointName of [second, third]) await deleteEndpoint(services, { endpointName });
});

test('an endpoint that was saved long ago is made again by its own name, once its record has ended', async () => {
  const { services } = product;
  const { endpointName: first } = await deploy(services, { trainingJobName: 'job-2' });
  await saveAndDelete(services, { endpointName: first });
  await product.confirmGone();
  expect((await services.ledger.read()).entries).toEqual([]);
  const { endpointName: second } = await redeploy(services, { endpointName: first });
  expect(await configOf(second)).toBe(first);
  await deleteEndpoint(services, { endpointName: second, confirmed: true, alsoModel: true });
  expect(await product.modelNames()).not.toContain(first);
});

test('where the model is gone, Redeploy deploys the run anew', async () => {
  const { services, session } = product;
  const { endpointName: first } = await deploy(services, { trainingJobName: 'job-3' });
  await saveAndDelete(services, { endpointName: first });
  await session.aws.deletePart({ kind: 'model', name: first }, { pollIntervalMs: 5 });
  const { endpointName: second } = await redeploy(services, { endpointName: first });
  expect(await configOf(second)).toBe(second);
  await deleteEndpoint(services, { endpointName: second });
});

test('where AWS does not let the caller read what was kept, Redeploy deploys the run anew', async () => {
  const { services, session } = product;
  const { endpointName: first } = await deploy(services, { trainingJobName: 'job-4' });
  await saveAndDelete(services, { endpointName: first });
  const refusal = Object.assign(new Error('You may not.'), { name: 'AccessDeniedException' });
  const denied = recognise(refusal, 'DescribeEndpointConfig');
  const blind = { ...session, aws: { ...session.aws, findRecipe: () => Promise.reject(denied) } };
  const given = { ...services, openSession: async () => blind };
  const { endpointName: second } = await redeploy(given, { trainingJobName: 'job-4' });
  expect(await configOf(second)).toBe(second);
  await deleteEndpoint(services, { endpointName: second });
});

test('Save and Delete of a row waits for its confirmation', async () => {
  await product.deploy('salary-x', 'job-1');
  forgetShown(undefined);
  const given = { endpointName: 'salary-x', confirmed: false };
  await expect(saveAndDelete(product.services, given)).rejects.toThrow('Cancelled');
  expect(shown).toMatchObject([{ kind: 'warning', choices: ['Save and Delete'] }]);
  expect(await product.endpointNames()).toEqual(['salary-x']);
  await deleteEndpoint(product.services, { endpointName: 'salary-x' });
});

test('an endpoint of another tool names no run, so there is nothing to redeploy', async () => {
  await product.deploy('production');
  await expect(redeploy(product.services, { endpointName: 'production' })).rejects.toMatchObject({
    code: 'endpoint-not-ours',
  });
  expect(await product.endpointNames()).toEqual(['production']);
});
