import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { drawnEvaluation, drawnOutcome } from './drawnRuns.testing.ts';
import { nameOf, openStorage } from './storage.testing.ts';
import type { TestStorage } from './storage.testing.ts';

let storage: TestStorage['storage'];
let save: TestStorage['save'];
let window: TestStorage['window'];
beforeEach(async () => {
  const opened = await openStorage();
  ({ storage, save, window } = opened);
  return opened.close;
});

const indexLines = async () =>
  (await readFile(join(storage, 'runs.jsonl'), 'utf8')).split('\n').filter((line) => line !== '');

test('index is read instead of the records', async () => {
  await save(1, 2);
  await window().rows();
  const [head = '', ...lines] = await indexLines();
  const renamed = lines.map((line) => line.replace('"title":"houses-', '"title":"indexed-'));
  await writeFile(join(storage, 'runs.jsonl'), `${[head, ...renamed].join('\n')}\n`);
  expect((await window().rows()).rows.map(({ title }) => title)).toEqual(['indexed-2', 'indexed-1']);
});

test.each([
  ['is of another version', (text: string) => text.replace('"version":1', '"version":2')],
  ['is no text of ours', () => '\0\0\0\0'],
  ['is empty', () => ''],
])('index is made again where it %s', async (_, damage) => {
  await save(1, 2);
  const before = await window().rows();
  const path = join(storage, 'runs.jsonl');
  await writeFile(path, damage(await readFile(path, 'utf8')));
  expect(await window().rows()).toEqual(before);
  expect((await indexLines())[0]).toMatch(/^\{"version":1,/);
});

test('index loses no run to a line that a crash cut off, nor to a damaged one', async () => {
  await save(1, 2);
  const history = window();
  await history.mark('local', nameOf(1), { note: 'one' });
  const path = join(storage, 'runs.jsonl');
  const text = await readFile(path, 'utf8');
  await truncate(path, Buffer.byteLength(text) - 30);
  const another = window();
  const noteOf = async () => (await another.find('local', nameOf(1)))?.note;
  await expect.poll(noteOf).toBe('one');
  await writeFile(path, text.replaceAll('"tags"', '"tugs"'));
  expect((await window().rows()).rows.map(({ note }) => note)).toEqual([undefined, 'one']);
});

test('index is compacted when half of it is stale', async () => {
  await save(1);
  const history = window();
  await history.rows();
  const [, line = ''] = await indexLines();
  await appendFile(join(storage, 'runs.jsonl'), `${line}\n`.repeat(220));
  await history.mark('local', nameOf(1), { note: 'last' });
  expect(await indexLines()).toHaveLength(2);
  for (const one of [history, window()]) expect((await one.find('local', nameOf(1)))?.note).toBe('last');
});

test('index tells windows of changes by others', async () => {
  await save(1);
  const [a, b] = [window(), window()];
  await Promise.all([a.rows(), b.rows()]);
  let changes = 0;
  b.onDidChange(() => (changes += 1));
  await a.mark('local', nameOf(1), { note: 'x' });
  await expect.poll(() => changes).toBeGreaterThan(0);
});

test('index made from the records is what changes one by one have made, in any number of windows', async () => {
  const kind = fc.constantFrom('save', 'evaluate', 'end', 'mark', 'pin', 'remove');
  const change = fc.record({ kind, number: fc.nat(5), by: fc.nat(1) });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
      const opened = await openStorage();
      const { records } = opened;
      const windows = [opened.window(), opened.window()] as const;
      const there = new Set<number>();
      await Promise.all(windows.map((one) => one.rows()));
      for (const { kind, number, by } of changes) {
        const history = windows[by] ?? windows[0];
        const run = ['local', nameOf(number)] as const;
        if (kind === 'save') {
          await opened.save(number);
          there.add(number);
          await history.refresh(...run);
        } else if (!there.has(number)) continue;
        else if (kind === 'evaluate') {
          await records.saveEvaluation(...run, drawnEvaluation(number));
          await history.refresh(...run);
        } else if (kind === 'end') await history.saveOutcome(...run, drawnOutcome(number));
        else if (kind === 'mark') await history.mark(...run, { note: `${number}`, tags: [kind] });
        else if (kind === 'pin') await history.mark(...run, { isPinned: number % 2 === 0 });
        else {
          await history.remove(...run);
          there.delete(number);
        }
      }
      const incremental = await windows[0].rows();
      expect(await windows[1].rows()).toEqual(incremental);
      expect(await opened.window().rows()).toEqual(incremental);
      await windows[0].rebuild();
      expect(await windows[0].rows()).toEqual(incremental);
      expect(await windows[1].rows()).toEqual(incremental);
      expect(incremental.rows.length).toBe(there.size);
      await opened.close();
    }),
    { numRuns: 25 },
  );
});
