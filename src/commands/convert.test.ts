import { expect, test, vi } from 'vitest';
import { Uri, window } from '../../test/fakeVscode.ts';
import { convert } from './convert.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

const engineWith = (requests: object[]) => ({
  convertFile: async (request: object) => {
    requests.push(request);
    return { paths: ['/t/t-shards/part-00000.pbr', '/t/t-shards/part-00001.pbr'], rowCount: 10 };
  },
  describeForSplit: async () => ({
    columns: [
      { name: 'city', type: 'text' },
      { name: 'age', type: 'integer' },
      { name: 'price', type: 'decimal' },
    ],
    targets: ['price'],
  }),
});

test('a conversion with a given format opens no dialog and returns every file', async () => {
  const requests: object[] = [];
  const pick = vi.spyOn(window, 'showQuickPick');
  const given = { to: 'recordio', target: 'price', shardMegabytes: 64 } as const;
  // SAFETY: all that is used of the services and of a URI.
  const { files } = await convert(
    { engine: engineWith(requests) } as never,
    Uri.file('/t/t.csv') as never,
    given,
  );
  expect(requests).toEqual([{ path: '/t/t.csv', ...given }]);
  expect(files.map(({ fsPath }) => fsPath)).toEqual([
    '/t/t-shards/part-00000.pbr',
    '/t/t-shards/part-00001.pbr',
  ]);
  expect(pick).not.toHaveBeenCalled();
});

test('converting to RecordIO prompts for the label, likeliest first, and for what to do with words', async () => {
  const requests: object[] = [];
  const shown: (readonly string[])[] = [];
  vi.spyOn(window, 'showQuickPick').mockImplementation(async (choices) => {
    const all = await choices;
    shown.push(all.map(({ label }) => label));
    return all.find(({ label }) => label === 'RecordIO-protobuf') ?? all[0];
  });
  // SAFETY: as above.
  await convert({ engine: engineWith(requests) } as never, Uri.file('/t/t.csv') as never);
  expect(shown).toEqual([
    ['Parquet', 'JSON Lines', 'RecordIO-protobuf'],
    ['price', 'age', 'No label'],
    ['Leave them out'],
    ['One file', 'Several files…'],
  ]);
  expect(requests).toEqual([{ path: '/t/t.csv', to: 'recordio', target: 'price', leavesOutWords: true }]);
});
