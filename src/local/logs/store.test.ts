import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { openTestDatabase } from '../store/database.testing.ts';
import type { TestDatabase } from '../store/database.testing.ts';
import type { LogLimits } from './limits.ts';
import { tidyLogs } from './olderLogs.ts';
import { openLogStore } from './store.ts';
import type { LogStore } from './store.ts';

let store: TestDatabase;
let now = 0;
const folder = () => join(store.folder, 'logs');
const open = (limits: Partial<LogLimits> = {}) =>
  openLogStore({
    database: store.database,
    folder: folder(),
    clock: () => new Date(now),
    limits,
    onError: store.onError,
  });
const tidy = (limits: Partial<LogLimits> = {}) =>
  tidyLogs({ database: store.database, folder: folder(), limits, onError: store.onError });
beforeEach(async () => {
  now = 1000;
  store = await openTestDatabase();
  return async () => {
    expect(store.errors).toEqual([]);
    await store.remove();
  };
});

const messagesOf = async (logs: LogStore, stream: string) =>
  (await logs.events('group', stream))?.events.map(({ message }) => message);
/** The messages of all pages of two events each. */
async function pagesOf(logs: LogStore, stream: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (let offset = 0; ;) {
    const page = await logs.eventsFrom('group', stream, { offset, limit: 2 });
    if (page === undefined || page.events.length === 0) return found;
    found.push(...page.events.map(({ message }) => message));
    offset = page.endOffset;
  }
}
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}`);

test('events of a stream survive a restart and are read by pages over several files', async () => {
  const small = { segmentBytes: 100 };
  const before = open(small);
  for (const line of numbered(10)) await before.append('group', 'a/b', [line]);
  await store.reopen();
  const after = open(small);
  await after.append('group', 'a/b', ['one more', 'and one']);
  const expected = [...numbered(10), 'one more', 'and one'];
  expect(await messagesOf(after, 'a/b')).toEqual(expected);
  expect(await pagesOf(after, 'a/b')).toEqual(expected);
  expect((await readdir(folder())).length).toBeGreaterThan(3);
  expect(await after.groups()).toEqual(['group']);
  expect(await after.events('group', 'none')).toBeUndefined();
  expect(await after.streams('none')).toBeUndefined();
});

test('a line that a crash cut short is no event, and what follows is read', async () => {
  await open().append('group', 's', ['whole']);
  const [file = ''] = await readdir(folder());
  await writeFile(join(folder(), file), '{"timestamp":1,"mess', { flag: 'a' });
  await open().append('group', 's', ['next']);
  expect(await messagesOf(open(), 's')).toEqual(['whole', 'next']);
  expect(await pagesOf(open(), 's')).toEqual(['whole', 'next']);
});

test('the oldest events of all are dropped when there are too many, and the streams of the newest stay', async () => {
  const logs = open({ segmentBytes: 200, totalBytes: 1000 });
  for (const stream of ['old', 'new'])
    for (const line of numbered(20)) {
      now += 1;
      await logs.append('group', stream, [line]);
    }
  const lines = numbered(20);
  const kept = (await messagesOf(logs, 'new')) ?? [];
  expect(kept).toEqual(lines.slice(-kept.length));
  expect(kept.length).toBeGreaterThan(10);
  const old = (await messagesOf(logs, 'old')) ?? [];
  expect(old.length).toBeLessThan(kept.length);
  expect(await pagesOf(logs, 'new')).toEqual(kept);
  expect((await readdir(folder())).length).toBeLessThanOrEqual(6);
});

test('one long stream drops its own beginning', async () => {
  const logs = open({ segmentBytes: 200, streamBytes: 600 });
  await logs.append('group', 'other', ['kept']);
  for (const line of numbered(100)) await logs.append('group', 'long', [line]);
  const kept = (await messagesOf(logs, 'long')) ?? [];
  expect(kept).toEqual(numbered(100).slice(-kept.length));
  expect(kept.length).toBeLessThan(30);
  expect(await messagesOf(logs, 'other')).toEqual(['kept']);
});

test('logs of an older build are in the index, and files of a crash are removed', async () => {
  await mkdir(join(folder(), 'group'), { recursive: true });
  const line = (message: string) => `${JSON.stringify({ timestamp: 5, message })}\n`;
  await writeFile(join(folder(), 'group', 'a%2Fb.jsonl'), line('old'));
  await writeFile(join(folder(), `${store.database.storeId}-0011.jsonl`), line('lost'));
  await writeFile(join(folder(), 'another-0011.jsonl'), line('of another store'));
  await tidy();
  await tidy();
  const logs = open();
  await logs.append('group', 'a/b', ['new']);
  expect(await messagesOf(logs, 'a/b')).toEqual(['old', 'new']);
  expect(await logs.streams('group')).toEqual([expect.objectContaining({ name: 'a/b', firstAt: 5 })]);
  expect((await readdir(folder())).toSorted()).toEqual(['another-0011.jsonl', 'group']);
});

test('the end of a long stream from an older build is kept', async () => {
  await mkdir(join(folder(), 'group'), { recursive: true });
  const lines = numbered(100).map((message) => `${JSON.stringify({ timestamp: 5, message })}\n`);
  await writeFile(join(folder(), 'group', 'long.jsonl'), lines.join(''));
  const limits = { streamBytes: 600, segmentBytes: 400 };
  await tidy(limits);
  const kept = (await messagesOf(open(), 'long')) ?? [];
  expect(kept).toEqual(numbered(100).slice(-kept.length));
  expect(kept.length).toBeGreaterThan(5);
  expect(kept.length).toBeLessThan(20);
  expect(await readdir(join(folder(), 'group'))).toEqual([]);
  await tidy(limits);
  expect(await messagesOf(open(), 'long')).toEqual(kept);
});

test('a lower limit drops the oldest events at the next start', async () => {
  const logs = open({ segmentBytes: 200 });
  for (const stream of ['old', 'new'])
    for (const line of numbered(20)) {
      now += 1;
      await logs.append('group', stream, [line]);
    }
  await tidy({ totalBytes: 500 });
  expect(await messagesOf(logs, 'old')).toBeUndefined();
  const kept = (await messagesOf(logs, 'new')) ?? [];
  expect(kept).toEqual(numbered(20).slice(-kept.length));
  expect(kept.length).toBeLessThan(15);
  expect((await readdir(folder())).length).toBeLessThan(4);
});
