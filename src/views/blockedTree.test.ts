import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BlockedState } from '../aws/connections/state.ts';
import { withHelp } from '../aws/failures/credentialsHelp.ts';
import { Failure } from '../learner/errors.ts';
import { attentionOf } from '../platform/attention.testing.ts';
import type { Gate } from './explorerTree.ts';
import { labels, openTree } from './explorerTree.testing.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'll-tree-'));
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

/** The state of a connection, as its calls change it. */
function openGate(first: BlockedState | undefined) {
  let block = first;
  let listener: () => void = () => undefined;
  const reasons: (string | undefined)[] = [];
  const gate: Gate = {
    connectionId: () => 'local',
    block: () => block,
    onDidChange(given) {
      listener = given;
      return { dispose: () => undefined };
    },
    showReason: (reason) => void reasons.push(reason),
  };
  const become = (next: BlockedState | undefined) => {
    block = next;
    listener();
  };
  return { gate, become, reasons };
}

const failed = (code: string) =>
  new Failure(code, { sso: true, awsMessage: 'x', networkCode: 'ENOTFOUND' }, code);

test('while the session is expired, one row with a remedy replaces all lists and nothing is polled', async () => {
  const { gate, become, reasons } = openGate(undefined);
  const opened = openTree(folder, { jobs: ['job'], keys: [], statuses: ['InProgress', 'Training'] }, gate);
  const group = await opened.child('trainingJobs');
  await opened.childrenOf(group);
  const changed: unknown[] = [];
  opened.tree.onDidChangeTreeData?.((one) => void changed.push(one));
  become({ kind: 'expired', failure: failed('credentials-expired') });
  expect(changed).toEqual([undefined]);
  const rows = await opened.childrenOf();
  expect(rows).toHaveLength(1);
  expect(reasons.at(-1)).toBe(rows[0]?.item.tooltip);
  expect(rows[0]?.item).toMatchObject({
    label: 'Sign-in expired',
    description: 'Sign In',
    contextValue: 'blocked:expired:signIn',
    command: { command: 'linearLearner.signIn' },
    tooltip: 'The sign-in has expired. Sign in again.',
  });
  const { jobs } = opened.lists;
  await vi.advanceTimersByTimeAsync(10 * 60_000);
  expect(opened.lists.jobs).toBe(jobs);
  become(undefined);
  expect(labels(await opened.childrenOf())).toEqual(['Datasets', 'Training jobs', 'Endpoints']);
  await opened.childrenOf(group);
  expect(opened.lists.jobs).toBe(jobs + 1);
  opened.tree.dispose();
});

test('a connection with nothing to sign in to offers its profile instead', async () => {
  const help = {
    connectionId: 'local',
    signsIn: false,
    profile: { file: '/home/me/.aws/credentials', line: 7 },
  };
  const { gate } = openGate({ kind: 'expired', failure: withHelp(failed('credentials-expired'), help) });
  const opened = openTree(folder, { jobs: [], keys: [] }, gate);
  const [row] = await opened.childrenOf();
  expect(row?.item).toMatchObject({
    description: 'Edit Profile',
    contextValue: 'blocked:expired',
    command: {
      command: 'vscode.open',
      arguments: [{ fsPath: '/home/me/.aws/credentials' }, { selection: { start: { line: 6 } } }],
    },
  });
  opened.tree.dispose();
});

test('an expired session is retried once each time the user returns to the window, and lists return when it works', async () => {
  const { gate, become } = openGate({ kind: 'expired', failure: failed('credentials-expired') });
  let tried = 0;
  let isSignedIn = false;
  const world = {
    jobs: ['job'],
    keys: [],
    get endpoints() {
      tried += 1;
      if (isSignedIn) become(undefined);
      return [];
    },
  };
  const opened = openTree(folder, world, gate);
  const attention = attentionOf('watched');
  opened.tree.follow(attention);
  expect(labels(await opened.childrenOf())).toEqual(['Sign-in expired']);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(tried).toBe(0);
  const comeBack = async () => {
    attention.become('unfocused');
    await vi.advanceTimersByTimeAsync(3_600_000);
    attention.become('watched');
    await vi.advanceTimersByTimeAsync(3_600_000);
  };
  await comeBack();
  expect(tried).toBe(1);
  attention.become('unfocused');
  attention.become('watched');
  attention.become('unfocused');
  attention.become('watched');
  await vi.advanceTimersByTimeAsync(0);
  expect(tried).toBe(2);
  attention.become('unfocused');
  attention.become('watched');
  await vi.advanceTimersByTimeAsync(4999);
  expect(tried).toBe(2);
  isSignedIn = true;
  await vi.advanceTimersByTimeAsync(1);
  expect(labels(await opened.childrenOf())).toEqual(['Datasets', 'Training jobs', 'Endpoints']);
  await comeBack();
  expect(tried).toBe(3);
  opened.tree.dispose();
});

test('an offline connection is retried less and less often', async () => {
  const offline: BlockedState = { kind: 'offline', failure: failed('network-unreachable') };
  const { gate, become } = openGate(offline);
  const attention = attentionOf('watched');
  let tried = 0;
  const world = {
    jobs: [],
    keys: [],
    get endpoints() {
      tried += 1;
      return [];
    },
  };
  const opened = openTree(folder, world, gate);
  const [row] = await opened.childrenOf();
  expect(row?.item).toMatchObject({ label: 'Offline', description: 'Try Again' });
  opened.tree.follow(attention);
  become(offline);
  const after = async (seconds: number) => {
    tried = 0;
    await vi.advanceTimersByTimeAsync(seconds * 1000);
    return tried;
  };
  expect(await after(4.9)).toBe(0);
  expect(await after(0.1)).toBe(1);
  expect(await after(10)).toBe(1);
  expect(await after(3600)).toBeLessThan(20);
  attention.become('hidden');
  expect(await after(3600)).toBe(0);
  attention.become('watched');
  expect(await after(0)).toBe(1);
  tried = 0;
  await opened.tree.refresh();
  expect(tried).toBe(1);
  become(undefined);
  expect(await after(3600)).toBe(0);
  opened.tree.dispose();
});
