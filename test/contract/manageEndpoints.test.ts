import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import * as vscode from 'vscode';
import { recognise } from '../../src/aws/failures/errors.ts';
import { deploy } from '../../src/commands/endpoints.ts';
import { manageEndpoints } from '../../src/commands/manageEndpoints.ts';
import type { Services } from '../../src/commands/services.ts';
import type { Session } from '../../src/runs/session.ts';
import { executed, forgetShown, shown } from '../fakeVscode.ts';
import { openProduct, runRecord } from './product.ts';

vi.mock('vscode', () => import('../fakeVscode.ts'));

let product: Awaited<ReturnType<typeof openProduct>>;
let endpointName: string;
beforeAll(async () => {
  product = await openProduct();
  const endpoint = { instanceType: 'ml.m5.large', instanceCount: 2 };
  await product.saveRun({ experiment: { ...runRecord.experiment, endpoint } });
  ({ endpointName } = await deploy(product.services, { trainingJobName: 'job-1' }));
});
afterAll(() => product.stop());
beforeEach(() => {
  forgetShown();
  vi.restoreAllMocks();
});

/** The embedded server, as if it were AWS. */
function onAws(change: Partial<Session['aws']> = {}): Services {
  const { services, session } = product;
  const aws: Session = {
    ...session,
    connection: { kind: 'aws', profile: 'default', region: 'us-east-1' },
    aws: { ...session.aws, ...change },
  };
  return { ...services, openSession: async () => aws };
}

const why = () => `$(info) Why is ${endpointName} billed?`;
const detail = () => shown.at(-1)?.detail ?? expect.fail('nothing was shown');

test('the list says why an endpoint is billed: rate, since when, owner, lease, and each keeper', async () => {
  forgetShown(why(), 'Delete…');
  const dueAtMs = Date.UTC(2031, 0, 1);
  const findSchedule = async (name: string) => ({ name, group: 'linear-learner', dueAtMs });
  await manageEndpoints(onAws({ findSchedule }));
  expect(shown.at(-1)?.message).toBe(`${endpointName} is billed for as long as it exists.`);
  expect(detail()).toMatch(/^2 × ml\.m5\.large × \$0\.115 = \$0\.230 per hour \(on demand\)\.\nPrice: /);
  expect(detail()).toMatch(/\nInService since .*: about \$0\.\d{3} so far\./);
  expect(detail()).toMatch(/\nIt belongs to you, arn:/);
  expect(detail()).toMatch(/\nIts lease ends .*: (1 h 0|59) m left\.\nVS Code deletes the endpoint then/);
  expect(detail()).toMatch(/\nWhile VS Code is closed, AWS deletes it, from .*2031/);
  expect(executed).toEqual([
    {
      command: 'linearLearner.deleteEndpoint',
      given: [{ endpointName, connectionId: 'local', confirmed: false }],
    },
  ]);
});

test('where no schedule exists, or reading it is denied, the list says so', async () => {
  forgetShown(why());
  await expect(manageEndpoints(onAws({ findSchedule: async () => undefined }))).rejects.toThrow('Cancelled');
  expect(detail()).toMatch(/AWS itself does not delete it/);
  const refusal = Object.assign(new Error('You may not.'), { name: 'AccessDeniedException' });
  const findSchedule = () => Promise.reject(recognise(refusal, 'GetSchedule'));
  forgetShown(why());
  await expect(manageEndpoints(onAws({ findSchedule }))).rejects.toThrow('Cancelled');
  expect(detail()).toMatch(/Whether AWS itself deletes it is unknown/);
});

test("an endpoint of somebody else's is shown with its owner", async () => {
  forgetShown(why());
  const services = onAws({ findSchedule: async () => undefined });
  const session = await services.openSession();
  const identity = async () => ({ accountId: '111122223333', arn: 'arn:aws:iam::111122223333:user/other' });
  const asOther = { ...services, openSession: async () => ({ ...session, identity }) };
  await expect(manageEndpoints(asOther)).rejects.toThrow('Cancelled');
  expect(detail()).toMatch(/\nIt belongs to arn:/);
});

test('on Local nothing is billed, and the embedded server ends the lease', async () => {
  forgetShown(why());
  await expect(manageEndpoints(product.services)).rejects.toThrow('Cancelled');
  expect(shown.at(-1)?.message).toBe(`${endpointName} is not billed: it runs on this machine.`);
  expect(detail()).toMatch(/^Free\.\nInService since [^$]*\nThe embedded server deletes it then/m);
});

test('logs of an endpoint on AWS open in its console', async () => {
  const open = vi.spyOn(vscode.env, 'openExternal');
  forgetShown(`$(output) Logs of ${endpointName}`);
  await manageEndpoints(onAws());
  expect(String(open.mock.calls[0]?.[0])).toContain(
    `us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#logsV2:log-groups/log-group/$252Faws$252Fsagemaker$252FEndpoints$252F${endpointName}`,
  );
});

test('deploying without a lease takes the typed name of the endpoint, whatever the caller has confirmed', async () => {
  vi.spyOn(vscode.workspace, 'getConfiguration').mockReturnValue(
    // SAFETY: nothing but `get` is called here.
    { get: (key: string) => (key === 'endpointLease' ? 0 : undefined) } as vscode.WorkspaceConfiguration,
  );
  const before = await product.endpointNames();
  forgetShown('yes', undefined);
  const given = { trainingJobName: 'job-1', confirmed: true };
  await expect(deploy(onAws(), given)).rejects.toThrow('Cancelled');
  expect(shown.map(({ kind }) => kind)).toEqual(['input', 'input']);
  expect(shown[0]?.message).toMatch(/is billed until you delete it\. Enter its name/);
  expect(shown[0]?.choices[0]).toMatch(/^This is not salary-/);
  expect(await product.endpointNames()).toEqual(before);

  const { endpointName: local } = await deploy(product.services, { trainingJobName: 'job-1' });
  const { entries } = await product.services.ledger.read();
  expect(entries.find((entry) => entry.endpointName === local)?.lease).toEqual({ kind: 'none' });
});
