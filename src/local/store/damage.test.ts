import { existsSync } from 'node:fs';
import { mkdir, open, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestDatabase } from './database.testing.ts';
import type { TestDatabase } from './database.testing.ts';
import { migrations } from './migrations.ts';
import { openDatabaseFile } from './openDatabaseFile.ts';
import type { Step } from './statements.ts';

const rowCount = 3000;

let store: TestDatabase;
beforeEach(async () => {
  store = await openTestDatabase();
  const body = 'x'.repeat(300);
  const steps = Array.from({ length: rowCount }, (_, index): readonly Step[] => [
    ['putResource', 'job', `job-${index}`, index, index, 'Completed', body],
    ['putObject', 'bucket', `key-${index}`, `blob-${index}`, 1, '""', '', body],
  ]);
  await store.database.write(steps.flat());
});
afterEach(() => store.remove());

const path = () => join(store.folder, 'state.db');
const countOf = (table: string) =>
  Number(store.database.get(`SELECT count(*) AS count FROM ${table}`)?.['count']);
/** Overwrites a part of the database's file while it is closed. */
const damaged = (at: (size: number) => number, bytes: number) =>
  store.reopen(async () => {
    const file = await open(path(), 'r+');
    await file.write(Buffer.alloc(bytes, 0xa5), 0, bytes, at((await file.stat()).size));
    await file.close();
  });

test.each([
  ['pages in the middle', (size: number) => Math.floor(size / 8192) * 4096, 8 * 4096, 0.9],
  ['the last page', (size: number) => size - 4096, 4096, 0.9],
  ['the header', () => 0, 100, 0.9],
  ['a few bytes of the header', () => 16, 8, 0.9],
  ['the first page', () => 0, 4096, 0],
  ['everything', () => 0, 10_000_000, 0],
])(
  'database with damage to %s is replaced by what can be read of it, and named',
  async (_, at, bytes, kept) => {
    await damaged(at, bytes);
    expect(countOf('resources') / rowCount).toBeGreaterThanOrEqual(kept);
    expect(countOf('objects') / rowCount).toBeGreaterThanOrEqual(kept);
    expect(store.errors.map(String)).toEqual([
      expect.stringMatching(/state\.db was damaged .* was moved to .*damaged-\d+\.db/),
    ]);
    expect(await readdir(join(store.folder, 'set-aside'))).toContainEqual(
      expect.stringMatching(/^damaged-\d+\.db$/),
    );
    await store.database.write([['putResource', 'job', 'new', 1, 1, '', '{}']]);
    await store.reopen();
    expect(store.errors).toHaveLength(1);
    expect(store.database.get("SELECT 1 FROM resources WHERE name = 'new'")).toBeDefined();
  },
);

test.each([
  ['cut off', () => store.reopen(async () => (await open(path(), 'r+')).truncate(100_000))],
  [
    'a folder',
    () =>
      store.reopen(async () => {
        await rm(path());
        await mkdir(path());
      }),
  ],
])('database that is %s does not keep the server from starting', async (_, damage) => {
  await damage();
  expect(store.errors).toHaveLength(1);
  await store.database.write([['putResource', 'job', 'new', 1, 1, '', '{}']]);
});

test('database that is gone is named where there are bytes of objects', async () => {
  await store.reopen(async () => {
    await mkdir(join(store.folder, 's3', 'blobs', 'of-before'), { recursive: true });
    await writeFile(path(), '');
  });
  expect(store.errors.map(String)).toEqual([expect.stringContaining('state.db is missing or empty')]);
});

test.each([
  ['is missing', (log: string) => rm(log)],
  ['was damaged', (log: string) => writeFile(log, 'x'.repeat(5000))],
])(
  'write-ahead log that %s is named, and the bytes of objects stay those of another database',
  async (what, damage) => {
    const before = store.database.storeId;
    const contents = new Map<string, Buffer>();
    await store.database.write([['putResource', 'job', 'last', 1, 1, '', '{}']]);
    for (const ending of ['', '-wal', '-shm']) contents.set(ending, await readFile(`${path()}${ending}`));
    await store.reopen(async () => {
      // As a killed server leaves them.
      for (const [ending, content] of contents) await writeFile(`${path()}${ending}`, content);
      await damage(`${path()}-wal`);
    });
    expect(store.errors.map(String)).toEqual([
      expect.stringMatching(new RegExp(`state\\.db-wal ${what}.*: what was written last is lost`)),
    ]);
    expect(store.database.storeId).not.toBe(before);
    await store.reopen();
    expect(store.errors).toHaveLength(1);
  },
);

test('files of the database are readable by their user only', async () => {
  for (const ending of ['', '-wal', '-shm'])
    expect((await stat(`${path()}${ending}`)).mode & 0o777, ending).toBe(0o600);
});

test('a migration keeps a copy of the data as it was, and happens once', async () => {
  const backups = join(store.folder, 'backups');
  const later = [...migrations, "ALTER TABLE objects ADD COLUMN later TEXT NOT NULL DEFAULT 'new'"];
  await store.reopen(async () => {
    for (let start = 0; start < 2; start += 1) openDatabaseFile(path(), backups, later).close();
    const [copy = '', ...more] = await readdir(backups);
    expect(more).toEqual([]);
    const before = new DatabaseSync(join(backups, copy), { readOnly: true });
    expect(before.prepare('SELECT count(*) AS count FROM objects').get()).toEqual({ count: rowCount });
    expect(() => before.prepare('SELECT later FROM objects')).toThrow('no such column');
    before.close();
    const after = new DatabaseSync(path(), { readOnly: true });
    expect(after.prepare('SELECT later FROM objects LIMIT 1').get()).toEqual({ later: 'new' });
    after.close();
    // An older build has no way to know what the newer schema means.
    expect(() => openDatabaseFile(path(), backups)).toThrow(
      /written by a newer version .* update the extension/,
    );
    await rm(path());
  });
});

test('a migration that fails changes nothing', async () => {
  const backups = join(store.folder, 'backups');
  await store.reopen(async () => {
    expect(() =>
      openDatabaseFile(path(), backups, [...migrations, 'CREATE TABLE more (x); SELECT nothing']),
    ).toThrow();
  });
  expect(store.errors).toEqual([]);
  expect(countOf('objects')).toBe(rowCount);
  expect(() => store.database.get('SELECT * FROM more')).toThrow('no such table');
  expect(existsSync(join(store.folder, 'state.db.damaged'))).toBe(false);
});
