import fc from 'fast-check';
import { expect, test } from 'vitest';
import { preparationSchema } from '../shapes/preparation.ts';
import type { Feature } from '../shapes/encoders/feature.ts';
import { parseTable } from '../table/readTable.ts';
import { encodeRows } from './encode.ts';
import { encodedRows } from './encodedRows.testing.ts';
import { noTarget } from './encoders/encodeColumn.testing.ts';
import { labelsOf } from './labels.ts';
import { fitFeatures } from './fitFeatures.ts';
import { openFeatures, outputNames } from './openFeatures.ts';
import { word } from './words.testing.ts';

const number = fc.oneof(
  fc.constantFrom('', '-0', '1e-40', '3.4e38', '16777217', '0.1'),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 }).map(String),
);
const features = fc.record({
  job: fc.record({
    column: fc.constant('job'),
    encode: fc.constant('one-hot' as const),
    minRows: fc.integer({ min: 1, max: 4 }),
    maxLevels: fc.integer({ min: 1, max: 6 }),
    unseen: fc.constantFrom('other' as const, 'zero' as const),
  }),
  size: fc.record({
    column: fc.constant('size'),
    missing: fc.constantFrom('median' as const, 'mean' as const, 'mostFrequent' as const, 7.5),
    indicator: fc.boolean(),
  }),
});

test('a row by column name is encoded as in the table, also with a preparation that was stored', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ job: word, size: number }), { minLength: 4, maxLength: 40 }),
      features,
      fc.integer({ min: 1, max: 40 }),
      async (rows, { job, size }, trainCount) => {
        const text = rows.map((row, index) => `"${row.job}",${row.size},${index}`).join('\n');
        const read = { header: true, delimiter: ',', encoding: 'utf-8' } as const;
        const table = parseTable(Buffer.from(`job,size,y\n${text}\n`), 't.csv', read);
        const planned: readonly Feature[] = [job, size];
        const all = Int32Array.from(table.rows.keys());
        const trained = await fitFeatures(table, planned, all.slice(0, trainCount), noTarget);
        const fitted = trained.map(({ feature }) => feature);
        const open = openFeatures(fitted);
        const { features: matrix } = await encodedRows(
          table,
          open,
          await labelsOf(table, { target: 'y' }),
          all,
        );
        const stored = { version: 3, target: 'y', features: fitted, trainMean: 0, testRowNumbers: [] };
        const preparation = preparationSchema.parse(JSON.parse(JSON.stringify(stored)));
        const byName = table.rows.map(([first = '', second = '']) => ({ job: first, size: second }));
        const { csvLines } = await encodeRows(preparation, byName);
        const found = csvLines.flatMap((line) => line.split(',').map((cell) => Math.fround(Number(cell))));
        // Adding 0 makes −0 the 0 that text/csv has for it.
        expect(Float32Array.from(found)).toEqual(matrix.values.map((value) => value + 0));
        expect(new Set(outputNames(open)).size).toBe(matrix.columnCount);
      },
    ),
    { numRuns: 200 },
  );
});

test.each([
  [{}, ['0', '1']],
  [{ smoker: { meaning: 'boolean' } }, ['0', '1']],
  [{ smoker: { meaning: 'integer' } }, undefined],
] as const)(
  '0 and 1 that are %o are encoded as they are, and known as yes and no',
  async (columns, words) => {
    const rows = Array.from({ length: 40 }, (_, row) => `${row % 4 === 0 ? 1 : 0},${row}`);
    const table = parseTable(Buffer.from(['smoker,y', ...rows].join('\n')), 't.csv', {}, columns);
    const all = Int32Array.from(rows.keys());
    const trained = await fitFeatures(table, [{ column: 'smoker' }], all, noTarget);
    const [feature] = trained.map((one) => one.feature);
    if (feature?.encode !== 'number') throw new Error('It is no number');
    expect(feature.fitted.words).toEqual(words);
    const preparation = preparationSchema.parse({
      version: 3,
      target: 'y',
      trainMean: 0,
      features: [feature],
      testRowNumbers: [],
    });
    const given = ['1', 0, 'yes'].map((smoker) => ({ smoker }));
    expect(await encodeRows(preparation, given)).toEqual({ csvLines: ['1', '0', '1'] });
  },
);
