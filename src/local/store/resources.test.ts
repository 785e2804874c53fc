import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { openTestDatabase } from './database.testing.ts';
import type { TestDatabase } from './database.testing.ts';
import { importResources, openResources } from './resources.ts';
import type { ResourceQuery } from './resources.ts';

const schema = z.object({
  name: z.string(),
  createdAt: z.number(),
  status: z.string(),
  inner: z.optional(z.object({ a: z.number() })),
});

let store: TestDatabase;
const jobs = () => openResources(store.database, 'job', schema, store.onError);
beforeEach(async () => {
  store = await openTestDatabase();
});
afterEach(() => store.remove());
const job = (name: string, createdAt = 1, status = 'InProgress') => ({ name, createdAt, status });

test('resources survive reopening, are added once, and updates of one name do not overtake each other', async () => {
  const before = jobs();
  expect(await Promise.all([before.add(job('a')), before.add(job('a')), before.add(job('b'))])).toEqual([
    true,
    false,
    true,
  ]);
  const count = (value: ReturnType<typeof job>) => ({ ...value, createdAt: value.createdAt + 1 });
  await Promise.all(Array.from({ length: 20 }, () => before.update('a', count)));
  await before.remove('b');
  await store.reopen();
  expect(jobs().list()).toEqual([job('a', 21)]);
  expect(jobs().get('b')).toBeUndefined();
});

const pages: readonly [string, Partial<ResourceQuery>, readonly string[]][] = [
  ['newest first', {}, ['d', 'C', 'a', 'b']],
  ['by name', { sortBy: 'name', isDescending: false }, ['C', 'a', 'b', 'd']],
  ['a part of the name in any case', { nameContains: 'c' }, ['C']],
  ['one status', { status: 'Failed' }, ['d', 'b']],
  ['an interval', { createdAfter: 2, createdBefore: 3 }, ['C', 'a']],
  ['what follows a position', { after: [3, 'C'] }, ['a', 'b']],
  ['no more than the limit', { limit: 2 }, ['d', 'C']],
];
test.each(pages)('page of resources: %s', async (_, query, names) => {
  const all = jobs();
  await Promise.all([
    all.put(job('a', 2)),
    all.put(job('b', 1, 'Failed')),
    all.put(job('C', 3)),
    all.put(job('d', 4, 'Failed')),
  ]);
  const page = all.page({ sortBy: 'createdAt', isDescending: true, limit: 10, ...query });
  expect(page.map(({ name }) => name)).toEqual(names);
});

test('a damaged row is set aside and named, and the others work', async () => {
  for (const name of ['a', 'b', 'c']) await jobs().put(job(name));
  store.damage(`UPDATE resources SET body = '{"name":"b"' WHERE name = 'b'`);
  const page = jobs().page({ sortBy: 'name', isDescending: false, limit: 2 });
  expect(page.map(({ name }) => name)).toEqual(['a', 'c']);
  expect(store.errors).toEqual([
    expect.objectContaining({ message: expect.stringMatching(/^job b cannot be read and was set aside: /) }),
  ]);
  expect(await jobs().add(job('b', 7))).toBe(true);
  expect(jobs().get('b')).toEqual(job('b', 7));
  expect(store.database.all('SELECT source, name, content FROM set_aside')).toEqual([
    { source: 'job', name: 'b', content: '{"name":"b"' },
  ]);
});

test('fields of a newer build survive an update by this one', async () => {
  await jobs().put({ ...job('a'), inner: { a: 1 } });
  store.damage(
    `UPDATE resources SET body = '{"name":"a","createdAt":1,"status":"x","later":[1],"inner":{"a":1,"b":2}}'`,
  );
  await jobs().update('a', (value) => ({ ...value, status: 'y', inner: { a: 3 } }));
  expect(JSON.parse(String(store.database.get('SELECT body FROM resources')?.['body']))).toEqual({
    ...job('a', 1, 'y'),
    later: [1],
    inner: { a: 3, b: 2 },
  });
});

test('resources of older builds are imported once, and files that cannot be read are set aside and named', async () => {
  const old = join(store.folder, 'jobs');
  const imported = () =>
    importResources('job', schema, {
      database: store.database,
      folder: old,
      setAsideFolder: join(store.folder, 'set-aside'),
      onError: store.onError,
    });
  await mkdir(old);
  await writeFile(join(old, 'a.json'), JSON.stringify({ ...job('a', 5), later: 1 }));
  await writeFile(join(old, 'b.json'), '{"name":"b"');
  await writeFile(join(old, 'c.json'), '');
  await writeFile(join(old, 'd.json'), '{"name":"d","createdAt":"today"}');
  await jobs().put(job('kept'));
  await imported();
  await imported();
  expect(jobs().list()).toEqual([job('a', 5), job('kept')]);
  expect(await readdir(join(store.folder, 'set-aside', 'jobs'))).toEqual(['b.json', 'c.json', 'd.json']);
  expect(await readdir(store.folder)).not.toContain('jobs');
  expect(store.errors.map(String).toSorted()).toEqual([
    expect.stringContaining('b.json cannot be read'),
    expect.stringContaining('c.json cannot be read'),
    expect.stringMatching(
      /d\.json cannot be read .*: it is not what this build stores, see createdAt, status$/,
    ),
  ]);
});
