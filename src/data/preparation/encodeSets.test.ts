import { expect, test } from 'vitest';
import { parseTable } from '../table/readTable.ts';
import { encodeSets } from './encodeSets.ts';
import type { RowPlaces } from '../../learner/formats/recordFrame.ts';
import { readRecordIO } from '../../learner/formats/recordio.ts';
import { permutation } from '../split/permutation.ts';
import type { ColumnFeature } from '../shapes/encoders/feature.ts';
import { fitFeatures } from './fitFeatures.ts';
import { bytesIn } from './encodedRows.testing.ts';
import { labelsOf, trainingTarget } from './labels.ts';
import { openTrained } from './openFeatures.ts';

const rows = Array.from({ length: 300 }, (_, row) => `${row},${['a', 'b', ''][row % 3]},${2 * row}`);
const table = parseTable(Buffer.from(`x,job,y\n${rows.join('\n')}\n`), 't.csv');
const sets = [
  [5, 299, 0, 7],
  [1, 2],
  [200, 100, 30],
].map((one) => Int32Array.from(one));

async function bytesOf(format: 'recordio' | 'csv', heldBytes?: number) {
  const [train = new Int32Array()] = sets;
  const planned = [{ column: 'x' }, { column: 'job', encode: 'one-hot', minRows: 1 }] as const;
  const labels = await labelsOf(table, { target: 'y' });
  const target = trainingTarget(labels, train, { seed: 0 });
  const features = openTrained(await fitFeatures(table, planned, train, target));
  const setBytes = encodeSets(table, { features, labels, format }, sets, undefined, heldBytes);
  const found: Buffer[] = [];
  for (const set of sets.keys()) found.push(await bytesIn(setBytes(set)));
  return found;
}

test('the rows of each set are encoded in the order of the set', async () => {
  const [train, validation] = await bytesOf('csv');
  expect(train?.toString()).toBe('10,5,0,0,1\n598,299,0,0,1\n0,0,1,0,0\n14,7,0,1,0\n');
  expect(validation?.toString().split('\n')).toHaveLength(3);
});

test.each(['csv', 'recordio'] as const)(
  'sets that do not fit into memory give the same %s',
  async (format) => {
    expect(await bytesOf(format, 40)).toEqual(await bytesOf(format));
  },
);

test.each<[string, ColumnFeature, boolean]>([
  ['a hashed column of more than 1,000 parts', { column: 'x', encode: 'hash', buckets: 1001 }, true],
  ['one of 1,000', { column: 'x', encode: 'hash', buckets: 1000 }, false],
])('%s is written as sparse records: %s', async (_, feature, isSparse) => {
  const [train = new Int32Array()] = sets;
  const labels = await labelsOf(table, { target: 'y' });
  const target = trainingTarget(labels, train, { seed: 0 });
  const features = openTrained(await fitFeatures(table, [feature], train, target));
  const bytesOf = (format: 'recordio' | 'dense-recordio') =>
    bytesIn(encodeSets(table, { features, labels, format }, sets)(0));
  const [bytes, dense] = [await bytesOf('recordio'), await bytesOf('dense-recordio')];
  expect(readRecordIO(bytes)).toEqual(readRecordIO(dense));
  expect(bytes.length < dense.length).toBe(isSparse);
});

test.each([
  ['at once', undefined],
  ['in windows', 16 * 7001],
])('rows of many blocks come in the order of their sets when they are encoded %s', async (_, heldBytes) => {
  const rowCount = 50_000;
  const lines = Array.from({ length: rowCount }, (__, row) => `${row},${['a', 'b'][row % 2]},${2 * row}`);
  const large = parseTable(Buffer.from(`x,job,y\n${lines.join('\n')}\n`), 't.csv');
  const order = permutation(rowCount, 3);
  // Neither all of the rows, nor whole blocks.
  const parts = [order.subarray(0, 33_333), order.subarray(33_333, 49_000)];
  const [train = new Int32Array()] = parts;
  const labels = await labelsOf(large, { target: 'y' });
  const planned = [{ column: 'job', encode: 'one-hot' }, { column: 'x' }] as const;
  const target = trainingTarget(labels, train, { seed: 0 });
  const features = openTrained(await fitFeatures(large, planned, train, target));
  const seen: number[] = [];
  const onLabels = (set: number, { floats, start, stride }: RowPlaces, count: number) => {
    if (set !== 0) return;
    for (let row = 0; row < count; row += 1) seen.push(floats[start + row * stride] ?? 0);
  };
  const encoding = { features, labels, format: 'recordio', onLabels } as const;
  const bytesOf = encodeSets(large, encoding, parts, undefined, heldBytes);
  for (const [set, rows] of parts.entries()) {
    const found = readRecordIO(await bytesIn(bytesOf(set)));
    expect(found.labels).toEqual(Float32Array.from(rows, (row) => 2 * row));
    const expected = Array.from(rows, (row) => [1 - (row % 2), row % 2, row]).flat();
    expect(found.features.values).toEqual(Float32Array.from(expected));
  }
  expect(Float32Array.from(seen)).toEqual(Float32Array.from(train, (row) => 2 * row));
});
