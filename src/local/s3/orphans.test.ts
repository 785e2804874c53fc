import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { realFileSystem } from '../../files/writeFiles.ts';
import { openTestDatabase } from '../store/database.testing.ts';
import type { TestDatabase } from '../store/database.testing.ts';
import { openBlobs } from './blobs.ts';
import { importObjects, openObjectStore } from './objects.ts';
import { collectOrphans } from './orphans.ts';
import { openUploads } from './uploads.ts';

let store: TestDatabase;
beforeEach(async () => {
  store = await openTestDatabase();
});
afterEach(() => store.remove());

const clock = () => new Date(0);
const blobs = () => openBlobs(realFileSystem, store.folder, store.database.storeId);
const objects = () =>
  openObjectStore({ database: store.database, blobs: blobs(), clock, onError: store.onError });
const uploads = () =>
  openUploads({
    database: store.database,
    blobs: blobs(),
    objects: objects(),
    clock,
    onError: store.onError,
  });
const collect = (startedAtMs = Date.now() + 1000) =>
  collectOrphans({
    database: store.database,
    s3Folder: store.folder,
    startedAtMs,
    signal: new AbortController().signal,
    onError: store.onError,
  });
async function* bytes(text: string) {
  yield Buffer.from(text);
}
const write = (text: string) => blobs().write(bytes(text));
const described = { contentType: 'text/plain', metadata: {} };
async function put(key: string, text: string) {
  const { name, size } = await write(text);
  return objects().put({ bucket: 'b', key, blob: name, size, etag: '""', ...described });
}
const textOf = async (key: string) => {
  const { blob = '', size = 0 } = objects().get('b', key) ?? {};
  const found = await blobs().read(blob, size);
  return found instanceof Uint8Array ? Buffer.from(found).toString() : undefined;
};
const fileNames = async () => {
  const entries = await readdir(join(store.folder, 'blobs'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
};

test('bytes that neither an object nor a part names are removed, all others stay', async () => {
  await put('kept', 'kept');
  const id = await uploads().create({ bucket: 'b', key: 'later', described });
  expect(await uploads().putPart(id, 1, await write('part'))).toBe(true);
  const lost = await write('lost');
  await writeFile(join(store.folder, 'blobs', dirname(lost.name), '.linear-learner-0123456789ab.tmp'), 'x');
  expect(await fileNames()).toHaveLength(4);
  expect(await collect()).toBe(2);
  expect(await fileNames()).toHaveLength(2);
  expect(await textOf('kept')).toBe('kept');
});

test('bytes of an upload that goes on are not taken for an orphan', async () => {
  const startedAtMs = Date.now();
  await write('its row follows');
  expect(await collect(startedAtMs)).toBe(0);
});

test('nothing is removed while the row of an object is set aside', async () => {
  await put('a', 'a');
  store.damage("UPDATE objects SET body = '{'");
  expect(objects().get('b', 'a')).toBeUndefined();
  await expect.poll(() => store.database.all('SELECT * FROM set_aside')).toHaveLength(1);
  expect(await collect()).toBe(0);
  expect(await fileNames()).toHaveLength(1);
});

test('a new database in place of a lost one removes none of the bytes that were there', async () => {
  await put('a', 'a');
  await store.reopen(async () => {
    for (const ending of ['', '-wal', '-shm'])
      await rm(join(store.folder, `state.db${ending}`), { force: true });
  });
  await put('b', 'b');
  expect(await collect()).toBe(0);
  expect(await fileNames()).toHaveLength(2);
});

test('objects of an older build are imported with their bytes, and without their files nothing is removed', async () => {
  await mkdir(join(store.folder, 'blobs'), { recursive: true });
  await mkdir(join(store.folder, 'objects'));
  await writeFile(join(store.folder, 'blobs', '0123'), 'old');
  await writeFile(join(store.folder, 'blobs', '4567'), 'its file was lost');
  const object = {
    bucket: 'b',
    key: 'old',
    blob: '0123',
    size: 3,
    etag: '"e"',
    lastModified: '2026-01-01',
    ...described,
  };
  await writeFile(join(store.folder, 'objects', 'x.json'), JSON.stringify(object));
  await importObjects(store.folder, {
    database: store.database,
    setAsideFolder: join(store.folder, 'set-aside'),
    onError: store.onError,
  });
  expect(objects().get('b', 'old')).toEqual(object);
  expect(await textOf('old')).toBe('old');
  expect(await collect()).toBe(0);
  expect(await fileNames()).toHaveLength(2);
  await put('old', 'new');
  expect(await fileNames()).not.toContain('0123');
});

test('bytes that are missing or of another size are reported, not read', async () => {
  const { blob, size } = await put('a', 'bytes');
  await writeFile(join(store.folder, 'blobs', blob), 'byte');
  await expect(blobs().read(blob, size)).rejects.toThrow('has 4 bytes, but 5 were stored');
  await expect(blobs().checkedPath(`${blob}x`, size)).rejects.toThrow('is missing');
});
