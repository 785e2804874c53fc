import { beforeEach, expect, test, vi } from 'vitest';
import * as vscode from 'vscode';
import { executed, forgetShown } from '../../test/fakeVscode.ts';
import { createDragAndDrop } from './dragAndDrop.ts';
import type { ExplorerNode } from './rows.ts';
import * as bundle from './s3Drag.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));
beforeEach(() => forgetShown());

const moved: unknown[] = [];
const controller = createDragAndDrop(
  { error: (error) => expect.fail(String(error)) },
  async () => ({ ...bundle }),
  async (...given) => void moved.push(given),
);
const rowOf = (s3Uri: string): ExplorerNode => ({ item: new vscode.TreeItem(s3Uri), s3Uri });
// SAFETY: it is never cancelled.
const token = {} as vscode.CancellationToken;

function dragged() {
  const items = new Map<string, vscode.DataTransferItem>();
  // SAFETY: get and set are all that the controller uses.
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
