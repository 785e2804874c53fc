import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hashOf } from '../runRecords.ts';
import { openRunsIndex } from './runsIndex.ts';
import type { RunsIndex } from './runsIndex.ts';

const folder = (connection: number, job: number) => `${hashOf(`${connection}`)}/${hashOf(`${job}`)}`;

test('indexes of several windows keep every run while they append at once and compact', async () => {
  const storage = await mkdtemp(join(tmpdir(), 'll-index-'));
  onTestFinished(() => rm(storage, { recursive: true }));
  const windows = Array.from({ length: 3 }, () => openRunsIndex(storage));
  await windows[0]?.replace([]);
  /** What the folders of the runs hold. */
  const records = new Map<string, number>();
  const takeUp = async (index: RunsIndex, run: string): Promise<void> => {
    for (let at = -1; at !== records.get(run);) {
      at = records.get(run) ?? 0;
      await index.append([{ run, at }]);
    }
    for (const other of await index.compact()) await takeUp(index, other);
  };
  // Each window changes a few runs of its own again and again, so that half of the lines are soon stale.
  await Promise.all(
    windows.map(async (index, window) => {
      for (let change = 0; change < 300; change += 1) {
        const run = folder(window, change % 20);
        records.set(run, change);
        await takeUp(index, run);
      }
    }),
  );
  for (const index of [...windows, openRunsIndex(storage)]) {
    const { runs } = (await index.read()) ?? { runs: new Map() };
    expect(new Map([...runs].map(([run, { at }]) => [run, at]))).toEqual(records);
  }
  const lines = (await readFile(join(storage, 'runs.jsonl'), 'utf8')).split('\n').filter(Boolean);
  expect(lines.length).toBeLessThan(300);
});

test('an index takes up nothing of a change that is not written to its end', async () => {
  const storage = await mkdtemp(join(tmpdir(), 'll-index-'));
  onTestFinished(() => rm(storage, { recursive: true }));
  const index = openRunsIndex(storage);
  expect(await index.read()).toBeUndefined();
  await index.replace([{ run: folder(1, 1), at: 1 }]);
  const first = await index.read();
  expect(await index.read()).toBe(first);
  await index.append([
    { run: folder(1, 1), isGone: true },
    { run: folder(1, 2), at: 2 },
  ]);
  const second = await index.read();
  expect(second).not.toBe(first);
  expect([...(second?.runs.keys() ?? [])]).toEqual([folder(1, 2)]);
});
