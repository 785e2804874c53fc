import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import * as vscode from 'vscode';
import { forgetShown, shown } from '../../test/fakeVscode.ts';
import type { AwsOperations } from '../aws/index.ts';
import type { Connection } from '../aws/connections/types.ts';
import { objectsNotDeleted } from '../aws/failures/s3Failures.ts';
import type { CopyOutcome, CopyRequest, ObjectCount, UploadPlan } from '../aws/s3/types.ts';
import { copyPresignedUrl, copyS3Arn, copyS3Uri } from './copyS3.ts';
import { deleteObjects } from './deleteObjects.ts';
import { download } from './download.ts';
import { moveInto, moveObject, renameObject } from './moveObject.ts';
import { newS3Folder } from './newS3Folder.ts';
import type { Services } from './services.ts';
import { uploadHere } from './uploadHere.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));
beforeEach(() => forgetShown());

const aws: Connection = { kind: 'aws', profile: 'p', region: 'eu-west-1' };

function servicesOf(operations: Partial<AwsOperations>, connection: Connection = aws) {
  const logged: unknown[] = [];
  const revealed: [bucket: string, key: string][] = [];
  const session = { aws: operations, connection, connectionId: 'id', region: 'eu-west-1' };
  // SAFETY: what commands about S3 use.
  const services = {
    openSession: async () => session,
    sessionOf: () => async () => session,
    openLocalPort: async () => ({ endpoint: 'http://127.0.0.1:4567' }),
    storageUri: vscode.Uri.file(join(tmpdir(), 'll-none')),
    log: {
      error: (error: unknown) => void logged.push(error),
      info: (text: unknown) => void logged.push(text),
    },
    changed: () => undefined,
    revealObject: async (...row: [string, string]) => {
      revealed.push(row);
      return true;
    },
  } as unknown as Services;
  return { services, logged, revealed };
}

const moved = (more: Partial<CopyOutcome> = {}): CopyOutcome => ({
  copied: 0,
  bytes: 0,
  alreadyThere: 0,
  skipped: 0,
  failed: [],
  ...more,
});

test('URI and ARN are copied as they are, with any key', async () => {
  const { services } = servicesOf({});
  const s3Uri = 's3://bucket/ü b/50%+?#.csv';
  await copyS3Uri(services, { s3Uri });
  expect(await vscode.env.clipboard.readText()).toBe(s3Uri);
  expect(await copyS3Arn(services, { s3Uri })).toEqual({ text: 'arn:aws:s3:::bucket/ü b/50%+?#.csv' });
  expect(await copyS3Arn(services, { s3Uri: 's3://bucket/' })).toEqual({ text: 'arn:aws:s3:::bucket' });
  expect(await copyS3Arn(services, { s3Uri: 's3://bucket/a/' })).toEqual({ text: 'arn:aws:s3:::bucket/a/*' });
});

test('a presigned link goes to the clipboard alone, and the message says when it really ends', async () => {
  const endsAtMs = Date.UTC(2030, 0, 2, 3, 4);
  const seconds: number[] = [];
  const { services, logged } = servicesOf({
    presignGet: async (_, options) => {
      seconds.push(options.seconds);
      return { url: 'https://secret', endsAtMs, endsWithSession: true };
    },
  });
  forgetShown('12 hours');
  const { expiresAt } = await copyPresignedUrl(services, { s3Uri: 's3://bucket/a' });
  expect(expiresAt).toBe('2030-01-02T03:04:00.000Z');
  expect(seconds).toEqual([43_200]);
  expect(await vscode.env.clipboard.readText()).toBe('https://secret');
  expect(shown.at(-1)?.message).toContain('when your session ends');
  expect(JSON.stringify([shown, logged])).not.toContain('https://secret');
});

