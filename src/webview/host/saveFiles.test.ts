import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { sharedRequests } from '../contract/messages.ts';
import { sharedHandlers } from './connectPage.ts';

const vscode = vi.hoisted(() => ({
  target: undefined as string | undefined,
  dialogs: [] as unknown[],
}));
vi.mock('vscode', () => ({
  l10n: { t: (text: string) => text },
  workspace: {},
  window: {
    showSaveDialog: async (options: unknown) => {
      vscode.dialogs.push(options);
      return vscode.target === undefined ? undefined : { fsPath: vscode.target };
    },
  },
}));

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-save-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => {
  vscode.dialogs.length = 0;
});
const context = { signal: new AbortController().signal };

test('a picture is saved in the chosen format', async () => {
  const { savePicture } = sharedHandlers;
  vscode.target = join(folder, 'picture.svg');
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><text>é</text></svg>';
  await savePicture({ format: 'svg', suggestedName: 'picture.svg', content: svg }, context);
  expect(await readFile(vscode.target, 'utf8')).toBe(svg);
  expect(vscode.dialogs).toEqual([{ filters: { Images: ['svg'] } }]);
  vscode.target = join(folder, 'picture.png');
  await savePicture({ format: 'png', suggestedName: 'picture.png', content: 'AAEC' }, context);
  expect([...(await readFile(vscode.target))]).toEqual([0, 1, 2]);
});

test('a table is saved as CSV with formulas neutralized', async () => {
  vscode.target = join(folder, 'table.csv');
  const rows = [
    ['name', 'value'],
    ['=SUM(A1)', 1.5],
  ];
  await sharedHandlers.saveTable({ suggestedName: 'table.csv', rows }, context);
  expect(await readFile(vscode.target, 'utf8')).toBe("name,value\r\n'=SUM(A1),1.5\r\n");
  expect(vscode.dialogs).toEqual([{ filters: { Tables: ['csv'] } }]);
});

test('nothing is written when the dialog is cancelled', async () => {
  vscode.target = undefined;
  await expect(
    sharedHandlers.saveTable({ suggestedName: 'table.csv', rows: [['a']] }, context),
  ).resolves.toBeUndefined();
});

test.each(['../evil.csv', 'a/b.csv', 'a\\b.csv', ''])(
  '%j is no name of a file to suggest',
  (suggestedName) => {
    expect(sharedRequests.saveTable.safeParse({ suggestedName, rows: [] }).success).toBe(false);
  },
);
