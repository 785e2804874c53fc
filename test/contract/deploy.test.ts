import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { newEndpointName } from '../../src/aws/names.ts';
import { deploy, predict } from '../../src/commands/endpoints.ts';
import { explain } from '../../src/platform/messages.ts';
import { requireHeldOutRows } from '../../src/runs/sharedRuns.ts';
import { openConnectionStates } from '../../src/runs/connectionStates.ts';
import { createEndpointWarning } from '../../src/views/statusBar.ts';
import { forgetShown, statusBarItems } from '../fakeVscode.ts';
import { openProduct } from './product.ts';

vi.mock('vscode', () => import('../fakeVscode.ts'));
vi.mock('../../src/aws/names.ts', { spy: true });

let product: Awaited<ReturnType<typeof openProduct>>;
beforeEach(async () => {
  forgetShown();
  product = await openProduct();
  await product.saveRun();
});
afterEach(() => product.stop());

/** Injects a fault into CreateEndpoint, before the request is sent or after the response. */
function onCreateEndpoint(happens: { readonly before?: () => void; readonly after?: () => void }): void {
  product.clients.sagemaker.middlewareStack.add(
    (next, { commandName }) =>
      async (request) => {
        if (commandName !== 'CreateEndpointCommand') return next(request);
        happens.before?.();
        const answer = await next(request);
        happens.after?.();
        return answer;
      },
    { step: 'deserialize', priority: 'low' },
  );
}

const fail = (message: string) => () => {
  throw new Error(message);
};
const warningText = async () => {
  const { services, session } = product;
  const { openSession, ledger } = services;
  const warning = createEndpointWarning({
    sessionOf: () => openSession,
    ledger,
    states: openConnectionStates(),
    connection: () => session.connection,
  });
  await warning.refresh();
  const { text, isVisible } = statusBarItems.get('linearLearner.endpoints') ?? expect.fail('no item');
  warning.dispose();
  return isVisible ? text : undefined;
};

test('an endpoint whose answer was lost is found by its tag, and deploying goes on', async () => {
  onCreateEndpoint({ after: fail('socket hang up') });
  const { endpointName } = await deploy(product.services, { trainingJobName: 'job-1' });
  expect(await product.endpointNames()).toEqual([endpointName]);
  expect(await warningText()).toBe('$(warning) 1 endpoint · local, free · 1 h 0 m left');
});

test('an endpoint that may still come stays on record, and keeps its model', async () => {
  onCreateEndpoint({ before: fail('socket hang up') });
  await expect(deploy(product.services, { trainingJobName: 'job-1' })).rejects.toThrow('socket hang up');
  expect(product.counts.changed).toBe(1);
  expect(await product.modelNames()).toHaveLength(1);
  expect(await warningText()).toBe('$(warning) 1 endpoint requested, not seen yet');
});

test('an endpoint that was refused does not stay on record, nor does its model stay', async () => {
  const refusal = Object.assign(new Error('You may not.'), {
    name: 'AccessDeniedException',
    $metadata: { httpStatusCode: 400 },
  });
  onCreateEndpoint({
    before: () => {
      throw refusal;
    },
  });
  await expect(deploy(product.services, { trainingJobName: 'job-1' })).rejects.toMatchObject({
    code: 'access-denied',
  });
  expect(await warningText()).toBeUndefined();
  expect(await product.modelNames()).toEqual([]);
});

test('a second attempt refused because the first one worked is success', async () => {
  const lost = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  let attempts = 0;
  onCreateEndpoint({
    after: () => {
      attempts += 1;
      if (attempts === 1) throw lost;
    },
  });
  const { endpointName } = await deploy(product.services, { trainingJobName: 'job-1' });
  expect(await product.endpointNames()).toEqual([endpointName]);
  expect(await warningText()).toBe('$(warning) 1 endpoint · local, free · 1 h 0 m left');
});

test('a name that somebody else has taken is refused, and what is theirs stays', async () => {
  await product.deploy('taken');
  vi.mocked(newEndpointName).mockReturnValueOnce('taken');
  await expect(deploy(product.services, { trainingJobName: 'job-1' })).rejects.toMatchObject({
    code: 'resource-name-taken',
  });
  expect(await product.endpointNames()).toEqual(['taken']);
  expect(await product.modelNames()).toEqual(['taken']);
  expect(await warningText()).toBeUndefined();
});

test('where SageMaker has no Linear Learner, nothing is requested', async () => {
  const elsewhere = { ...product.session, region: 'xx-nowhere-1' };
  const services = { ...product.services, openSession: async () => elsewhere };
  const error: unknown = await deploy(services, { trainingJobName: 'job-1' }).catch(
    (failed: unknown) => failed,
  );
  expect(error).toMatchObject({ code: 'no-image-in-region' });
  expect(explain(error).message).toContain('region xx-nowhere-1');
  expect(await product.modelNames()).toEqual([]);
});

const asked = (endpointName: string) =>
  predict(product.services, { endpointName, rows: [{ YearsExperience: 6 }] }).catch(
    (error: unknown) => explain(error).message,
  );

test('Predict explains a deleted endpoint, a foreign endpoint, and one whose run is elsewhere', async () => {
  expect(await asked('salary-8f3a')).toMatch(/^Endpoint salary-8f3a no longer exists/);
  await product.deploy('production');
  expect(await asked('production')).toMatch(/^Endpoint production was not deployed by Linear Learner/);
  await product.deploy('salary-1', 'job-of-a-colleague');
  expect(await asked('salary-1')).toMatch(/^job-of-a-colleague was not trained by Linear Learner/);
});

test('evaluating a run without held-out rows explains how to get some', async () => {
  const { services, session } = product;
  const error: unknown = await requireHeldOutRows(session, services.records, 'job-1').catch(
    (failed: unknown) => failed,
  );
  expect(explain(error).message).toMatch(/^job-1 held out no rows.*Set the test size/);
});

test("owner and lease of an endpoint are recorded and tagged, by AWS's clock", async () => {
  const { aws, identity } = product.session;
  const { endpointName } = await deploy(product.services, { trainingJobName: 'job-1' });
  const { arn, guard } = (await aws.describeEndpoint(endpointName)) ?? expect.fail('no endpoint');
  const { awsNowMs = NaN, expiresAtMs = NaN, owner } = guard ?? expect.fail('no guard');
  expect(owner).toBe((await identity()).arn);
  expect(expiresAtMs - awsNowMs).toBeLessThanOrEqual(3_601_000);
  expect(expiresAtMs - awsNowMs).toBeGreaterThan(3_000_000);
  const { entries } = await product.services.ledger.read();
  expect(entries).toMatchObject([{ lease: { kind: 'until', expiresAtMs }, owner }]);
  await aws.writeEndpointGuard(arn, { expiresAtMs: expiresAtMs + 1000 });
  expect(await aws.readEndpointGuard(arn)).toMatchObject({ owner, expiresAtMs: expiresAtMs + 1000 });
  expect((await aws.endpointOrigin(arn)).trainingJobName).toBe('job-1');
});