test('a presigned link of Local is for a port that others reach', async () => {
  const presignGet = vi.fn(async () => ({ url: 'u', endsAtMs: 0, endsWithSession: false }));
  const { services } = servicesOf({ presignGet }, { kind: 'local' });
  await copyPresignedUrl(services, { s3Uri: 's3://bucket/a', minutes: 1 });
  expect(presignGet).toHaveBeenCalledWith(
    { bucket: 'bucket', key: 'a' },
    { seconds: 60, endpointUrl: 'http://127.0.0.1:4567' },
  );
});

test('a new folder is made in a prefix, and beside an object', async () => {
  const made: string[] = [];
  const { services } = servicesOf({
    createFolderKey: async ({ prefix }) => {
      made.push(prefix);
      return { created: true };
    },
  });
  forgetShown('/', 'ü b');
  expect(await newS3Folder(services, { s3Uri: 's3://bucket/a/' })).toEqual({ s3Uri: 's3://bucket/a/ü b/' });
  expect(shown[0]?.choices).toEqual(['The name is empty.']);
  await newS3Folder(services, { s3Uri: 's3://bucket/a/file.csv', name: 'new/' });
  expect(made).toEqual(['a/ü b/', 'a/new/']);
});

const planOf = (keys: readonly string[], conflicts: readonly string[]): UploadPlan => ({
  bucket: 'bucket',
  files: keys.map((key) => ({ path: `/${key}`, key, size: 1, mtimeMs: 0, ino: 0 })),
  totalBytes: keys.length,
  conflicts,
  skipped: [],
});

test('an upload asks once what to do with all keys that exist', async () => {
  const chosen: string[] = [];
  const { services } = servicesOf({
    planUpload: async () => planOf(['a', 'b', 'c'], ['a', 'b']),
    startUpload: async (_, { conflicts }) => {
      chosen.push(conflicts);
      return { uploaded: 3, bytes: 3, skipped: 0, failed: [] };
    },
  });
  forgetShown('Keep Both');
  const files = ['a', 'b', 'c'].map((name) => vscode.Uri.file(`/${name}`));
  expect(await uploadHere(services, { s3Uri: 's3://bucket/', files })).toEqual({ uploaded: 3, skipped: 0 });
  expect(shown.filter(({ kind }) => kind === 'warning')).toMatchObject([
    { message: '2 of 3 files exist already in s3://bucket/.', choices: ['Replace', 'Skip', 'Keep Both'] },
  ]);
  expect(chosen).toEqual(['keepBoth']);
});

test('files that failed are named, while the others were uploaded', async () => {
  const { services, logged } = servicesOf({
    planUpload: async () => planOf(['a', 'b'], []),
    startUpload: async () => ({
      uploaded: 1,
      bytes: 1,
      skipped: 0,
      failed: [{ key: 'b', error: new Error('gone') }],
    }),
  });
  await uploadHere(services, { s3Uri: 's3://bucket/', files: [vscode.Uri.file('/a')] });
  expect(shown.at(-1)?.message).toBe('b failed: gone');
  expect(logged).toEqual(['b: gone']);
});

test('a download saves where it was sent, and says which keys no file can have', async () => {
  const { services } = servicesOf({
    planDownload: async (target) => ({
      bucket: 'bucket',
      target,
      files: [],
      totalBytes: 0,
      renamed: ['a/../b'],
    }),
    startDownload: async (_, { folder }) => ({ path: `${folder}/a`, files: 1, bytes: 1, failed: [] }),
  });
  forgetShown('/chosen');
  const { file } = await download(services, { s3Uri: 's3://bucket/a/' });
  expect(file.fsPath).toBe('/chosen/a');
  expect(shown.at(-1)?.message).toContain('1 files have other names');
});

test('a rename stays in the folder of an object or a prefix', async () => {
  const moves: CopyRequest[] = [];
  const { services } = servicesOf({
    moveObjects: async (request) => {
      moves.push(request);
      return moved({ copied: 1 });
    },
  });
  forgetShown('c/d', 'old', 'ñew');
  expect(await renameObject(services, { s3Uri: 's3://bucket/a/old/' })).toEqual({
    s3Uri: 's3://bucket/a/ñew/',
    moved: 1,
  });
  expect(shown.slice(0, 2).map(({ choices }) => choices[0])).toEqual([
    'A name has no “/”: use Move… for another folder.',
    'This is where it is now.',
  ]);
  await renameObject(services, { s3Uri: 's3://bucket/a/b.csv', name: 'c.csv' });
  expect(moves.map(({ to }) => to.key)).toEqual(['a/ñew/', 'a/c.csv']);
});

