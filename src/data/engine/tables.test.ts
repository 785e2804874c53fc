import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readTable } from '../table/readTable.ts';
import { openCalls } from './calls.ts';
import { openTables } from './tables.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-tables-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const longAgo = new Date('2020-01-01');

/** Tables of this folder that count how often each is parsed. */
function counted() {
  const parsed: string[] = [];
  const tables = openTables((path) => {
    parsed.push(path);
    return readTable(path);
  });
  return { parsed, tables };
}

async function settled(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  await utimes(path, longAgo, longAgo);
  return path;
}

const text = 'x,y\n1,2\n2,4\n3,6\n4,8\n5,9\n6,13\n';

test('everything between a right-click and the prepared run parses the table once', async () => {
  const path = await settled('t.csv', text);
  const { parsed, tables } = counted();
  const calls = openCalls(tables);
  const { suggestions } = await calls.trainingChoices({ path });
  const [experiment] = suggestions;
  expect(suggestions.map(({ target }) => target)).toEqual(['y', 'x']);
  if (experiment === undefined) throw new Error('nothing was suggested');
  await calls.profile({ path });
  const { tableSha256 } = await calls.preflight({ datasetPath: path, experiment, ownLearner: true });
  const outputFolder = join(folder, 'run');
  await calls.prepare({ datasetPath: path, experiment, outputFolder, expectedSha256: tableSha256 });
  expect(parsed).toEqual([path]);
});

test('an experiment with the options that were found is about the same table', async () => {
  const path = await settled('s.csv', text.replaceAll(',', ';'));
  const { parsed, tables } = counted();
  const calls = openCalls(tables);
  const { suggestions } = await calls.trainingChoices({ path });
  const [experiment] = suggestions;
  if (experiment === undefined) throw new Error('nothing was suggested');
  expect(experiment.read).toMatchObject({ delimiter: ';' });
  await calls.preflight({ datasetPath: path, experiment, ownLearner: true });
  expect(parsed).toEqual([path]);
});

test('a table of the same size and time but another content is parsed again', async () => {
  const path = await settled('t.csv', text);
  const { parsed, tables } = counted();
  await tables.read(path);
  await settled('t.csv', text.replace('13', '14'));
  expect(await (await tables.read(path)).written(5, 6)).toEqual([['6', '14']]);
  expect(parsed).toHaveLength(2);
});

test('a table that was just written is not kept', async () => {
  const path = join(folder, 'young.csv');
  await writeFile(path, text);
  const { parsed, tables } = counted();
  await tables.read(path);
  await tables.read(path);
  expect(parsed).toHaveLength(2);
});

test('two readers at once share one parse, and the three tables used last are kept', async () => {
  const [first = '', ...others] = await Promise.all(
    ['a.csv', 'b.csv', 'c.csv', 'd.csv'].map((name) => settled(name, text)),
  );
  const { parsed, tables } = counted();
  await Promise.all([tables.read(first), tables.read(first)]);
  await tables.read(first);
  for (const path of others) await tables.read(path);
  await tables.read(others.at(-1) ?? '');
  expect(parsed).toEqual([first, ...others]);
  await tables.read(first);
  expect(parsed).toEqual([first, ...others, first]);
});

test('a table that makes room for others is closed', async () => {
  const paths = await Promise.all(['a.csv', 'b.csv', 'c.csv', 'd.csv'].map((name) => settled(name, text)));
  const closed: string[] = [];
  const tables = openTables(async (path) => ({
    ...(await readTable(path)),
    close: async () => void closed.push(path),
  }));
  for (const path of paths) await tables.read(path);
  await vi.waitFor(() => expect(closed).toEqual(paths.slice(0, 1)));
});

const closing = () => {
  const closed: string[] = [];
  const tables = openTables(async (path) => ({
    ...(await readTable(path)),
    close: async () => void closed.push(path),
  }));
  return { closed, tables };
};

test('a table that was written a moment ago is closed once the call that reads it ends', async () => {
  const path = join(folder, 'young.csv');
  await writeFile(path, text);
  const { closed, tables } = closing();
  await tables.during(async () => {
    await tables.read(path);
    await tables.during(() => tables.read(path));
    await vi.waitFor(() => expect(closed).toEqual([path]));
  });
  await vi.waitFor(() => expect(closed).toEqual([path, path]));
});

test('without calls, of the tables that were written a moment ago only the last ones stay open', async () => {
  const path = join(folder, 'young.csv');
  await writeFile(path, text);
  const { closed, tables } = closing();
  for (let count = 0; count < 5; count += 1) await tables.read(path);
  await vi.waitFor(() => expect(closed).toEqual([path, path]));
});

test('a table that makes room for others stays open until the call that reads it ends', async () => {
  const paths = await Promise.all(['a.csv', 'b.csv', 'c.csv', 'd.csv'].map((name) => settled(name, text)));
  const { closed, tables } = closing();
  await tables.during(async () => {
    for (const path of paths) await tables.read(path);
    expect(closed).toEqual([]);
  });
  await vi.waitFor(() => expect(closed).toEqual(paths.slice(0, 1)));
});

test('a table to predict stays open from call to call, and is closed with its prediction', async () => {
  const path = join(folder, 'young.csv');
  await writeFile(path, text);
  const { closed, tables } = closing();
  const release = await tables.during(async () => {
    await tables.read(path);
    return tables.hold();
  });
  expect(closed).toEqual([]);
  release();
  await vi.waitFor(() => expect(closed).toEqual([path]));
});

test('a table that cannot be parsed is not kept', async () => {
  const path = await settled('t.csv', 'x,y\n1\n');
  const { parsed, tables } = counted();
  await expect(tables.read(path)).rejects.toMatchObject({ code: 'table-ragged' });
  await expect(tables.read(path)).rejects.toMatchObject({ code: 'table-ragged' });
  expect(parsed).toHaveLength(2);
});

test('a reader whose table another one gave up reading reads it again', async () => {
  const path = await settled('t.csv', text);
  const signals: (AbortSignal | undefined)[] = [];
  const tables = openTables((file, _, __, { signal } = {}) => {
    signals.push(signal);
    if (signals.length > 1) return readTable(file);
    return new Promise((___, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  });
  const controller = new AbortController();
  const first = tables.read(path, {}, {}, { signal: controller.signal });
  await expect.poll(() => signals).toHaveLength(1);
  const second = tables.read(path);
  const third = new AbortController();
  const abandoned = tables.read(path, {}, {}, { signal: third.signal });
  third.abort();
  await expect(abandoned).rejects.toThrow('aborted');
  expect(signals).toHaveLength(1);
  controller.abort();
  await expect(first).rejects.toThrow('aborted');
  expect((await second).rowCount).toBe(6);
  expect(await tables.isRead(path)).toBe(true);
});
