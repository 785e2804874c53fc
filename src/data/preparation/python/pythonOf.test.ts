import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Failure } from '../../../learner/errors.ts';
import { dateParts } from '../../shapes/encoders/date.ts';
import type { Feature } from '../../shapes/encoders/feature.ts';
import { preparationSchema } from '../../shapes/preparation.ts';
import type { Preparation } from '../../shapes/preparation.ts';
import { parseTable } from '../../table/readTable.ts';
import { encodeRows } from '../encode.ts';
import type { RowByName } from '../encode.ts';
import { noTarget } from '../encoders/encodeColumn.testing.ts';
import { fitFeatures } from '../fitFeatures.ts';
import { word } from '../words.testing.ts';
import { pythonOf } from './pythonOf.ts';

const python = process.env['PEER_PYTHON'] ?? 'python3';
/** More of them in `npm run test:peers -- preparation`. */
const cases = Number(process.env['PEER_CASES'] ?? 60);
const isThere = spawnSync(python, ['-c', 'import zoneinfo']).status === 0;

const number = fc.oneof(
  fc.constantFrom(
    '',
    '-0',
    '1e-40',
    '3.4e38',
    '16777217',
    '0.1',
    '007',
    '2097152.25',
    '1e21',
    '-3',
    '12',
    'yes',
    'n/a',
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 }).map(String),
  fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 }).map(String),
  fc.integer({ min: -20, max: 20 }).map(String),
);
const day = fc.date({ min: new Date('1890-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
const dateFormats = [
  ['%Y-%m-%d', (date: Date) => date.toISOString().slice(0, 10)],
  [
    '%d.%m.%Y %H:%M:%S',
    (date: Date) => date.toISOString().replace(/^(....)-(..)-(..)T(.{8}).*$/, '$3.$2.$1 $4'),
  ],
  ['%Y-%m-%dT%H:%M:%S%z', (date: Date) => date.toISOString().replace('Z', '+05:30')],
  ['epoch-s', (date: Date) => String(Math.floor(date.getTime() / 1000))],
  ['epoch-ms', (date: Date) => String(date.getTime())],
] as const;
const gaps = fc.constantFrom('median', 'mean', 'mostFrequent', 7.5, undefined);
const unseen = fc.constantFrom('other', 'zero', 'error', undefined);
const levelColumn = fc.constantFrom('word', 'size', 'day');

const feature: fc.Arbitrary<Feature> = fc
  .oneof(
    fc.record({
      column: fc.constantFrom('size', 'day'),
      missing: gaps,
      indicator: fc.boolean(),
      clip: fc.constantFrom([-5, 100], undefined),
      transform: fc.constantFrom(
        'log1p',
        'sqrt',
        'standard',
        { power: 1.5 },
        { power: -2 },
        { since: 'start' },
        undefined,
      ),
    }),
    fc.record({
      column: levelColumn,
      encode: fc.constant('one-hot'),
      minRows: fc.integer({ min: 1, max: 4 }),
      maxLevels: fc.integer({ min: 1, max: 6 }),
      unseen,
    }),
    fc.record({ column: levelColumn, encode: fc.constant('ordinal'), missing: gaps, unseen }),
    fc.record({ column: levelColumn, encode: fc.constantFrom('frequency', 'target-mean'), unseen }),
    fc.record({ column: levelColumn, encode: fc.constant('hash'), buckets: fc.integer({ min: 1, max: 9 }) }),
    fc.record({
      column: fc.constant('day'),
      encode: fc.constant('date'),
      parts: fc.constant(dateParts),
      cyclic: fc.boolean(),
      timezone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns'),
      missing: gaps,
      indicator: fc.boolean(),
    }),
    fc.record({
      column: fc.constantFrom('size', 'day'),
      encode: fc.constant('bins'),
      count: fc.integer({ min: 2, max: 6 }),
      missing: gaps,
    }),
    fc.record({
      column: fc.constant('size'),
      encode: fc.constant('powers'),
      degree: fc.integer({ min: 2, max: 4 }),
      missing: gaps,
    }),
    fc.record({ product: fc.constantFrom(['size', 'size'], ['size', 'day']), missing: gaps }),
  )
  .map((drawn) => {
    const given = Object.fromEntries(Object.entries(drawn).filter(([, value]) => value !== undefined));
    // SAFETY: drawn with the keys and values that the schema of features has.
    return given as unknown as Feature;
  });

interface Case {
  readonly preparation: Preparation;
  readonly rows: readonly RowByName[];
}

async function drawnCases(): Promise<readonly Case[]> {
  const drawn = fc.sample(
    fc.record({
      rows: fc.array(fc.record({ word, size: number, day: fc.option(day, { freq: 4, nil: undefined }) }), {
        minLength: 8,
        maxLength: 30,
      }),
      asked: fc.array(
        fc.record({
          word,
          size: fc.oneof(number, fc.double({ noNaN: true, noDefaultInfinity: true })),
          day: fc.option(day, { freq: 4, nil: undefined }),
        }),
        { minLength: 5, maxLength: 10 },
      ),
      features: fc.array(feature, { minLength: 1, maxLength: 6 }),
      format: fc.constantFrom(...dateFormats),
    }),
    { numRuns: cases, seed: Number(process.env['PROPERTY_SEED'] ?? 1) },
  );
  return Promise.all(
    drawn.map(async ({ rows, asked, features, format: [format, written] }) => {
      const textOf = (date: Date | undefined) => (date === undefined ? '' : written(date));
      const lines = rows.map((row, at) => `"${row.word}",${row.size},${textOf(row.day)},${at % 3}`);
      const read = { header: true, delimiter: ',', encoding: 'utf-8' } as const;
      const columns = { size: { meaning: 'decimal' }, day: { meaning: 'date', format } } as const;
      const table = parseTable(Buffer.from(`word,size,day,y\n${lines.join('\n')}\n`), 't.csv', read, columns);
      const labels = Float64Array.from(rows, (_, at) => at % 3);
      const target = { ...noTarget, labels };
      const trained = await fitFeatures(table, features, Int32Array.from(rows.keys()), target);
      const stored = {
        version: 3,
        target: 'y',
        features: trained.map((one) => one.feature),
        trainMean: 0,
        testRowNumbers: [],
      };
      return {
        preparation: preparationSchema.parse(JSON.parse(JSON.stringify(stored))),
        rows: asked.map((row) => ({ word: row.word, size: row.size, day: textOf(row.day) })),
      };
    }),
  );
}

/** The line of each row, or the column that has a problem. */
async function ours({ preparation, rows }: Case): Promise<readonly string[]> {
  const found: string[] = [];
  for (const row of rows)
    try {
      found.push((await encodeRows(preparation, [row])).csvLines[0] ?? '');
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      found.push('refused');
    }
  return found;
}

const driver = `
import json, sys
found = []
for case in json.load(sys.stdin):
    names = {}
    exec(compile(case["text"], "prepare.py", "exec"), names)
    lines = []
    for row in case["rows"]:
        try:
            lines.append(names["request_line"](row))
        except ValueError:
            lines.append("refused")
    found.append(lines)
json.dump(found, sys.stdout)
`;

test.skipIf(!isThere)(
  'Python makes the same request lines as we do, whatever the encoders and values',
  async () => {
    const all = await drawnCases();
    const input = JSON.stringify(all.map(({ preparation, rows }) => ({ text: pythonOf(preparation), rows })));
    const { stdout, stderr, status } = spawnSync(python, ['-c', driver], {
      input,
      maxBuffer: 2 ** 28,
      encoding: 'utf8',
    });
    expect(`${status}${stderr}`).toBe('0');
    const theirs: readonly (readonly string[])[] = JSON.parse(stdout);
    let lineCount = 0;
    for (const [at, one] of all.entries()) {
      const expected = await ours(one);
      lineCount += expected.filter((line) => line !== 'refused').length;
      const { features } = one.preparation;
      const seen = one.rows.map((row, index) => ({ row, line: theirs[at]?.[index], features }));
      expect(seen).toEqual(one.rows.map((row, index) => ({ row, line: expected[index], features })));
    }
    expect(lineCount).toBeGreaterThan(cases);
  },
  120_000,
);

test('the Python code defines what the features’ encoders need and nothing else', () => {
  const preparation = preparationSchema.parse({
    version: 3,
    target: 'price "net"',
    targetTransform: 'log1p',
    trainMean: 0,
    testRowNumbers: [],
    features: [
      {
        encode: 'number',
        planned: { column: 'size "m²"' },
        fitted: { indicator: false, missingShare: 0, min: 0, max: 1, mean: 0 },
      },
    ],
  });
  const text = pythonOf(preparation);
  expect(text).toContain(String.raw`(_encode_number, ["size \"m²\""], {"min": 0, "indicator": False}),`);
  expect(text).toContain('def prediction(score):');
  expect(text).not.toContain('murmur');
  expect(text).not.toContain('zoneinfo');
});
