import { expect, test, vi } from 'vitest';
import { Uri, window } from '../../test/fakeVscode.ts';
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
