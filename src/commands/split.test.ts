import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { forgetShown, shown, Uri, window } from '../../test/fakeVscode.ts';
import { openCalls } from '../data/engine/calls.ts';
import { openTables } from '../data/engine/tables.ts';
import { split } from './split.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

test('a split with a given method opens no dialog and returns every file', async () => {
  const requests: object[] = [];
  const engine = {
    splitToFiles: async (request: object) => {
      requests.push(request);
      return ['fold-1', 'fold-2'].map((name) => ({ name, path: `/t/t-${name}.parquet`, rowCount: 5 }));
    },
  };
  const pick = vi.spyOn(window, 'showQuickPick');
  const given = { method: 'group', column: 'customer', folds: 2, format: 'parquet' } as const;
  // SAFETY: all that is used of the services and of a URI.
  const found = await split({ engine } as never, Uri.file('/t/t.csv') as never, given);
  expect(requests).toEqual([
    { path: '/t/t.csv', split: { method: 'group', column: 'customer', folds: 2 }, format: 'parquet' },
  ]);
  expect(found.folds?.map(({ fsPath }) => fsPath)).toEqual(['/t/t-fold-1.parquet', '/t/t-fold-2.parquet']);
  expect(found.train).toBeUndefined();
  expect(pick).not.toHaveBeenCalled();
});

describe('a split by the values of a column', () => {
  const splitByDialog = async (values: string, ...rest: string[]) => {
    const folder = await mkdtemp(join(tmpdir(), 'll-split-'));
    try {
      const rows = ['a', 'a', 'b', 'c', 'c', 'c'].map((part, row) => `${row},${part}`);
      await writeFile(join(folder, 't.csv'), ['x,part', ...rows, ''].join('\n'));
      forgetShown('By the values of a column…', 'part', values, ...rest);
      // SAFETY: all that is used of the services and of a URI.
      await split({ engine: openCalls(openTables()) } as never, Uri.file(join(folder, 't.csv')) as never);
      return (await readdir(folder)).toSorted();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };

  test('shows the sizes of its sets before it writes them', async () => {
    const files = await splitByDialog('a, b', 'Hold out the rows with a, b', 'CSV');
    expect(files).toEqual(['t-test.csv', 't-train.csv', 't.csv']);
    expect(shown.at(-1)?.message).toContain('train: 3 rows, test: 3 rows');
  });

  test('of values that no row has is refused, and writes nothing', async () => {
    await expect(splitByDialog('z', 'Hold out the rows with z', 'CSV')).rejects.toMatchObject({
      code: 'split-empty',
    });
  });
});
