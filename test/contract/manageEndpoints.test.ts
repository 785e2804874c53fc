import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import * as vscode from 'vscode';
import { recognise } from '../../src/aws/failures/errors.ts';
import { deleteEndpoint } from '../../src/commands/deleteEndpoints.ts';
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
  const findSchedule = async (name: string) => ({
    name,
    group: 'linear-learner',
    dueAtMs,
    roleName: 'LinearLearnerEndpointDeleter',
  });
  const lookAtRole = async (name: string) => ({ arn: name, trust: 'others' as const });
  await manageEndpoints(onAws({ findSchedule, lookAtRole }));
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
  forgetShown(why());
  const roleless = onAws({ findSchedule, lookAtRole: async () => undefined });
  await expect(manageEndpoints(roleless)).rejects.toThrow('Cancelled');
  expect(detail()).toMatch(/\nAWS itself cannot delete it: the role of its schedule no longer exists\./);
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
  const ledger = { ...services.ledger, read: async () => ({ entries: [], unreadable: [] }) };
  const asOther = { ...services, ledger, openSession: async () => ({ ...session, identity }) };
  await expect(manageEndpoints(asOther)).rejects.toThrow('Cancelled');
  expect(detail()).toMatch(/\nIt belongs to arn:/);
  expect(detail()).toMatch(/\nVS Code does not delete it: it may be somebody else’s\./);
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

test("several endpoints are listed by connection, ours first, with facts that name others' owner and cost", async () => {
  await product.deploy('churn-production');
  const all = await product.endpointNames();
  const descriptions = new Map<string, string | undefined>();
  const showQuickPick = vi.spyOn(vscode.window, 'showQuickPick');
  showQuickPick.mockImplementation(async (items) => {
    const list = await items;
    for (const { label, description } of list) descriptions.set(label, description);
    return undefined;
  });
  await expect(manageEndpoints(onAws())).rejects.toThrow('Cancelled');
  const own = all.filter((name) => name !== 'churn-production');
  expect([...descriptions.keys()]).toEqual([
    'Local',
    ...own.map((name) => `$(rocket) ${name}`),
    '$(organization) churn-production',
    '$(clear-all) Delete all endpoints…',
    '$(graph) Show spending',
  ]);
  expect(descriptions.get('$(organization) churn-production')).toBe(
    'InService · price of ml.m4.xlarge unknown · owner: unknown',
  );
  expect(descriptions.get(`$(rocket) ${endpointName}`)).toMatch(
    /^InService · \$0\.230 per hour · (1 h 0|59) m left$/,
  );
});

test("an endpoint of others' offers no lease, and is deleted only after its name, owner and cost were shown", async () => {
  forgetShown('$(organization) churn-production', '$(trash) Delete churn-production…');
  const services = onAws();
  await manageEndpoints(services);
  expect(shown.at(-1)?.choices).toEqual([
    '$(trash) Delete churn-production…',
    '$(output) Logs of churn-production',
    '$(info) Why is churn-production billed?',
  ]);
  const given = { endpointName: 'churn-production', connectionId: 'local', confirmed: false };
  expect(executed).toEqual([{ command: 'linearLearner.deleteEndpoint', given: [given] }]);
  forgetShown();
  const session = await services.openSession();
  const onSame = { ...services, sessionOf: () => async () => session };
  await expect(deleteEndpoint(onSame, given)).rejects.toThrow('Cancelled');
  expect(shown).toMatchObject([{ message: 'Delete endpoint churn-production?' }]);
  expect(detail()).toMatch(
    /^It may be somebody else’s \(owner: unknown\)\.\nprice of ml\.m4\.xlarge unknown\n/,
  );
  const denied = { ...session.aws, sightEndpoint: () => Promise.reject(new Error('It is away.')) };
  const blind = { ...services, sessionOf: () => async () => ({ ...session, aws: denied }) };
  forgetShown();
  await expect(deleteEndpoint(blind, given)).rejects.toThrow('Cancelled');
  expect(detail()).toMatch(/^Its owner and its cost are unknown\./);
  expect(await product.endpointNames()).toContain('churn-production');
});

test('a connection that cannot be reached is listed as unknown, and watched no longer if the user says so', async () => {
  const forgotten: string[] = [];
  const services: Services = {
    ...onAws(),
    seenConnections: () => ['local', 'aws:lab@eu-west-1', 'aws:down@eu-west-1'],
    sessionOf: (id) => async (signal) => {
      if (id !== 'aws:down@eu-west-1') return product.services.sessionOf(id)(signal);
      const listEndpoints = () => Promise.reject(new Error('It is down.'));
      return { ...product.session, connectionId: id, aws: { ...product.session.aws, listEndpoints } };
    },
    forgetConnection: async (id) => void forgotten.push(id),
  };
  forgetShown('$(eye-closed) Stop watching lab@eu-west-1');
  await manageEndpoints(services);
  for (const name of ['lab', 'down'])
    expect(shown[0]?.choices).toContain(`$(plug) Switch to ${name}@eu-west-1`);
  expect(forgotten).toEqual(['aws:lab@eu-west-1']);
});
