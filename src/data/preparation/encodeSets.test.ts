import { expect, test } from 'vitest';
import { parseTable } from '../table/readTable.ts';
import { encodeSets } from './encodeSets.ts';
import { readRecordIO } from '../../learner/formats/recordio.ts';
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