test('a move asks once about what exists, after the rest was moved', async () => {
  const policies: unknown[] = [];
  const { services } = servicesOf({
    moveObjects: async ({ conflicts }) => {
      policies.push(conflicts);
      return conflicts === 'skip' ? moved({ copied: 3, skipped: 2 }) : moved({ copied: 2 });
    },
  });
  forgetShown('Replace');
  const result = await moveObject(services, { s3Uri: 's3://bucket/a/', to: 's3://other/b' });
  expect(result).toEqual({ s3Uri: 's3://other/b/', moved: 5 });
  expect(policies).toEqual(['skip', 'replace']);
});

test('rows dropped on a prefix keep their names, once the user has agreed', async () => {
  const moves: CopyRequest[] = [];
  const { services } = servicesOf({
    moveObjects: async (request) => {
      moves.push(request);
      return moved({ copied: 1 });
    },
  });
  const rows = ['s3://bucket/a/b.csv', 's3://bucket/c/', 's3://bucket/x/', 's3://bucket/x/d.csv'];
  await expect(moveInto(services, rows, 's3://bucket/x/')).rejects.toThrow('Cancelled');
  expect(moves).toEqual([]);
  forgetShown('Move');
  await moveInto(services, rows, 's3://bucket/x/');
  // What is there already stays, and a prefix never goes into itself.
  expect(moves.map(({ to }) => to.key)).toEqual(['x/b.csv', 'x/c/']);
});

test('selected rows move together, with one prompt for all conflicts and one final message', async () => {
  const moves: string[] = [];
  const { services } = servicesOf({
    moveObjects: async ({ from, to, conflicts }) => {
      moves.push(`${conflicts} ${from.key} ${to.bucket} ${to.key}`);
      return conflicts === 'skip' && from.key !== 'a/c/'
        ? moved({ copied: 1, skipped: 1 })
        : moved({ copied: 1 });
    },
  });
  const rows = ['s3://bucket/a/b.csv', 's3://bucket/a/c/', 's3://bucket/a/c/d.csv', 's3://bucket/e/'];
  forgetShown('s3://other/x', 'Keep Both');
  expect(await moveObject(services, { s3Uri: 's3://bucket/a/b.csv' }, rows)).toEqual({
    s3Uri: 's3://other/x/',
    moved: 5,
  });
  expect(moves).toEqual([
    'skip a/b.csv other x/b.csv',
    'skip a/c/ other x/c/',
    'skip e/ other x/e/',
    'keepBoth a/b.csv other x/b.csv',
    'keepBoth e/ other x/e/',
  ]);
  expect(shown.map(({ message }) => message)).toEqual([
    'S3 URI of the prefix to move 3 objects and prefixes to',
    '2 of 5 files exist already in s3://other/x/.',
    '5 objects were moved to s3://other/x/.',
  ]);
});

test('selected rows are downloaded into one folder, and their URIs copied one per line', async () => {
  const { services } = servicesOf({
    planDownload: async (target) => ({
      bucket: 'bucket',
      target,
      files: [],
      totalBytes: 0,
      renamed: [target.key],
    }),
    startDownload: async ({ target }, { folder, onProgress }) => {
      onProgress?.({ files: 1, totalFiles: 1, bytes: 5, totalBytes: 5, key: target.key });
      return { path: `${folder}/${target.key}`, files: 1, bytes: 5, failed: [] };
    },
  });
  const rows = ['s3://bucket/a.csv', 's3://bucket/b/', 's3://bucket/a.csv'];
  forgetShown('/chosen');
  const { file } = await download(services, { s3Uri: 's3://bucket/a.csv' }, rows);
  expect(file.fsPath).toBe('/chosen');
  expect(shown.map(({ message }) => message)).toEqual([
    'Save 2 objects and prefixes where?',
    'Saved 2 objects and prefixes in /chosen. 2 files have other names than their keys, which no file can have here.',
  ]);
  expect(await copyS3Uri(services, { s3Uri: 's3://bucket/b/' }, rows.slice(0, 2))).toEqual({
    text: 's3://bucket/a.csv\ns3://bucket/b/',
  });
  expect(await copyS3Arn(services, {}, rows)).toEqual({
    text: 'arn:aws:s3:::bucket/a.csv\narn:aws:s3:::bucket/b/*',
  });
});

