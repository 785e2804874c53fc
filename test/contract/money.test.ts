import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateEndpointCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { Cancelled } from '../../src/platform/cancellation.ts';
import { openFakeAws } from '../fakeAws/fakeAws.ts';
import type { FakeAws } from '../fakeAws/fakeAws.ts';
import type { Fault, FaultName } from '../fakeAws/faults.ts';
import { bucket, modelKey, openWindow } from '../fakeAws/window.ts';
import type { FakeWindow } from '../fakeAws/window.ts';
import { buildStore } from './serverBundle.ts';

vi.mock('vscode', () => import('../fakeVscode.ts'));
afterEach(() => void vi.useRealTimers());

let folder = '';
let storeModulePath = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-money-store-'));
  storeModulePath = await buildStore(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const [first, other] = ['111122223333', '444455556666'];
const day = 86_400_000;
/** More than the SDK's attempts of a call and our own looks after it together. */
const many = 12;

/** For a test of a hundred cases, each with a server of its own. */
const mostMs = 600_000;

/** What happens at the client's side when a call meets a fault. */
type Event = 'nothing' | 'cancelled' | 'killed' | 'a day ahead' | 'a day behind' | 'another account';

/** One row of the table: what fails, and what happens at the client's side meanwhile. */
interface Case {
  readonly faults: readonly Fault[];
  readonly event: Event;
}

type Column = readonly [fault: FaultName, event: Event];
const columns: readonly Column[] = [
  ['lost before', 'nothing'],
  ['lost after', 'nothing'],
  ['throttled', 'nothing'],
  ['internal error', 'nothing'],
  ['internal error after', 'nothing'],
  ['denied', 'nothing'],
  ['expired', 'nothing'],
  ['empty answer', 'nothing'],
  ['empty answer after', 'nothing'],
  ['{}', 'nothing'],
  ['{} after', 'nothing'],
  ['held before', 'cancelled'],
  ['held after', 'cancelled'],
  ['held before', 'killed'],
  ['held after', 'killed'],
  ['none', 'another account'],
];
/** The clock is one for the whole process, so these run one after the other. */
const clockColumns: readonly Column[] = [
  ['none', 'a day ahead'],
  ['none', 'a day behind'],
];

interface Stage {
  readonly fake: FakeAws;
  readonly storage: string;
  /** A new window on the storage; it is closed with the stage. */
  open(accountId?: string): FakeWindow;
  /** Lets monotonic time pass. */
  pass(ms: number): void;
  close(): Promise<void>;
}

interface Action {
  /** What exists before the action, made through a window. */
  readonly arrange: (stage: Stage, window: FakeWindow) => Promise<void>;
  readonly act: (window: FakeWindow, signal: AbortSignal) => Promise<unknown>;
  /** It changes nothing in AWS, so that one stage serves many cases; run before each of them. */
  readonly beforeEach?: (stage: Stage) => Promise<void>;
}

const forever = new AbortController().signal;
const endpointName = 'salary-1';
const deployed = async (_: Stage, window: FakeWindow) => {
  await window.deploy(endpointName, forever);
  const status = async () => (await window.session.aws.describeEndpoint(endpointName))?.status;
  await expect.poll(status, { interval: 10, timeout: 20_000 }).toBe('Failed');
};

const actions: Readonly<Record<string, Action>> = {
  deploy: { arrange: async () => undefined, act: (window, signal) => window.deploy(endpointName, signal) },
  delete: { arrange: deployed, act: (window, signal) => window.delete(endpointName, signal) },
  train: { arrange: async () => undefined, act: (window, signal) => window.train(signal) },
  list: {
    arrange: async (stage, window) => {
      await deployed(stage, window);
      await window.train(forever);
    },
    act: (window) => window.poll(),
    beforeEach: async () => undefined,
  },
  'list after the ledger was lost': {
    arrange: deployed,
    act: (window) => window.poll(),
    beforeEach: ({ storage }) => rm(join(storage, 'endpoints'), { recursive: true, force: true }),
  },
};

async function openStage(): Promise<Stage> {
  const storage = await mkdtemp(join(tmpdir(), 'll-money-'));
  const fake = await openFakeAws({ accounts: [first, other], storeModulePath });
  let now = 0;
  const windows: FakeWindow[] = [];
  const stage: Stage = {
    fake,
    storage,
    open(accountId = first) {
      const window = openWindow(fake, { storage, accountId, now: () => now });
      windows.push(window);
      return window;
    },
    pass: (ms) => void (now += ms),
    async close() {
      for (const window of windows) window.close();
      await fake.stop();
      await rm(storage, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },
  };
  const { aws } = stage.open().session;
  await aws.ensureBucket(bucket, { accountId: first });
  const path = join(storage, 'model');
  await writeFile(path, 'no artifact');
  await aws.uploadFiles([{ path, bucket, key: modelKey }]);
  return stage;
}

/** Runs an action into its faults; returns what billed without a warning, and when. */
async function runCase(action: Action, stage: Stage, { faults, event }: Case): Promise<readonly string[]> {
  const { fake } = stage;
  const silent = new Set<string>();
  const look = async (window: FakeWindow, when: string) => {
    const { endpoints, jobs } = await fake.alive(first);
    const hidden = [
      ...endpoints.filter((name) => !window.warnsOf(name)),
      ...jobs.filter((name) => !window.showsJob(name)),
    ];
    for (const name of hidden) silent.add(`${name} ${when}, where the status bar says: ${window.text()}`);
  };
  let window = stage.open();
  fake.setFaults(...faults);
  const cancelling = new AbortController();
  const met = fake.met();
  const done = action.act(window, cancelling.signal).catch(() => undefined);
  if (event !== 'nothing') await Promise.race([met, done]);
  const isHeld = faults.some(({ name }) => name.startsWith('held'));
  switch (event) {
    case 'nothing':
      break;
    case 'cancelled':
      cancelling.abort(new Cancelled());
      break;
    case 'a day ahead':
      vi.setSystemTime(Date.now() + day);
      break;
    case 'a day behind':
      vi.setSystemTime(Date.now() - day);
      break;
    case 'killed':
      window = stage.open();
      break;
    case 'another account':
      window = stage.open(other);
      break;
  }
  // A poll that is never answered shows what it knows; a window that was killed does nothing more.
  if (event !== 'killed' && !(isHeld && action.beforeEach !== undefined)) await done;
  const poll = async () => {
    // Lists are not read again at once.
    stage.pass(5000);
    await window.poll();
  };
  if (!isHeld) {
    await poll();
    await look(window, 'with the fault');
  }
  fake.setFaults();
  await poll();
  await look(window, 'after the fault');
  window = stage.open(event === 'another account' ? other : first);
  for (const passed of [0, 60_000, 3_600_000]) {
    stage.pass(passed);
    await window.poll();
    await look(window, `in a new window after ${passed} ms`);
  }
  return [...silent];
}

/** The operations that an action calls when nothing fails. */
async function operationsOf(action: Action): Promise<readonly string[]> {
  const stage = await openStage();
  try {
    const window = stage.open();
    await action.arrange(stage, window);
    await action.beforeEach?.(stage);
    stage.fake.setFaults();
    await action.act(window, forever);
    return [...new Set(stage.fake.operations)];
  } finally {
    await stage.close();
  }
}

/** The SDK tries again what fails: a change that fails once may be refused at the second try, because the first one worked. */
const isChange = (operation: string) => /^(Create|Delete|Stop)(?!Bucket|Object)/.test(operation);

const casesOf = (operations: readonly string[], wanted: readonly Column[]): readonly Case[] =>
  operations.flatMap((operation) =>
    wanted.flatMap(([name, event]) => {
      const times = event !== 'nothing' ? [1] : isChange(operation) ? [1, many] : [many];
      return times.map((count) => ({ faults: [{ operation, name, times: count }], event }));
    }),
  );

const nameOf = ({ faults, event }: Case) =>
  `${faults.map(({ operation, name, times }) => `${operation} ${name} × ${times}`).join(', ')}, ${event}`;

const counts = { cases: 0, silent: 0 };
afterAll(() => {
  console.log(`${counts.cases} faults, ${counts.silent} silent`);
});

async function expectNoneSilent(action: Action, cases: readonly Case[], atOnce = 16): Promise<void> {
  const waiting = [...cases];
  const silent: string[] = [];
  const run = async (stage: Stage, next: Case) => {
    await action.beforeEach?.(stage);
    silent.push(...(await runCase(action, stage, next)).map((one) => `${nameOf(next)}: ${one}`));
  };
  const work = async () => {
    while (waiting.length > 0) {
      const stage = await openStage();
      await action.arrange(stage, stage.open());
      do {
        const next = waiting.shift();
        if (next !== undefined) await run(stage, next);
      } while (action.beforeEach !== undefined && waiting.length > 0);
      await stage.close();
    }
  };
  await Promise.all(
    Array.from({ length: action.beforeEach === undefined ? atOnce : Math.min(2, atOnce) }, work),
  );
  counts.cases += cases.length;
  counts.silent += silent.length;
  expect(silent).toEqual([]);
}

test.each(Object.keys(actions))(
  'whatever fails during %s, all that bills is shown',
  async (name) => {
    const action = actions[name] ?? expect.fail();
    await expectNoneSilent(action, casesOf(await operationsOf(action), columns));
  },
  mostMs,
);

test.each(Object.keys(actions))(
  'whatever the clock does during %s, all that bills is shown',
  async (name) => {
    const action = actions[name] ?? expect.fail();
    const operations = await operationsOf(action);
    vi.useFakeTimers({ toFake: ['Date'] });
    await expectNoneSilent(action, casesOf(operations, clockColumns), 1);
  },
  mostMs,
);

/** Faults that come together: after an uncertain create, the looks for it fail too. */
const pairs = (create: string, describe: string): readonly Case[] =>
  (['lost after', 'internal error after', '{} after'] as const).flatMap((lost) =>
    (['missing', 'throttled', 'denied', '{}', 'lost before'] as const).map((name) => ({
      faults: [
        { operation: create, name: lost, times: many },
        { operation: describe, name, times: many },
      ],
      event: 'nothing',
    })),
  );

test.each([
  ['deploy', 'CreateEndpoint', 'DescribeEndpoint'],
  ['train', 'CreateTrainingJob', 'DescribeTrainingJob'],
])('a %s whose answer is lost and that cannot be looked for is shown', async (name, create, describe) => {
  await expectNoneSilent(actions[name] ?? expect.fail(), pairs(create, describe));
});

test.each([
  ['deploy', 'CreateEndpoint'],
  ['train', 'CreateTrainingJob'],
])('a %s whose answer is lost and whose tags lag behind is shown', async (name, create) => {
  const cases = (['lost after', 'internal error after', '{} after'] as const).map((lost) => ({
    faults: [
      { operation: create, name: lost, times: many },
      { operation: 'ListTags', name: 'no tags' as const, times: many },
    ],
    event: 'nothing' as const,
  }));
  await expectNoneSilent(actions[name] ?? expect.fail(), cases);
});

test.each(['deploy', 'train'])('a %s that cannot be recorded is not requested', async (name) => {
  const stage = await openStage();
  const window = stage.open();
  for (const folder of ['endpoints', 'trainingJobs']) await writeFile(join(stage.storage, folder), '');
  const action = actions[name] ?? expect.fail();
  await expect(action.act(window, forever)).rejects.toThrow(/EEXIST|ENOTDIR/);
  expect(await stage.fake.alive(first)).toEqual({ endpoints: [], jobs: [] });
  await window.poll();
  expect(window.text()).toContain('unknown');
  await stage.close();
});

test.each([
  ['empty', ''],
  ['cut short', '{"version": 2, "connec'],
  ['of a later version', '{"version": 9}'],
  ['of another kind', '[]'],
])('a record that is %s is warned of, and what it was of found again by its tags', async (_, text) => {
  const stage = await openStage();
  await deployed(stage, stage.open());
  const folder = join(stage.storage, 'endpoints');
  for (const file of await readdir(folder)) await writeFile(join(folder, file), text);
  const window = stage.open();
  await window.poll();
  expect(window.text()).toContain('endpoints unknown');
  expect(window.text()).toContain(endpointName);
  await stage.close();
});

test('an endpoint among hundreds of others is found by its tags', async () => {
  const stage = await openStage();
  const { fake, storage } = stage;
  const window = stage.open();
  await deployed(stage, window);
  const { sagemaker } = window.clients;
  const names = Array.from({ length: 220 }, (_, index) => `other-${index}`);
  for (const EndpointName of names)
    await sagemaker.send(new CreateEndpointCommand({ EndpointName, EndpointConfigName: endpointName }));
  await rm(join(storage, 'endpoints'), { recursive: true });
  fake.setFaults();
  for (let looks = 0; looks < 5; looks += 1) {
    await window.poll();
    stage.pass(5000);
  }
  expect(window.warnsOf(endpointName)).toBe(true);
  expect(window.text()).toContain('1 endpoint');
  expect(fake.operations.filter((name) => name === 'ListEndpoints')).toHaveLength(5 * 3);
  await stage.close();
});

test('a training job created after its caller gave up is stopped', async () => {
  const stage = await openStage();
  const { fake } = stage;
  const window = stage.open();
  fake.setFaults({ operation: 'CreateTrainingJob', name: 'held after', times: 1 });
  const [met, cancelling] = [fake.met(), new AbortController()];
  const training = window.train(cancelling.signal);
  await met;
  cancelling.abort(new Cancelled());
  await expect(training).rejects.toThrow('Cancelled');
  const next = stage.open();
  await next.poll();
  await expect.poll(async () => (await fake.alive(first)).jobs, { timeout: 20_000 }).toEqual([]);
  await next.poll();
  expect(next.text()).toBe('');
  await stage.close();
});

test('everything is shown until it is deleted, and nothing after that is confirmed', async () => {
  const stage = await openStage();
  const window = stage.open();
  await deployed(stage, window);
  await window.poll();
  expect(window.warnsOf(endpointName)).toBe(true);
  await window.delete(endpointName, forever);
  await window.poll();
  expect(window.text()).toContain('1 endpoint gone, confirming');
  stage.pass(60_000);
  await window.poll();
  expect(window.text()).toBe('');
  await stage.close();
});
