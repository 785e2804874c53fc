import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTrainingStarts } from './trainingStarts.ts';

let storage = '';
beforeEach(async () => {
  storage = await mkdtemp(join(tmpdir(), 'll-starts-'));
});
afterEach(() => rm(storage, { recursive: true, force: true }));

const path = '/tables/salary.linear.json';
const first = { message: 'connecting' };
const onRecord = () => readdir(join(storage, 'trainingStarts'));

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve: (value: T) => resolve(value) };
}

/** Starts of a window that has gone: its process does not run, and it never ends its work. */
async function interruptedAt(step: 'preparing' | 'creating'): Promise<void> {
  const gone = openTrainingStarts<string>(storage);
  const reached = deferred<void>();
  const work = gone.once(path, first, async ({ signal, creating }) => {
    if (step === 'creating') await creating();
    reached.resolve();
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('closed'))));
  });
  await reached.promise;
  gone.dispose();
  await expect(work).rejects.toThrow('closed');
  // Records of this very process are never taken for another's: as if by one that has ended.
  const [name = ''] = await onRecord();
  const file = join(storage, 'trainingStarts', name);
  const record = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...record, pid: 0 }));
}

test('second start joins the first, which is visible at once and recorded before the work', async () => {
  const starts = openTrainingStarts<string>(storage);
  const changes: string[] = [];
  starts.onDidChange((changed) => changes.push(changed));
  const finish = deferred<string>();
  const recorded = deferred<readonly string[]>();
  const work = async () => {
    recorded.resolve(await onRecord());
    return finish.promise;
  };
  let others = 0;
  const one = starts.once(path, first, work);
  expect(starts.stateOf(path)).toEqual({ kind: 'starting', message: 'connecting' });
  const two = starts.once(path, first, async () => `other ${(others += 1)}`);
  expect(await recorded.promise).toHaveLength(1);
  finish.resolve('job');
  expect(await Promise.all([one, two])).toEqual(['job', 'job']);
  expect(others).toBe(0);
  expect(starts.stateOf(path)).toEqual({ kind: 'idle' });
  expect(await onRecord()).toEqual([]);
  expect(changes).toEqual([path, path]);
});

test('failed or cancelled start leaves no record, and the next one starts over', async () => {
  const starts = openTrainingStarts<string>(storage);
  const refused = starts.once(path, first, async () => {
    throw new Error('refused');
  });
  await expect(refused).rejects.toThrow('refused');
  const cancelled = starts.once(path, first, async ({ signal, report }) => {
    report({ message: 'uploading', fraction: 0.5 });
    expect(starts.stateOf(path)).toEqual({ kind: 'starting', message: 'uploading', fraction: 0.5 });
    starts.cancel(path);
    signal.throwIfAborted();
    return 'job';
  });
  await expect(cancelled).rejects.toThrow('aborted');
  expect(await onRecord()).toEqual([]);
  expect(await starts.once(path, first, async () => 'job')).toBe('job');
});

test.each([
  ['preparing', false],
  ['creating', true],
] as const)(
  'a start that a reload ended while %s is reported once, until it is known',
  async (step, mayRun) => {
    await interruptedAt(step);
    const starts = openTrainingStarts<string>(storage, () => false);
    expect(await starts.look()).toEqual({ interrupted: [path], othersAreStarting: false });
    expect(starts.stateOf(path)).toEqual({ kind: 'interrupted', mayRun });
    expect((await starts.look()).interrupted).toEqual([]);
    await starts.forget(path);
    expect(starts.stateOf(path)).toEqual({ kind: 'idle' });
    expect(await onRecord()).toEqual([]);
  },
);

test('training again clears the interruption; a start of a running process is not interrupted', async () => {
  await interruptedAt('preparing');
  const beside = openTrainingStarts<string>(storage, () => true);
  expect(await beside.look()).toEqual({ interrupted: [], othersAreStarting: true });
  const starts = openTrainingStarts<string>(storage, () => false);
  await starts.look();
  await starts.once(path, first, async () => 'job');
  expect(starts.stateOf(path)).toEqual({ kind: 'idle' });
  expect(await onRecord()).toEqual([]);
});
