import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { framed } from '../../learner/formats/framing.ts';
import { readRecord } from '../../learner/formats/record.ts';
import { writeRecordIO } from '../../learner/formats/recordio.ts';
import { openLabelFacts } from './labelFacts.ts';
import { openRecordFiles } from './recordFile.ts';

const fixtures = new URL('../../../test/fixtures/recordio/', import.meta.url);
const fixture = (name: string) => new URL(name, fixtures).pathname;
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-records-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const { describeRecords, recordsAt } = openRecordFiles();

async function written(bytes: Uint8Array) {
  const path = join(folder, 'train.pbr');
  await writeFile(path, bytes);
  return path;
}

const numbered = (rowCount: number) =>
  writeRecordIO(
    { rowCount, columnCount: 3, values: Float32Array.from({ length: rowCount * 3 }, (_, at) => at) },
    Float32Array.from({ length: rowCount }, (_, row) => row % 4),
  );

test('records are counted with their labels and can be read by number', async () => {
  const path = await written(numbered(5000));
  const progress: number[] = [];
  const facts = await describeRecords({ path }, { onProgress: ({ done }) => progress.push(done) });
  expect(facts).toMatchObject({ recordCount: 5000, widths: [3, 3], recordBytes: [56, 56] });
  expect(facts.damage).toBeUndefined();
  expect(facts.tensors).toEqual([
    { of: 'features', key: 'values', kind: 'float32', isSparse: false, recordCount: 5000 },
    { of: 'label', key: 'values', kind: 'float32', isSparse: false, recordCount: 5000 },
  ]);
  expect(facts.labels).toEqual({
    count: 5000,
    min: 0,
    max: 3,
    mean: 1.5,
    mostCount: 1,
    severalCount: 0,
    histogram: { kind: 'values', values: [0, 1, 2, 3], counts: [1250, 1250, 1250, 1250] },
  });
  expect(progress.at(-1)).toBe(280_000);
  const rows = await recordsAt({ path, from: 4321, count: 2 });
  expect(rows.map(({ record, offset, labels, values }) => ({ record, offset, labels, values }))).toEqual([
    { record: 4321, offset: 4320 * 56, labels: [0], values: [12_960, 12_961, 12_962] },
    { record: 4322, offset: 4321 * 56, labels: [1], values: [12_963, 12_964, 12_965] },
  ]);
  expect((await recordsAt({ path, from: 4999, count: 100 })).length).toBe(2);
});

describe('tensors of every type are read', () => {
  test.each([
    ['dense_10x3_float64_label.pbr', 'float64', false],
    ['dense_10x3_int64_label.pbr', 'int32', false],
    ['dense_2x2_int64_negative.pbr', 'int32', false],
    ['sparse_4x4_float64_label.pbr', 'float64', true],
    ['sparse_6x300_float32_label.pbr', 'float32', true],
  ] as const)('%s', async (name, kind, isSparse) => {
    const facts = await describeRecords({ path: fixture(name) });
    expect(facts.damage).toBeUndefined();
    expect(facts.tensors[0]).toMatchObject({ of: 'features', kind, isSparse });
  });
});

test('float32 values are shown in their shortest form', async () => {
  const values = Float32Array.of(2.9, 1e-7, 16_777_216);
  const path = await written(writeRecordIO({ rowCount: 1, columnCount: 3, values }, Float32Array.of(0.1)));
  const [row] = await recordsAt({ path, from: 1, count: 1 });
  expect([row?.values, row?.labels]).toEqual([[2.9, 1e-7, 16_777_216], [0.1]]);
});

test('a file truncated anywhere reports the offset and the records before it', async () => {
  const whole = numbered(3);
  for (let length = 1; length < whole.length; length += 1) {
    const path = await written(whole.subarray(0, length));
    const facts = await describeRecords({ path });
    const kept = Math.floor(length / 56);
    expect(facts.recordCount).toBe(kept);
    if (length % 56 === 0) expect(facts.damage).toBeUndefined();
    else expect(facts.damage).toMatchObject({ record: kept + 1, offset: kept * 56 });
    expect((await recordsAt({ path, from: 1, count: 10 })).length).toBe(kept);
  }
});

