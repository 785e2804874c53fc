import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GridColumns, GridRows } from '../../../src/data/shapes/gridView.ts';
import type { RowGridRequests } from '../../../src/webview/contract/rowGrid.ts';
import type { TableState } from '../../../src/webview/table/contract.ts';
import type { GalleryEntry } from './gallery.ts';
import { gridAnswers } from './gridAnswers.ts';

const readAt = '2026-11-24T21:31:00Z';

type Body<N extends keyof RowGridRequests> = RowGridRequests[N]['request'];

/** The Table editor: with a table of every meaning, with ten million rows, and when it cannot be read. */
export async function tableStates(): Promise<readonly GalleryEntry[]> {
  const folder = await mkdtemp(join(tmpdir(), 'll-gallery-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'people.csv'), mixed());
  const people = gridAnswers(join(folder, 'people.csv'));
  const entry = (name: string, state: TableState, answers: GalleryEntry['answers'] = {}): GalleryEntry => ({
    name: `table-${name}`,
    page: 'table',
    heading: 'people.csv',
    state,
    answers,
  });
  const ready = (rowCount: number, sizeBytes: number): Extract<TableState, { kind: 'ready' }> => ({
    kind: 'ready',
    fileName: 'people.csv',
    sizeBytes,
    rowCount,
    sha256: 'a',
    readAt,
  });
  const failure = {
    code: 'table-nested',
    message: 'people.csv has no column whose values are numbers or words.',
    actions: [],
  };
  return [
    entry('ready', ready(240, 15_000), people),
    entry('stale', { ...ready(240, 15_000), stale: 'changed' }, people),
    entry('huge', ready(10_000_000, 750_000_000), huge(10_000_000)),
    // Its values are still being counted.
    entry('outline', ready(240, 15_000), { ...people, gridColumns: undefined }),
    entry('waiting', ready(240, 15_000), { ...people, gridRows: undefined }),
    entry('failed', { kind: 'failed', fileName: 'people.csv', sizeBytes: 1500, failure }),
  ];
}

/** Rows that are made as they are requested. */
function huge(rowCount: number): NonNullable<GalleryEntry['answers']> {
  const names = Array.from({ length: 12 }, (_, column) => `x${column}`);
  const columns: GridColumns = {
    rowCount,
    columnCount: names.length,
    firstColumn: 0,
    columns: names.map((name, column) => ({
      name,
      type: 'decimal',
      meaning: 'decimal',
      missingCount: 0,
      distinctCount: rowCount,
      decimals: 2,
      bars: {
        edges: Array.from({ length: 17 }, (_, edge) => edge * 1000),
        counts: Array.from({ length: 16 }, (_, bar) => 1 + ((bar * 7 + column * 3) % 11)),
      },
    })),
  };
  return {
    gridColumns: columns,
    openGrid: { rowCount, totalRowCount: rowCount, sha256: 'a', sortNotes: [] },
    gridRows: ({ from, count, names: wanted }: Body<'gridRows'>): GridRows => {
      const rows = Array.from({ length: count }, (_, index) => from + index + 1);
      return {
        rows,
        cells: wanted.map((name) => rows.map((row) => `${row}.${name.slice(1).padStart(2, '0')}`)),
      };
    },
  };
}

/** A column of each meaning, with gaps, a long text and a cell of two lines. */
function mixed(): string {
  const cities = ['Berlin', 'Paris', 'São Paulo', 'Ulaanbaatar'];
  const rows = Array.from({ length: 240 }, (_, row) => [
    100_001 + row,
    row % 9 === 4 ? '' : 18 + ((row * 7) % 60),
    (((row * 7919) % 100_003) / 100 - 300).toFixed(2),
    cities[(row * row) % 4],
    row % 3 === 0 ? 'yes' : 'no',
    `2026-${String(1 + (row % 12)).padStart(2, '0')}-${String(1 + (row % 28)).padStart(2, '0')}`,
    row === 2
      ? `"A long note. ${'It goes on and on, as notes do. '.repeat(20)}"`
      : row % 4 === 1
        ? ''
        : `note ${row * 31}`,
    row === 3 ? '"two\nlines"' : `street ${row * 17}`,
  ]);
  const names = ['person_id', 'age', 'balance', 'city', 'is_member', 'since', 'note', 'address'];
  return [names, ...rows].map((cells) => cells.join(',')).join('\n');
}
