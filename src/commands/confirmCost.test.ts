import { beforeEach, expect, test, vi } from 'vitest';
import { executed, forgetShown, shown } from '../../test/fakeVscode.ts';
import type { Connection } from '../aws/connections/types.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import type { Session } from '../runs/session.ts';
import { confirmEndpointCost } from './confirmCost.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));
beforeEach(() => forgetShown());

const onAws: Connection = { kind: 'aws', profile: 'default', region: 'us-east-1' };
const ask = (instanceType: string, connection: Connection = onAws) => {
  // SAFETY: the question of the cost reads the connection alone.
  const session = { connection } as Session;
  // SAFETY: and of the experiment the compute alone.
  const experiment = { endpoint: { instanceType, instanceCount: 2 } } as Experiment;
  return confirmEndpointCost(session, experiment);
};

test('the confirmation shows a known price, with Deploy as its only button', async () => {
  forgetShown('Deploy');
  await ask('ml.m5.large');
  expect(shown).toEqual([expect.objectContaining({ choices: ['Deploy'] })]);
  expect(shown[0]?.detail).toMatch(/2 × ml\.m5\.large\n\$0\.\d{3} per hour/);
});

test('the confirmation of an unknown price opens the price list and asks again', async () => {
  forgetShown('Open Prices', undefined);
  await expect(ask('ml.future.xlarge')).rejects.toThrow('Cancelled');
  expect(executed).toEqual([
    { command: 'openExternal', given: ['https://aws.amazon.com/sagemaker/pricing/'] },
  ]);
  expect(shown).toHaveLength(2);
});

test('no confirmation appears where nothing is billed', async () => {
  await ask('ml.m4.xlarge', { kind: 'local' });
  expect(shown).toEqual([]);
});
