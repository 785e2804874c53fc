import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Engine } from '../../../data/engine/calls.ts';
import { dataFailure } from '../../../data/shapes/failures.ts';
import { openReader } from './page.ts';

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

function readerOf(profile: Engine['profile']) {
  return openReader({ engine: { profile }, log: { error: () => undefined }, path });
}

function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')));
  });
}
