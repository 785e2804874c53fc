// Tables as people have them: one set of rows in several formats, encodings and splits.
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { Experiment } from '../../../src/data/shapes/experiment.ts';
import { generate, normal, oneOf } from '../../../src/data/engine/drawTable.testing.ts';
import type { Draw } from '../../../src/data/engine/drawTable.testing.ts';
import type { TrainedRun } from './runs.ts';

const rowCount = 240;
const quick = { epochs: 5, num_models: 4 };
/** Each kind adds another amount. */
const kinds = { 'Café "Süd"': 4, "o'clock": 1, 'back\\slash': -2, 日本: -4 };

/** A row's cells as they are, a missing one as null. */
interface Row {
  readonly day: string;
  readonly at: string;
  readonly kind: string | null;
  readonly batch: string;
  readonly flag: boolean;
  readonly count: number | null;
  readonly size: number;
  readonly price: number;
}

function rowOf(draw: Draw, index: number): Row {
  const day = new Date(Date.UTC(2025, 0, 1 + ((index * 7) % rowCount)));
  const hour = String(Math.floor(24 * draw())).padStart(2, '0');
  const kind = oneOf(draw, { 'Café "Süd"': 0.4, "o'clock": 0.3, 'back\\slash': 0.2, 日本: 0.11 });
  const flag = draw() < 0.4;
  const count = Math.floor(40 * draw());
  const size = Math.round(1e4 * (3 + normal(draw))) / 100;
  const own = Object.entries(kinds).find(([name]) => name === kind)?.[1] ?? 0;
  const price = 900 + 6 * size + 9 * count + 40 * own + (flag ? 70 : 0) + 30 * normal(draw);
  return {
    day: day.toISOString().slice(0, 10),
    at: `${day.toISOString().slice(0, 10)}T${hour}:30:00Z`,
    kind: draw() < 0.05 ? null : kind,
    batch: `b${Math.floor(index / 8)}`,
    flag,
    count: draw() < 0.1 ? null : count,
    size,
    price: Math.round(100 * price) / 100,
  };
}

function rows(): readonly Row[] {
  const found: Row[] = [];
  generate(11, rowCount, undefined, (draw, index) => {
    found.push(rowOf(draw, index));
    return '';
  });
  return found;
}

interface Written {
  readonly names?: readonly string[];
  readonly delimiter?: string;
  readonly number?: (value: number, key: keyof Row) => string;
  readonly date?: (day: string) => string;
  readonly truth?: readonly [yes: string, no: string];
}

const keys = ['day', 'at', 'kind', 'batch', 'flag', 'count', 'size', 'price'] as const;

