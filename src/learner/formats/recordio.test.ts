import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRecordIO, recordGroups, writeRecordIO } from './recordio.ts';
import { writeSparseRecordIO } from './sparseRecordio.ts';

const folder = new URL('../../../test/fixtures/recordio/', import.meta.url);
const bytesOf = (file: string) => new Uint8Array(readFileSync(new URL(file, folder)));

interface Fixture {
  readonly file: string;
  readonly dtype: string;
  readonly label_dtype: string | null;
  readonly shape: [number, number];
  readonly array?: (number | string | null)[][];
  readonly labels?: (number | string)[] | null;
}
const fixtures: Fixture[] = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')).files;
const dense = fixtures.filter(
  ({ file, dtype, array }) => file.startsWith('dense') && dtype === 'float32' && array !== undefined,
);
// The SDK writes integer labels in a mixed file as an int tensor of a record; only float32 labels are float32 tensors.
const float32 = dense.filter(({ label_dtype: label }) => label === null || label === 'float32');
const number = (value: number | string | null) => Number(String(value ?? NaN).replace(/inf$/i, 'Infinity'));

function matrixOf({ shape, array }: Fixture) {
  return {
    rowCount: shape[0],
    columnCount: shape[1],
    values: Float32Array.from((array ?? []).flat(), number),
  };
}

describe('RecordIO is byte-identical to the SageMaker Python SDK', () => {
  test.each(float32.map((fixture) => [fixture.file, fixture] as const))('%s', (file, fixture) => {
    const labels = fixture.labels ? Float32Array.from(fixture.labels, number) : undefined;
    const bytes = bytesOf(file);
    expect(writeRecordIO(matrixOf(fixture), labels)).toEqual(bytes);
    const read = readRecordIO(bytes);
    expect(read.features).toEqual(matrixOf(fixture));
    expect(read.labels).toEqual(labels);
  });

  test.each(
    fixtures
      .filter(
        ({ file, dtype, array, label_dtype: label }) =>
          file.startsWith('sparse') &&
          dtype === 'float32' &&
          array !== undefined &&
          !file.includes('coo') &&
          (label === null || label === 'float32'),
      )
      .map((fixture) => [fixture.file, fixture] as const),
  )('%s', (file, fixture) => {
    const labels = fixture.labels ? Float32Array.from(fixture.labels, number) : undefined;
    expect(writeSparseRecordIO(matrixOf(fixture), labels)).toEqual(bytesOf(file));
  });

  test('a record above 64 KiB', () => {
    const values = Float32Array.from({ length: 20_000 }, (_, index) => index / 8);
    const written = writeRecordIO({ rowCount: 1, columnCount: 20_000, values }, Float32Array.of(2.5));
    expect(written).toEqual(bytesOf('dense_1x20000_float32_label.pbr'));
  });
});

test.each(
  fixtures
    .filter(({ file, dtype }) => file.startsWith('sparse') && dtype === 'float32' && !file.includes('coo'))
    .map(({ file, shape }) => [file, shape] as const),
)('sparse %s reads as dense', (file, [rowCount, columnCount]) => {
  expect(readRecordIO(bytesOf(file)).features).toMatchObject({ rowCount, columnCount });
});

test('features of other types than float32 are refused with the record', () => {
  expect(() => readRecordIO(bytesOf('dense_10x3_float64_label.pbr'))).toThrow(
    /Record 1 holds a Float64Tensor/,
  );
});

test('written rows read back, for any shape', () => {
  const shape = fc.record({
    rowCount: fc.integer({ min: 1, max: 20 }),
    columnCount: fc.integer({ min: 1, max: 70 }),
  });
  const table = shape.chain(({ rowCount, columnCount }) =>
    fc.record({
      features: fc
        .float32Array({ minLength: rowCount * columnCount, maxLength: rowCount * columnCount, noNaN: true })
        .map((values) => ({ rowCount, columnCount, values })),
      labels: fc.float32Array({ minLength: rowCount, maxLength: rowCount, noNaN: true }),
    }),
  );
  fc.assert(
    fc.property(table, ({ features, labels }) => {
      expect(readRecordIO(writeRecordIO(features, labels))).toEqual({ features, labels });
      const positive = { ...features, values: features.values.map((value) => value + 0) };
      expect(readRecordIO(writeSparseRecordIO(positive, labels))).toEqual({ features: positive, labels });
    }),
  );
});

test('a file that is cut inside a record is refused, never read as a shorter one', () => {
  const whole = bytesOf('dense_10x3_float32_label.pbr');
  for (let length = 1; length < whole.length; length += 1) {
    if (length % 56 === 0) continue;
    expect(() => readRecordIO(whole.subarray(0, length))).toThrow(/damaged/);
  }
});

test('complete records are grouped, and an incomplete one comes last', () => {
  const records = writeRecordIO({ rowCount: 5, columnCount: 1, values: Float32Array.of(1, 2, 3, 4, 5) });
  const one = records.length / 5;
  expect(Array.from(recordGroups(records, 2), ({ length }) => length / one)).toEqual([2, 2, 1]);
  const cut = records.subarray(0, records.length - 4);
  expect(Array.from(recordGroups(cut, 2), ({ length }) => length)).toEqual([2 * one, 2 * one, one - 4]);
  expect(Array.from(recordGroups(new Uint8Array(0), 2))).toEqual([]);
});

const labelled = writeRecordIO(
  { rowCount: 1, columnCount: 1, values: Float32Array.of(1) },
  Float32Array.of(1),
);
const unlabelled = writeRecordIO({ rowCount: 1, columnCount: 1, values: Float32Array.of(2) });
const joined = (...records: Uint8Array[]) => Uint8Array.from(records.flatMap((record) => [...record]));

test.each([
  [1, joined(unlabelled, labelled, labelled, labelled)],
  [3, joined(labelled, labelled, unlabelled, unlabelled, labelled)],
])('record %d is reported as the first without a label', (record, bytes) => {
  expect(() => readRecordIO(bytes)).toThrow(
    `Record ${record} of the RecordIO data is damaged: it has no label`,
  );
  expect(() => readRecordIO(bytes, { recordsBefore: 10 })).toThrow(`Record ${record + 10} of`);
});

test('some records may have labels if labels are ignored', () => {
  const read = readRecordIO(joined(unlabelled, labelled, unlabelled), { ignoresLabels: true });
  expect(read).toEqual({ features: { rowCount: 3, columnCount: 1, values: Float32Array.of(2, 1, 2) } });
});
