import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Engine } from '../../../data/engine/calls.ts';
import { dataFailure } from '../../../data/shapes/failures.ts';
import type { TableEdits } from '../../../data/shapes/tableEdits.ts';
import { profileWith } from '../profileWith.testing.ts';
import { pageEdits, parseEdits } from '../../host/keptEdits.ts';
import type { KeptEdits } from '../../host/keptEdits.ts';
import { progressAlone } from './page.ts';
import { openReader } from './reader.ts';
import { fileSource, s3Source } from './tableSource.ts';
import type { DataState } from '../contract.ts';
import { Failure } from '../../../learner/errors.ts';
import type { S3Tables } from '../../../runs/s3Tables.ts';
import type { Session } from '../../../runs/session.ts';

vi.mock('vscode', () => ({ l10n: { t: (text: string) => text } }));

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'data-panel-'));
  path = join(folder, 'salary.csv');
  await writeFile(path, 'Years,Salary\n1,10\n2\n3,30\n4,40\n5,50\n6,60\n');
});
afterEach(() => rm(folder, { recursive: true }));

const ragged = () =>
  dataFailure(
    'table-ragged',
    { file: path, row: 2, column: 'b', line: 3, expected: 2, found: 1, count: 1, rowCount: 6 },
    'row 2 is ragged',
  );

describe('reading a table for its page', () => {
  test('cancelling ends reading and shows that', async () => {
    const reader = readerOf((_, options) => untilAborted(options?.signal));
    const read = reader.read();
    await expect.poll(() => reader.state()).toMatchObject({ kind: 'loading', sizeBytes: 40 });
    reader.cancel();
    await read;
    expect(reader.state()).toEqual({ kind: 'cancelled', fileName: 'salary.csv', sizeBytes: 40 });
  });

  test('a newer reading replaces an older one without showing it as cancelled', async () => {
    const first = { stands: true };
    const reader = readerOf((_, options) => {
      if (!first.stands) return Promise.reject(ragged());
      first.stands = false;
      return untilAborted(options?.signal);
    });
    const states: string[] = [];
    reader.onState(({ kind }) => states.push(kind));
    const reads = [reader.read()];
    await expect.poll(() => states).toEqual(['loading']);
    reads.push(reader.read());
    await Promise.all(reads);
    expect(states).toEqual(['loading', 'loading', 'failed']);
  });

  test('a failure shows the lines around its place, and reading is retried when the file changes', async () => {
    const answers = [() => Promise.reject(ragged())];
    const reader = readerOf((_, options) => answers.pop()?.() ?? untilAborted(options?.signal));
    await reader.read();
    expect(reader.state()).toMatchObject({
      kind: 'failed',
      failure: { code: 'table-ragged' },
      excerpt: [
        { line: 1, text: 'Years,Salary' },
        { line: 2, text: '1,10' },
        { line: 3, text: '2' },
        { line: 4, text: '3,30' },
        { line: 5, text: '4,40' },
      ],
    });
    reader.changed('deleted');
    expect(reader.state().kind).toBe('failed');
    reader.changed('changed');
    await expect.poll(() => reader.state().kind).toBe('loading');
    reader.cancel();
  });
});

describe('edits of how a table is read', () => {
  test('re-read the table at once, and are kept when it could be read', async () => {
    const remembered: string[] = [];
    const requests: unknown[] = [];
    const reader = readerOf(
      async (request) => {
        requests.push(request);
        return profileWith({});
      },
      pageEdits({ edits: {} }, ({ edits }) => remembered.push(edits)),
    );
    await reader.read();
    const shown: (boolean | undefined)[] = [];
    reader.onState((state) => shown.push(state.kind === 'ready' ? state.isReading : undefined));
    await reader.edit({ read: { header: false } });
    expect(requests).toMatchObject([{ path }, { path, read: { header: false } }]);
    expect(shown).toEqual([true, undefined]);
    expect(reader.state()).toMatchObject({ kind: 'ready', edits: { read: { header: false } } });
    expect(parseEdits(remembered.at(-1))).toEqual({ read: { header: false } });
    await reader.read();
    expect(requests.at(-1)).toMatchObject({ path, read: { header: false } });
  });

  test('that the table cannot be read with are refused, and what was shown stays', async () => {
    const reader = readerOf(async ({ read }) =>
      read === undefined ? profileWith({}) : Promise.reject(ragged()),
    );
    await reader.read();
    const before = reader.state();
    await expect(reader.edit({ read: { delimiter: ';' } })).rejects.toMatchObject({ code: 'table-ragged' });
    expect(reader.state()).toEqual(before);
    await reader.read();
    expect(reader.state().kind).toBe('ready');
  });

  test('of a table that could not be read add up until it can', async () => {
    const reader = readerOf(async ({ read }) =>
      read?.delimiter === ';' && read.header === false ? profileWith({}) : Promise.reject(ragged()),
    );
    await reader.read();
    await reader.edit({ read: { delimiter: ';' } });
    expect(reader.state()).toMatchObject({ kind: 'failed', edits: { read: { delimiter: ';' } } });
    await reader.edit({ read: { delimiter: ';', header: false } });
    expect(reader.state().kind).toBe('ready');
  });
});