/** Rows as delimited text. */
function csvOf(
  all: readonly Row[],
  {
    names = keys,
    delimiter = ',',
    number = String,
    date = (day) => day,
    truth = ['true', 'false'],
  }: Written = {},
): string {
  const quoted = (text: string) =>
    /["\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
  const cell = (row: Row, key: keyof Row) => {
    const value = row[key];
    if (value === null) return '';
    if (typeof value === 'boolean') return value ? truth[0] : truth[1];
    if (typeof value === 'number') return number(value, key);
    return key === 'day' ? date(value) : value;
  };
  const lines = all.map((row) => keys.map((key) => quoted(cell(row, key))).join(delimiter));
  return `${[names.map(quoted).join(delimiter), ...lines].join('\n')}\n`;
}

/** 1.234,50 and 31.12.2025. */
const german: Written = {
  delimiter: ';',
  number: (value, key) =>
    key === 'count'
      ? String(value)
      : value
          .toFixed(2)
          .replace('.', ',')
          .replace(/^(-?\d+)(\d{3}),/, '$1.$2,'),
  date: (day) => day.split('-').toReversed().join('.'),
  truth: ['ja', 'nein'],
};

/** Names that code could trip over. */
const oddNames = [
  'lambda',
  'two\nlines',
  "it's",
  'größe 📏 {x} %s',
  'class',
  'a,b;c',
  '"""',
  String.raw`back\slash`,
];

const edited =
  (change: Partial<Experiment>, split: Partial<Experiment['split']> = {}): TrainedRun['edit'] =>
  (suggested) => ({
    ...suggested,
    ...change,
    split: { ...suggested.split, test: 0.3, ...split },
    hyperparameters: quick,
  });

export interface TableBytes {
  /** Of the types that Parquet has. */
  readonly parquet: Uint8Array;
  /** Small files with one difficulty each, by name. */
  readonly fixtures: readonly (readonly [name: string, bytes: Uint8Array])[];
}

/** Runs of tables whose reading is what matters: with one client of SageMaker and with scikit-learn. */
export function readingRuns({ parquet, fixtures }: TableBytes): readonly TrainedRun[] {
  const all = rows();
  const plain = csvOf(all);
  const halves = [csvOf(all.slice(0, 100)), csvOf(all.slice(100))] as const;
  const shared = { target: 'price', clients: ['boto3', 'scikit-learn'], formats: ['py'] } as const;
  const runs: readonly Omit<TrainedRun, 'clients' | 'formats'>[] = [
    {
      ...shared,
      name: 'odd names',
      target: String.raw`back\slash`,
      files: { [`odd "names" [1] 'ß'.csv`]: csvOf(all, { names: oddNames }) },
      edit: edited({
        rows: [
          { column: 'größe 📏 {x} %s', notIn: ['b3'] },
          { column: '"""', above: 100 },
        ],
      }),
    },
    {
      ...shared,
      name: 'parquet by group',
      files: { 'typed.parquet': parquet },
      edit: edited({}, { method: 'group', column: 'batch', validation: 0.1 }),
    },
    {
      ...shared,
      name: 'json lines by time',
      files: { 'lines.jsonl': all.map((row) => `${JSON.stringify(row)}\n`).join('') },
      edit: edited({}, { method: 'time', column: 'day' }),
    },
    {
      ...shared,
      name: 'folder',
      table: 'parts [all]',
      files: {
        'parts [all]/part-1.csv': halves[0],
        'parts [all]/part-2.csv.gz': gzipSync(halves[1]),
        'parts [all]/README.md': 'No table.\n',
        'parts [all]/_SUCCESS': '',
      },
      edit: edited({}, { method: 'stratified' }),
    },
    {
      ...shared,
      name: 'pattern by hash',
      table: 'part-?.csv',
      files: { 'part-1.csv': halves[0], 'part-2.csv': halves[1], 'part-10.csv': halves[0] },
      edit: edited({}, { method: 'hash', column: 'batch' }),
    },
    {
      ...shared,
      name: 'gzip by value',
      files: { 'packed.csv.gz': gzipSync(plain) },
      edit: edited({}, { method: 'column', column: 'kind', testValues: ["o'clock"], test: 0 }),
    },
    {
      ...shared,
      name: 'zstandard',
      files: { 'packed.tsv.zst': zstdCompressSync(csvOf(all, { delimiter: '\t' })) },
      edit: edited({}, { shuffle: false }),
    },
    {
      ...shared,
      name: 'german in windows-1252',
      files: {
        'umsätze.csv': Buffer.from(
          csvOf(
            all.filter(({ kind }) => kind !== '日本'),
            german,
          ),
          'latin1',
        ),
      },
      edit: edited({
        rows: [
          { column: 'flag', in: ['ja', 'nein'] },
          { column: 'day', to: '2025-07' },
        ],
      }),
    },
    {
      ...shared,
      name: 'utf-16',
      files: {
        'wide.txt': Buffer.from(`\uFEFF${csvOf(all, { ...german, delimiter: '\t' })}`, 'utf16le'),
      },
      target: 'flag',
      edit: edited({}, { method: 'stratified' }),
    },
    { ...shared, name: 'object in S3', isInS3: true, files: { 'table 1.csv': plain }, edit: edited({}) },
    {
      ...shared,
      name: 'prefix in S3',
      isInS3: true,
      table: 'parts',
      files: {
        'parts/part-1.jsonl': all
          .slice(0, 90)
          .map((row) => `${JSON.stringify(row)}\n`)
          .join(''),
        'parts/part-2.jsonl': all
          .slice(90)
          .map((row) => `${JSON.stringify(row)}\n`)
          .join(''),
        'parts/_SUCCESS': '',
        'parts/notes.md': 'No table.\n',
      },
      edit: edited({}, { method: 'group', column: 'batch' }),
    },
  ];
  return [
    ...runs.map((run): TrainedRun => ({ ...run, clients: shared.clients, formats: shared.formats })),
    ...fixtures.map(([file, bytes]): TrainedRun => ({
      name: file,
      files: { [file]: bytes },
      clients: ['scikit-learn'],
      formats: ['py'],
    })),
  ];
}