test('labels that are no finite numbers are counted on their own, and spoil no figure', async () => {
  const features = { rowCount: 40, columnCount: 1, values: new Float32Array(40) };
  const mixed = Float32Array.from({ length: 40 }, (_, row) => row);
  mixed.set([Infinity, Number.NaN, -Infinity], 20);
  const { labels } = await describeRecords({ path: await written(writeRecordIO(features, mixed)) });
  expect(labels).toMatchObject({ count: 40, notFiniteCount: 3, min: 0, max: 39, mean: (780 - 63) / 37 });
  expect(labels?.histogram.kind).toBe('bars');
  expect(labels?.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(37);
  const none = new Float32Array(40).fill(Number.NaN);
  const { labels: lost } = await describeRecords({ path: await written(writeRecordIO(features, none)) });
  expect(lost).toMatchObject({
    notFiniteCount: 40,
    min: 0,
    max: 0,
    histogram: { kind: 'values', values: [], counts: [] },
  });
});

test('labels at both ends of all doubles have a histogram', () => {
  const facts = openLabelFacts();
  const labels = Array.from({ length: 39 }, (_, at) => ((at - 19) / 19) * Number.MAX_VALUE);
  facts.add(labels);
  const { histogram } = facts.found() ?? {};
  expect(histogram?.kind).toBe('bars');
  expect(histogram?.kind === 'bars' && histogram.edges.every(Number.isFinite)).toBe(true);
  expect(histogram?.counts.every((count) => count >= 1 && count <= 3)).toBe(true);
});

/** A record of {key "values", value {float32_tensor …}}. */
function recordOf(...tensor: readonly (readonly [field: number, bytes: readonly number[]])[]): Uint8Array {
  const field = (number: number, bytes: readonly number[]) => [(number << 3) | 2, bytes.length, ...bytes];
  const key = field(1, [...new TextEncoder().encode('values')]);
  const fields = tensor.flatMap(([number, bytes]) => field(number, bytes));
  return Uint8Array.from(field(1, [...key, ...field(2, field(2, fields))]));
}

const floatBytes = (...values: readonly number[]) => [...new Uint8Array(Float32Array.from(values).buffer)];

test('a dense tensor of several dimensions is as wide as its values', async () => {
  const path = await written(framed(recordOf([1, floatBytes(1, 2, 3, 4, 5, 6)], [3, [2, 3]])));
  expect(await describeRecords({ path })).toMatchObject({ recordCount: 1, widths: [6, 6] });
  expect(await recordsAt({ path, from: 1, count: 1 })).toMatchObject([
    { isSparse: false, width: 6, values: [1, 2, 3, 4, 5, 6] },
  ]);
});

test('values and keys in several parts are joined, in the viewer and in training', async () => {
  const dense = recordOf([1, floatBytes(1, 2)], [1, floatBytes(3)]);
  const sparse = recordOf([1, floatBytes(1)], [2, [4]], [1, floatBytes(2)], [2, [0]], [3, [5]]);
  const path = await written(Buffer.concat([framed(dense), framed(sparse)]));
  expect(await recordsAt({ path, from: 1, count: 2 })).toMatchObject([
    { width: 3, values: [1, 2, 3] },
    { width: 5, values: [1, 2], keys: [4, 0] },
  ]);
  expect([...readRecord(dense, 1).features]).toEqual([1, 2, 3]);
  expect([...readRecord(sparse, 2).features]).toEqual([2, 0, 0, 0, 1]);
});

test('a file in another format is damaged at its first record', async () => {
  const path = await written(new TextEncoder().encode('age,salary\n1,2\n'));
  expect(await describeRecords({ path })).toMatchObject({
    recordCount: 0,
    damage: { record: 1, offset: 0, found: 'the magic number is missing' },
  });
});

test('a header that declares more than the file has allocates nothing', async () => {
  const bytes = numbered(1).slice();
  new DataView(bytes.buffer).setUint32(4, 0x1fffffff, true);
  const { damage } = await describeRecords({ path: await written(bytes) });
  expect(damage?.found).toMatch(/bytes are missing at the end/);
});

test('damage inside a record is found, whichever byte is changed', async () => {
  const whole = await readFile(fixture('dense_10x3_float64_label.pbr'));
  for (let at = 0; at < Math.min(whole.length, 400); at += 1) {
    const bytes = new Uint8Array(whole);
    bytes[at] = 0xff;
    const path = await written(bytes);
    const facts = await describeRecords({ path });
    const rows = await recordsAt({ path, from: 1, count: 20 });
    expect(rows.length).toBe(facts.recordCount);
  }
});