const counted = (more: Partial<ObjectCount>): ObjectCount => ({
  objects: 2,
  bytes: 2048,
  versions: { count: 2, bytes: 2048, deleteMarkers: 0 },
  ...more,
});

function deletion(count: ObjectCount, versioning: 'enabled' | 'off', connection: Connection = aws) {
  const deleted: unknown[] = [];
  const { services } = servicesOf(
    {
      countBelow: async () => count,
      bucketProperties: async (bucket) => ({
        bucket,
        region: 'unknown',
        owner: 'unknown',
        versioning,
        encryption: 'unknown',
        publicAccessBlock: 'unknown',
        objectOwnership: 'unknown',
      }),
      deleteBelow: async (request) => {
        deleted.push(request);
        return { objects: 2, deleteMarkers: 0, bytes: 2048 };
      },
    },
    connection,
  );
  return { services, deleted };
}

test('a deletion counts objects and bytes first, and names bucket and prefix', async () => {
  const { services, deleted } = deletion(counted({}), 'off');
  const given = { s3Uri: 's3://bucket/a/', confirmed: false };
  await expect(deleteObjects(services, given)).rejects.toThrow('Cancelled');
  expect(deleted).toEqual([]);
  expect(shown[0]).toMatchObject({
    message: 'Delete 2 objects (2.0 KiB) from s3://bucket/a/?',
    choices: ['Delete'],
  });
  expect(shown[0]?.detail).toMatch(/Bucket: bucket\nPrefix: a\/\nObjects: 2, 2\.0 KiB\n.*cannot be undone/);
  forgetShown('Delete');
  expect(await deleteObjects(services, given)).toEqual({ objects: 2, bytes: 2048 });
  expect(deleted).toMatchObject([
    { versions: false, target: { bucket: 'bucket', key: 'a/', kind: 'prefix' } },
  ]);
});

test('a bucket with versions offers to delete all of them, which are counted too', async () => {
  const versions = { count: 7, bytes: 4096, deleteMarkers: 3 };
  const { services, deleted } = deletion(counted({ versions }), 'enabled');
  forgetShown('Delete All Versions');
  await deleteObjects(services, { s3Uri: 's3://bucket/a/', confirmed: false });
  expect(shown[0]).toMatchObject({ choices: ['Delete', 'Delete All Versions'] });
  expect(shown[0]?.detail).toContain('Versions: 7, 4.0 KiB, and 3 delete markers');
  expect(deleted).toMatchObject([{ versions: true }]);
});

