import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ChannelFormat } from '../../learner/formats/channelFiles.ts';
import { writeTrainingCsv } from '../../learner/formats/csv.ts';
import { framed } from '../../learner/formats/framing.ts';
import { readRecordIO, writeRecordIO } from '../../learner/formats/recordio.ts';
import type { LabeledRows } from '../../learner/matrix.ts';
import { forEachBlock, readRecords } from '../../learner/parallel/records.ts';
import type { Records } from '../../learner/parallel/records.ts';
import { measureFile, openFileRecords } from './fileRecords.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'file-records-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const recordio: ChannelFormat = {
  channel: 'train',
  contentType: 'application/x-recordio-protobuf',
  miniBatchSize: 10,
};
const csv: ChannelFormat = { ...recordio, contentType: 'text/csv' };

function rowsFrom(first: number, rowCount: number, columnCount = 3): LabeledRows {
  return {
    features: {
      rowCount,
      columnCount,
      values: Float32Array.from(
        { length: rowCount * columnCount },
        (_, index) => first * columnCount + index,
      ),
    },
    labels: Float32Array.from({ length: rowCount }, (_, row) => first + row + 0.5),
  };
}

const recordsOf = ({ features, labels }: LabeledRows) => writeRecordIO(features, labels);

async function stored(contents: readonly (Uint8Array | string)[]) {
  return Promise.all(
    contents.map(async (content, index) => {
      const path = join(folder, `part-${index}`);
      await writeFile(path, content);
      return { path, name: `/opt/ml/input/data/train/part-${index}` };
    }),
  );
}

async function loadRows(records: Records): Promise<LabeledRows> {
  const blocks: LabeledRows[] = [];
  await forEachBlock(records, records.rowCount, (rows) => blocks.push(rows));
  const floats = (of: (rows: LabeledRows) => Float32Array) =>
    Float32Array.from(blocks.flatMap((rows) => Array.from(of(rows))));
  const { rowCount, featureCount: columnCount } = records;
  return {
    features: { rowCount, columnCount, values: floats(({ features }) => features.values) },
    labels: floats(({ labels }) => labels),
  };
}

async function readAll(contents: readonly (Uint8Array | string)[], format: ChannelFormat) {
  const opened = await openFileRecords(await stored(contents), format, folder);
  if (opened === undefined) return undefined;
  try {
    return await loadRows(opened.records);
  } finally {
    await opened.close();
  }
}

test('records of equal layout are read in place, across files and from any row', async () => {
  const files = await stored([recordsOf(rowsFrom(0, 7)), recordsOf(rowsFrom(7, 5))]);
  const opened = await openFileRecords(files, recordio, folder);
  if (opened === undefined) throw new Error('no rows');
  const { records } = opened;
  expect(await loadRows(records)).toEqual(rowsFrom(0, 12));
  const { recordBytes } = records.layout;
  const three = new Uint8Array(new SharedArrayBuffer(3 * recordBytes));
  readRecords(records, 5, 3, three);
  expect(three.slice()).toEqual(recordsOf(rowsFrom(5, 3)));
  await opened.close();
  expect(await readdir(folder)).toEqual(['part-0', 'part-1']);
});

test('CSV larger than one part is read', async () => {
  const [small, large] = [rowsFrom(0, 9), rowsFrom(9, 400_000)];
  const read = await readAll([writeTrainingCsv(small), writeTrainingCsv(large)], csv);
  expect(read).toEqual(rowsFrom(0, 400_009));
});

test('sparse records are written out as dense ones', async () => {
  const sparse = await readFile(
    new URL('../../../test/fixtures/recordio/sparse_4x4_float32_label.pbr', import.meta.url),
  );
  const expected = readRecordIO(sparse);
  expect(await readAll([sparse], recordio)).toEqual(expected);
});

/** A labelled record whose one value is at column `key` of 2^20. */
function sparseRecord(key: number): Uint8Array {
  const varint = (value: number): number[] =>
    value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)];
  const message = (field: number, bytes: readonly number[]) => [
    field * 8 + 2,
    ...varint(bytes.length),
    ...bytes,
  ];
  const float = [...new Uint8Array(Float32Array.of(1).buffer)];
  const entry = (tensor: readonly number[]) => [
    ...message(1, [...Buffer.from('values')]),
    ...message(2, message(2, tensor)),
  ];
  const sparse = [...message(1, float), ...message(2, varint(key)), ...message(3, varint(2 ** 20))];
  return framed(Uint8Array.from([...message(1, entry(sparse)), ...message(2, entry(message(1, float)))]));
}

test('sparse rows are counted by their dense size and written out a few at a time', async () => {
  const rowCount = 10;
  const first = new Float32Array(2 ** 20).fill(1, 0, 1);
  const dense = writeRecordIO({ rowCount: 1, columnCount: first.length, values: first }, Float32Array.of(1));
  const sparse = Array.from({ length: rowCount - 1 }, (_, row) => sparseRecord(row + 1));
  const bytes = Buffer.concat([dense, ...sparse]);
  const [file] = await stored([bytes]);
  if (file === undefined) throw new Error('no file');
  expect(await measureFile(file, recordio, Infinity)).toEqual({
    writtenOutBytes: rowCount * dense.length,
    bytes: new Uint8Array(bytes),
  });
  expect(await measureFile(file, recordio, 1000)).toEqual({ writtenOutBytes: bytes.length });
  expect(await measureFile(file, csv, Infinity)).toEqual({ writtenOutBytes: bytes.length });
  const opened = await openFileRecords([file], recordio, folder);
  if (opened === undefined) throw new Error('no rows');
  const places: number[] = [];
  await forEachBlock(opened.records, rowCount, ({ features: { values, columnCount } }) => {
    for (let at = values.indexOf(1); at !== -1; at = values.indexOf(1, at + 1)) places.push(at % columnCount);
  });
  expect(places).toEqual(Array.from({ length: rowCount }, (_, row) => row));
  await opened.close();
});

test('file without rows is skipped', async () => {
  expect(await readAll([new Uint8Array(0)], recordio)).toBeUndefined();
  expect(await readAll(['\n\n', writeTrainingCsv(rowsFrom(0, 2))], csv)).toEqual(rowsFrom(0, 2));
});

test('invalid row is reported with its file and row, however far down', async () => {
  const text = writeTrainingCsv(rowsFrom(0, 300_000));
  await expect(readAll([`${text}1,2,x,4\n`], csv)).rejects.toThrow(
    'Unable to parse csv: rows 300001-300010, file /opt/ml/input/data/train/part-0. Row 300001 holds "x"',
  );
  await expect(readAll([`${text}1,2\n`], csv)).rejects.toThrow(
    /Row 300001 has 2 columns, those before it have 4/,
  );
  const whole = recordsOf(rowsFrom(0, 200_000));
  await expect(readAll([whole.subarray(0, whole.length - 4)], recordio)).rejects.toThrow(
    /part-0\. Record 200000 of the RecordIO data is damaged/,
  );
  await expect(readAll([recordsOf(rowsFrom(0, 3)), recordsOf(rowsFrom(0, 3, 4))], recordio)).rejects.toThrow(
    /part-1\. Record 1 has 4 values, those before it have 3/,
  );
});