describe('a table that takes its time to read', () => {
  const sample = profileWith({ shown: { kind: 'sample', rows: 100, of: 200, isEstimate: true } });
  const progress = { phase: 'reading', done: 1, total: 4, unit: 'bytes' } as const;

  test('is shown from a sample with progress, until it is exact', async () => {
    const seen: unknown[] = [];
    const reader = readerOf(async (_, options) => {
      options?.onProgress?.(progress);
      options?.onPartial?.(sample);
      options?.onProgress?.({ ...progress, done: 2 });
      return profileWith({});
    });
    reader.onState((state) =>
      seen.push([
        state.kind,
        state.kind === 'ready' ? state.profile.shown.kind : undefined,
        'progress' in state ? state.progress?.done : undefined,
      ]),
    );
    await reader.read();
    expect(seen).toEqual([
      ['loading', undefined, undefined],
      ['loading', undefined, 1],
      ['ready', 'sample', 1],
      ['ready', 'sample', 2],
      ['ready', 'exact', undefined],
    ]);
  });

  test('keeps what is known of it when reading is cancelled', async () => {
    const reader = readerOf((_, options) => {
      options?.onProgress?.(progress);
      options?.onPartial?.(sample);
      return untilAborted(options?.signal);
    });
    const read = reader.read();
    await expect.poll(() => reader.state().kind).toBe('ready');
    reader.cancel();
    await read;
    expect(reader.state()).toMatchObject({ kind: 'ready', profile: { shown: { kind: 'sample' } } });
    expect(reader.state()).not.toHaveProperty('progress');
  });

  test('keeps an edit that was read in part when reading is cancelled', async () => {
    const reader = readerOf(async ({ read }, options) => {
      if (read === undefined) return profileWith({});
      options?.onPartial?.(sample);
      return untilAborted(options?.signal);
    });
    await reader.read();
    const edit = reader.edit({ read: { header: false } });
    await expect.poll(() => reader.state()).toMatchObject({ profile: { shown: { kind: 'sample' } } });
    reader.cancel();
    await edit;
    expect(reader.state()).toMatchObject({ kind: 'ready', edits: { read: { header: false } } });
  });
});

const column = {
  name: 'x',
  type: 'empty',
  why: 'no-values',
  nonNullCount: 0,
  missingCount: 9,
  distinctCount: 0,
} as const;

test('another page of columns replaces the one before, and is kept when the table is read again', async () => {
  const pages: unknown[] = [];
  const reader = readerOf(async ({ firstColumn = 0 }) => {
    pages.push(firstColumn);
    return profileWith({ columns: [column], columnCount: 600, firstColumn });
  });
  await reader.read();
  await reader.turn({ firstColumn: 120 }, new AbortController().signal);
  expect(reader.state()).toMatchObject({ kind: 'ready', profile: { firstColumn: 120 } });
  await reader.read();
  expect(pages).toEqual([0, 120, 120]);
});

test('reading again shows what was known until it is read, and when it is cancelled', async () => {
  const answers = [(signal?: AbortSignal) => untilAborted(signal), async () => profileWith({})];
  const reader = readerOf((_, options) => (answers.pop() ?? untilAborted)(options?.signal));
  await reader.read();
  reader.changed('changed');
  const before = reader.state();
  const again = reader.read();
  await expect.poll(() => reader.state()).toMatchObject({ kind: 'ready', isReading: true });
  reader.cancel();
  await again;
  expect(reader.state()).toEqual(before);
});

describe('a target that is chosen', () => {
  const withTarget = (requests: (string | undefined)[]) => {
    const remembered: (string | undefined)[] = [];
    const kept = pageEdits({ edits: {}, target: 'Fare' }, ({ target }) => remembered.push(target));
    const reader = readerOf(async ({ target, read }) => {
      requests.push(target);
      return profileWith({
        targetCandidates: read === undefined ? ['Survived', 'Fare', 'Age'] : ['column1'],
      });
    }, kept);
    return { reader, remembered };
  };

  test('is what the table is read for, and is remembered', async () => {
    const requests: (string | undefined)[] = [];
    const { reader, remembered } = withTarget(requests);
    await reader.read();
    expect(reader.state()).toMatchObject({ target: 'Fare' });
    await reader.turn({ firstColumn: 0, target: 'Age' }, new AbortController().signal);
    await reader.read();
    expect(reader.state()).toMatchObject({ target: 'Age' });
    expect(requests).toEqual(['Fare', 'Age', 'Age']);
    expect(remembered).toEqual(['Age']);
  });

  test('is none where the table no longer has the column', async () => {
    const requests: (string | undefined)[] = [];
    const { reader } = withTarget(requests);
    await reader.read();
    await reader.edit({ read: { header: false } });
    expect(requests).toEqual(['Fare', 'Fare', undefined]);
  });
});