test('selected rows are counted and confirmed together, and a failure in one does not stop the others', async () => {
  const versions = { count: 7, bytes: 4096, deleteMarkers: 3 };
  const { services, deleted } = deletion(counted({ versions }), 'enabled');
  const rows = ['s3://bucket/a/', 's3://bucket/a/x', 's3://other/b.csv'];
  forgetShown('Delete');
  const given = { s3Uri: 's3://bucket/a/x', confirmed: false };
  expect(await deleteObjects(services, given, rows)).toEqual({ objects: 4, bytes: 4096 });
  expect(shown.filter(({ kind }) => kind === 'warning')).toMatchObject([
    { message: 'Delete 4 objects (4.0 KiB) from 2 objects and prefixes?' },
  ]);
  expect(shown[0]?.detail).toMatch(
    /s3:\/\/bucket\/a\/\ns3:\/\/other\/b\.csv\nObjects: 4, 4\.0 KiB\nVersions: 14, 8\.0 KiB, and 6 delete markers/,
  );
  expect(deleted).toMatchObject([
    { target: { bucket: 'bucket', key: 'a/', kind: 'prefix' } },
    { target: { bucket: 'other', key: 'b.csv', kind: 'object' } },
  ]);
  const refused = objectsNotDeleted('bucket', [{ key: 'a/x', code: 'AccessDenied', message: 'no' }]);
  const keys: string[] = [];
  const { services: denied } = servicesOf({
    deleteBelow: async ({ target }) => {
      keys.push(target.key);
      if (target.key === 'a/') throw refused;
      return { objects: 1, deleteMarkers: 0, bytes: 1 };
    },
  });
  await expect(deleteObjects(denied, { confirmed: true }, rows)).rejects.toBe(refused);
  expect(keys).toEqual(['a/', 'b.csv']);
});

test('the folder of several rows is selected once they are gone; nothing is selected for one', async () => {
  const { services, revealed } = servicesOf({
    deleteBelow: async () => ({ objects: 1, deleteMarkers: 0, bytes: 1 }),
  });
  await deleteObjects(services, { s3Uri: 's3://bucket/a/b/x', confirmed: true });
  expect(revealed).toEqual([]);
  await deleteObjects(services, { confirmed: true }, ['s3://bucket/a/b/x', 's3://bucket/a/b/y/']);
  expect(revealed).toEqual([['bucket', 'a/b/']]);
});

test('selected rows with the same name do not replace each other when moved', async () => {
  const moves: CopyRequest[] = [];
  const { services } = servicesOf({
    moveObjects: async (request) => {
      moves.push(request);
      return moved({ copied: 1 });
    },
  });
  const rows = ['a/x.csv', 'b/x.csv', 'a/parts/', 'b/parts/'].map((key) => `s3://bucket/${key}`);
  forgetShown('Move');
  await moveInto(services, rows, 's3://bucket/c/');
  expect(moves.map(({ to }) => to.key)).toEqual(['c/x.csv', 'c/x-2.csv', 'c/parts/', 'c/parts-2/']);
});

test('a selected bucket is neither emptied nor moved', async () => {
  const { services, deleted } = deletion(counted({}), 'off');
  const rows = ['s3://bucket/', 's3://bucket/a.csv', 's3://bucket/b.csv'];
  forgetShown('Delete');
  await deleteObjects(services, { s3Uri: 's3://bucket/a.csv', confirmed: false }, rows);
  expect(deleted).toMatchObject([{ target: { key: 'a.csv' } }, { target: { key: 'b.csv' } }]);
  expect(shown[0]?.detail).not.toMatch(/^s3:\/\/bucket\/$/m);
  const moves: CopyRequest[] = [];
  const moving = servicesOf({
    moveObjects: async (request) => {
      moves.push(request);
      return moved({ copied: 1 });
    },
  });
  await moveObject(moving.services, { s3Uri: 's3://bucket/a.csv', to: 's3://bucket/x/' }, rows);
  forgetShown('Move');
  await moveInto(moving.services, rows, 's3://bucket/y/');
  expect(moves.map(({ to }) => to.key)).toEqual(['x/a.csv', 'x/b.csv', 'y/a.csv', 'y/b.csv']);
});

test('nothing is asked where there is nothing, nor of a caller on Local', async () => {
  const none = deletion(
    counted({ objects: 0, bytes: 0, versions: { count: 0, bytes: 0, deleteMarkers: 0 } }),
    'off',
  );
  const given = { s3Uri: 's3://bucket/a/' };
  expect(await deleteObjects(none.services, given)).toEqual({ objects: 0, bytes: 0 });
  expect(none.deleted).toEqual([]);
  const local = deletion(counted({}), 'off', { kind: 'local' });
  await deleteObjects(local.services, given);
  expect(local.deleted).toHaveLength(1);
  expect(shown.filter(({ kind }) => kind === 'warning')).toEqual([]);
});
