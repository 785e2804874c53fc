import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCalls } from '../../../src/data/engine/calls.ts';
import { openTables } from '../../../src/data/engine/tables.ts';
import type { ReadOptions } from '../../../src/data/shapes/read.ts';
import type { DataState } from '../../../src/webview/data/contract.ts';
import type { GalleryEntry } from './gallery.ts';
import { gridAnswers } from './gridAnswers.ts';
import { relationStates } from './relationStates.ts';

const calls = openCalls(openTables());
const readAt = '2026-11-24T21:31:00Z';

/** The Data page: while it reads, when it cannot, and with tables of several shapes. */
export async function dataStates(examples: string): Promise<readonly GalleryEntry[]> {
  const path = join(examples, 'salary.csv');
  const salary = await calls.profile({ path });
  const regression = await calls.regression({ path, target: 'Salary', feature: 'YearsExperience' });
  const ofSalary = { regression, ...gridAnswers(path) };
  const customersPath = join(examples, 'customers.csv');
  const customers = await calls.profile({ path: customersPath });
  const relatePair = (body: { x: string; y: string; target?: string }) =>
    calls.relatePair({ path: customersPath, ...body });
  const entry = (name: string, state: DataState, answers: GalleryEntry['answers'] = {}): GalleryEntry => ({
    name: `data-${name}`,
    page: 'data',
    heading: 'salary.csv',
    state,
    answers,
  });
  const failure = {
    code: 'table-ragged',
    message: 'salary.csv, row 2, column Salary: 1 value where the header has 2 columns.',
    actions: [{ id: 'open', label: 'Open at row 2' }],
  };
  const visits = await profileOf(dates());
  const big = {
    ...(await profileOf(decimals())),
    shown: { kind: 'sample', rows: 10_000, of: 2_987_654, isEstimate: true },
  } as const;
  const progress = {
    phase: 'reading',
    done: 88_000_000,
    total: 236_700_000,
    unit: 'bytes',
    secondsLeft: 4.2,
  } as const;
  const excerpt = ['YearsExperience,Salary', '1.1,39343', '1.3'].map((text, at) => ({ line: at + 1, text }));
  return [
    entry('loading', { kind: 'loading', fileName: 'salary.csv', sizeBytes: 366 }),
    entry('cancelled', { kind: 'cancelled', fileName: 'salary.csv', sizeBytes: 366 }),
    entry('failed', { kind: 'failed', edits: {}, fileName: 'salary.csv', sizeBytes: 366, failure, excerpt }),
    entry('salary', { kind: 'ready', edits: {}, profile: salary, readAt }, ofSalary),
    entry('stale', { kind: 'ready', edits: {}, profile: salary, readAt, stale: 'changed' }, ofSalary),
    entry(
      'classes',
      { kind: 'ready', edits: {}, profile: customers, readAt },
      { relatePair, ...gridAnswers(customersPath) },
    ),
    entry('decimals', { kind: 'ready', edits: {}, profile: await profileOf(decimals()), readAt }),
    entry('exported', {
      kind: 'ready',
      edits: { read: { encoding: 'windows-1252' } },
      profile: await profileOf(exported(), { encoding: 'windows-1252' }),
      readAt,
    }),
    entry('dates', { kind: 'ready', edits: { leftOut: ['visitor_id'] }, profile: visits, readAt }),
    entry('sample', { kind: 'ready', edits: {}, profile: big, readAt, isPartial: true, progress }),
    entry('sample-cancelled', { kind: 'ready', edits: {}, profile: big, readAt }),
    entry('wide', { kind: 'ready', edits: {}, profile: await profileOf(wide()), readAt }, { findColumns }),
    ...(await relationStates(calls)),
    entry('words', {
      kind: 'ready',
      edits: {},
      profile: await profileOf('name,city\nAda,Berlin\nBob,Berlin\n'),
      readAt,
    }),
  ];
}

/** A title, semicolons, decimal commas, words in a column of numbers, rows that are too short, a total. */
function exported(): string {
  const rows = Array.from({ length: 240 }, (_, row) =>
    [
      row === 17 || row === 140 ? 'k. A.' : `${row},5`,
      `Ort ${row % 7}`,
      row % 50 === 9 ? '-999' : row + 3,
    ].join(';'),
  );
  rows.splice(60, 0, '12;Ort 3');
  rows.splice(90, 0, '12;Ort 3;4;5;6');
  return ['Export of 24 Nov 2026', 'sep=;', 'Wert;Ort;Wert', ...rows, 'Total;;12000'].join('\n');
}

/** Visits by the minute, an identifier, a category with many levels and days in an order that is not decided. */
function dates(): string {
  const start = Date.UTC(2026, 0, 5, 8);
  const rows = Array.from({ length: 300 }, (_, row) => {
    const at = new Date(start + ((row * 7919) % 90_000) * 60_000);
    const day = `${1 + (row % 9)}/${1 + (row % 6)}/2026`;
    return [at.toISOString().slice(0, 16), 100_001 + row, `town ${row % 23}`, day, row % 5].join(',');
  });
  return ['at,visitor_id,town,due,score', ...rows].join('\n');
}

/** More columns than fit on the page. */
function wide(): string {
  const names = Array.from({ length: 150 }, (_, column) => `gene_${column}`);
  const rows = Array.from({ length: 40 }, (_, row) =>
    names.map((_, column) => ((row + 1) * (column + 3)) % 17),
  );
  return [names, ...rows].map((cells) => cells.join(',')).join('\n');
}

const findColumns = { count: 31, columns: [120, 12, 121].map((index) => ({ index, name: `gene_${index}` })) };

async function profileOf(text: string, read: ReadOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'll-gallery-'));
  try {
    await writeFile(join(folder, 'table.csv'), text);
    return await calls.profile({ path: join(folder, 'table.csv'), read });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Six columns with six decimals, of very different size, and points at the ends of their ranges. */
function decimals(): string {
  const names = ['height', 'a_rather_long_name_of_a_column', 'width', 'depth', 'constant', 'price'];
  const rows = Array.from({ length: 250 }, (_, row) => [
    (Math.sin(row) * 3).toFixed(6),
    (row / 7).toFixed(6),
    (((row * 7919) % 1009) / 1009).toFixed(6),
    row % 9 === 0 ? '' : ((row % 9) - 4).toFixed(6),
    '1',
    (row * 1234.567891).toFixed(6),
  ]);
  return `${[names, ...rows].map((cells) => cells.join(',')).join('\n')}\n`;
}