describe('edits that are kept elsewhere', () => {
  test('are followed, and what the page itself changed is not read twice', async () => {
    const experiment = { name: 'salary.linear.json', target: 'Salary' };
    let text: TableEdits = { read: { header: false } };
    let reads = 0;
    const reader = readerOf(
      async () => {
        reads += 1;
        return profileWith({ targetCandidates: ['Salary'] });
      },
      {
        current: async () => ({ edits: text, experiment }),
        keep: async (edits) => {
          text = edits;
          await reader.follow();
        },
        chooseTarget: () => undefined,
      },
    );
    await reader.read();
    expect(reader.state()).toMatchObject({
      experiment,
      edits: { read: { header: false } },
    });
    await reader.edit({ read: { header: true } });
    expect(reads).toBe(2);
    text = {};
    await reader.follow();
    expect(reader.state()).toMatchObject({ kind: 'ready', edits: {} });
  });
});

test('another target in the experiment reads the table for it', async () => {
  let target = 'Salary';
  const requests: (string | undefined)[] = [];
  const reader = readerOf(
    async (request) => {
      requests.push(request.target);
      return profileWith({ targetCandidates: ['Salary', 'Age'] });
    },
    {
      current: async () => ({ edits: {}, experiment: { name: 'salary.linear.json', target } }),
      keep: async () => undefined,
      chooseTarget: () => undefined,
    },
  );
  await reader.read();
  target = 'Age';
  await reader.follow();
  expect(requests).toEqual(['Salary', 'Age']);
  expect(reader.state()).toMatchObject({ experiment: { target: 'Age' } });
});

test('progress alone is sent without the rest of the state', () => {
  const progress = { phase: 'reading', done: 1, total: 4, unit: 'bytes' } as const;
  const ready = { kind: 'ready', profile: profileWith({}), readAt: '', edits: {} } as const;
  expect(progressAlone(ready, { ...ready, progress })).toEqual(progress);
  expect(
    progressAlone({ ...ready, progress }, { ...ready, progress: { ...progress, done: 2 } }),
  ).toMatchObject({ done: 2 });
  expect(progressAlone({ ...ready, progress }, ready)).toBeUndefined();
  expect(progressAlone(ready, { ...ready, profile: profileWith({}), progress })).toBeUndefined();
  expect(progressAlone({ kind: 'loading', fileName: '' }, { ...ready, progress })).toBeUndefined();
});

test.each([undefined, '', '{', '[]', '{"read":{"delimiter":"x"}}', '{"other":1}'])(
  'the kept edits %j are none',
  (text) => expect(parseEdits(text)).toEqual({}),
);

function readerOf(profile: Engine['profile'], kept: KeptEdits = pageEdits({ edits: {} }, () => undefined)) {
  return openReader({ engine: { profile }, log: { error: () => undefined }, source: fileSource(path), kept });
}

function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')));
  });
}

describe('a table in S3', () => {
  const session = { connectionId: 'local' };
  const open = (fetch: S3Tables['fetch'], profile: Engine['profile'] = async () => profileWith({})) => {
    // SAFETY: the source only passes the session on.
    const sessionOf = () => async () => session as unknown as Session;
    const source = s3Source(
      { sessionOf, s3Tables: { fetch } },
      { s3Uri: 's3://bucket/a/salary.csv', connectionId: 'local' },
    );
    const kept = pageEdits({ edits: {} }, () => undefined);
    return openReader({ engine: { profile }, log: { error: () => undefined }, source, kept });
  };

  test('shows download progress, then its content', async () => {
    const read: string[] = [];
    const reader = open(
      async (_, __, work) => {
        work?.onProgress?.({ phase: 'downloading', done: 5, total: 40, unit: 'bytes' });
        return path;
      },
      async (request) => {
        read.push(request.path);
        return profileWith({});
      },
    );
    const states: DataState[] = [];
    reader.onState((state) => states.push(state));
    await reader.read();
    expect(states).toMatchObject([
      { kind: 'loading', fileName: 'salary.csv', s3Uri: 's3://bucket/a/salary.csv' },
      { kind: 'loading', progress: { phase: 'downloading', done: 5, total: 40 } },
      { kind: 'ready', s3Uri: 's3://bucket/a/salary.csv' },
    ]);
    expect(read).toEqual([path]);
  });

  test('is looked up again by “Read again”, not by an edit', async () => {
    const fetch = vi.fn(async () => path);
    const reader = open(fetch);
    await reader.read();
    await reader.edit({ read: { header: false } });
    expect(fetch).toHaveBeenCalledTimes(1);
    await reader.read();
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  test('that cannot be downloaded says why and can be retried', async () => {
    const answers = [
      () => Promise.reject(new Failure('object-changed', { operation: 'GetObject', awsMessage: '' }, '')),
    ];
    const reader = open(async () => answers.pop()?.() ?? path);
    await reader.read();
    expect(reader.state()).toMatchObject({ kind: 'failed', failure: { code: 'object-changed' } });
    await reader.read();
    expect(reader.state()).toMatchObject({ kind: 'ready' });
  });
});
