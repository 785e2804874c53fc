import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import * as vscode from 'vscode';
import { executed, forgetShown, shown } from '../../test/fakeVscode.ts';
import { createDragAndDrop } from './dragAndDrop.ts';
import { receiveDropped } from './droppedFiles.ts';
import type { ExplorerNode } from './rows.ts';
import { receive, uploadReceived } from './receiveDrop.ts';
import * as drag from './s3Drag.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));
beforeEach(() => forgetShown());

const moved: unknown[] = [];
const controller = createDragAndDrop(
  { error: (error) => expect.fail(String(error)) },
  async () => ({ ...drag, receive, uploadReceived }),
  async (...given) => void moved.push(given),
);
const rowOf = (s3Uri: string): ExplorerNode => ({ item: new vscode.TreeItem(s3Uri), s3Uri });
// SAFETY: it is never cancelled.
const token = {} as vscode.CancellationToken;

function dragged() {
  const items = new Map<string, vscode.DataTransferItem>();
  // SAFETY: get, set and forEach are all that the controller uses.
  const data = items as unknown as vscode.DataTransfer;
  return { data, items };
}

test('rows are dragged as URIs that the editor area opens, whatever their keys are', async () => {
  const { data, items } = dragged();
  await controller.handleDrag?.([rowOf('s3://bucket/a/ü b.csv')], data, token);
  expect(await items.get('text/uri-list')?.asString()).toBe('s3://bucket/a/ü b.csv');
});

test('rows that are dropped on a prefix move there', async () => {
  const { data } = dragged();
  await controller.handleDrag?.([rowOf('s3://bucket/a.csv')], data, token);
  await controller.handleDrop?.(rowOf('s3://bucket/b/'), data, token);
  await vi.waitFor(() => expect(moved).toEqual([[['s3://bucket/a.csv'], 's3://bucket/b/']]));
  expect(executed).toEqual([]);
});

test('files that are dropped on a bucket are uploaded there; other rows take nothing', async () => {
  const { data, items } = dragged();
  items.set('text/uri-list', new vscode.DataTransferItem('/data/ü b.csv\r\n/data/folder\r\n'));
  await controller.handleDrop?.({ item: new vscode.TreeItem('Endpoints') }, data, token);
  expect(executed).toEqual([]);
  await controller.handleDrop?.(rowOf('s3://bucket/'), data, token);
  await vi.waitFor(() =>
    expect(executed).toMatchObject([
      {
        command: 'linearLearner.uploadHere',
        given: [{ s3Uri: 's3://bucket/', files: [{ fsPath: '/data/ü b.csv' }, { fsPath: '/data/folder' }] }],
      },
    ]),
  );
});

/** Files of a desktop that this machine does not have, with what they hold; undefined for what cannot be read. */
function dropped(files: readonly (readonly [name: string, text: string | undefined])[]) {
  const { data, items } = dragged();
  for (const [index, [name, text]] of files.entries()) {
    const read = async () => (text === undefined ? Promise.reject(new Error('a folder')) : Buffer.from(text));
    const item = new vscode.DataTransferItem('');
    // As VS Code's own files, which know what they are.
    const file = {
      name,
      read,
      data() {
        return this.read();
      },
    };
    Object.assign(item, { asFile: () => file });
    items.set(`text/csv;${index}`, item);
  }
  return data;
}

test('files that are dropped in a browser are brought over under their names, uploaded and removed', async () => {
  const seen: [string, string][] = [];
  const uploading = vi.spyOn(vscode.commands, 'executeCommand').mockImplementation(async (_, given) => {
    const { files } = given;
    for (const { fsPath } of files) seen.push([basename(fsPath), await readFile(fsPath, 'utf8')]);
    return { uploaded: files.length, skipped: 0 };
  });
  const data = dropped([
    ['ü b.csv', 'a'],
    ['ü b.csv', 'b'],
    ['../../etc/passwd', 'c'],
    ['..', 'd'],
  ]);
  await controller.handleDrop?.(rowOf('s3://bucket/a/'), data, token);
  await vi.waitFor(() =>
    expect(seen).toEqual([
      ['ü b.csv', 'a'],
      ['ü b.csv', 'b'],
      ['passwd', 'c'],
      ['file', 'd'],
    ]),
  );
  const [, given] = uploading.mock.calls[0] ?? [];
  expect(given).toMatchObject({ s3Uri: 's3://bucket/a/' });
  await vi.waitFor(() => expect(existsSync(given.files[0].fsPath)).toBe(false));
  uploading.mockRestore();
});

test.each([
  ['a folder', [['data', undefined]], /folders cannot/],
  ['too many files', Array.from({ length: 101 }, (_, n) => [`${n}`, ''] as const), /More than 100 files/],
] as const)('%s that is dropped in a browser is refused, with another way', async (_, files, message) => {
  await controller.handleDrop?.(rowOf('s3://bucket/a/'), dropped(files), token);
  expect(shown.map(({ kind, message: text }) => [kind, text])).toEqual([
    ['warning', expect.stringMatching(message)],
  ]);
  expect(shown[0]?.message).toContain('use Upload Here');
  expect(executed).toEqual([]);
});

test('files that are dropped in a browser are refused when they are too large together', async () => {
  const last = vi.fn(async () => new Uint8Array(1));
  const file = { name: 'a', data: async () => new Uint8Array(3) };
  const { signal } = new AbortController();
  const given = [file, file, { name: 'c', data: last }];
  const { received } = await receiveDropped(given, signal, () => undefined, 5);
  expect(received).toEqual({ kind: 'refused', why: 'too-large' });
  expect(last).not.toHaveBeenCalled();
});
