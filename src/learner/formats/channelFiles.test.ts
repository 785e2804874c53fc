import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readChannelFiles } from './channelFiles.ts';
import type { ChannelFormat } from './channelFiles.ts';
import { framed } from './framing.ts';
import { recordPayloads, readRecordIO } from './recordio.ts';

const folder = new URL('../../../test/fixtures/recordio/', import.meta.url);
const fixture = (file: string) => new Uint8Array(readFileSync(new URL(file, folder)));
const jsonOf = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
const text = (csv: string) => new TextEncoder().encode(csv);
const csv: ChannelFormat = { channel: 'train', contentType: 'text/csv', miniBatchSize: 2 };
const recordio: ChannelFormat = { ...csv, contentType: 'application/x-recordio-protobuf' };
const named = (...bodies: Uint8Array[]) =>
  bodies.map((bytes, index) => ({ name: `/opt/ml/input/data/train/part-${index}`, bytes }));

test('a channel has the rows of its files in order, with the label first', () => {
  const read = readChannelFiles(named(text('1,10,20\n2,30,40\n'), text(''), text('3,-.5,6e1\r\n')), csv);
  expect(read?.rows).toEqual({
    features: { rowCount: 3, columnCount: 2, values: Float32Array.of(10, 20, 30, 40, -0.5, 60) },
    labels: Float32Array.of(1, 2, 3),
  });
  expect(read?.files.map(({ rowCount }) => rowCount)).toEqual([2, 0, 1]);
  expect(readChannelFiles(named(text('')), csv)).toBeUndefined();
});

test.each([
  ['1,2\n3,4\n5,abc\n', 'rows 3-4, file /opt/ml/input/data/train/part-1. Row 3 holds "abc"'],
  ['1,2\n3,\n', 'rows 1-2, file /opt/ml/input/data/train/part-1. Row 2 holds ""'],
  ['1,0x10\n', 'rows 1-2, file /opt/ml/input/data/train/part-1. Row 1 holds "0x10"'],
  [
    '1,2\n3,4,5\n',
    'rows 1-2, file /opt/ml/input/data/train/part-1. Row 2 has 3 columns, those before it have 2',
  ],
  ['1,2,3\n', 'rows 1-2, file /opt/ml/input/data/train/part-1. Row 1 has 3 columns, those before it have 2'],
])('%j fails with the message of the container, the file and the row', (bad, message) => {
  expect(() => readChannelFiles(named(text('9,9\n'), text(bad)), csv)).toThrow(
    `Unable to parse csv: ${message}`,
  );
});

test('a damaged or unlabelled RecordIO file is reported with its record', () => {
  const good = fixture('dense_10x3_float32_label.pbr');
  expect(() => readChannelFiles(named(good, good.subarray(0, 100)), recordio)).toThrow(
    /Unable to read file .*part-1\. Record 2 of the RecordIO data is damaged/,
  );
  expect(() => readChannelFiles(named(fixture('dense_10x3_float64_label.pbr')), recordio)).toThrow(
    /part-0\. Record 1 holds a Float64Tensor; Linear Learner reads Float32 tensors only/,
  );
  expect(() => readChannelFiles(named(fixture('dense_10x3_int64_label.pbr')), recordio)).toThrow(
    /Int32Tensor/,
  );
  expect(() => readChannelFiles(named(good, fixture('dense_10x3_float32_nolabel.pbr')), recordio)).toThrow(
    'Unable to read file /opt/ml/input/data/train/part-1. Record 1 has no label.',
  );
});

const files: { file: string; array: number[][]; labels: number[] | null; dtype: string }[] =
  jsonOf('index.json').files;

test.each(
  files
    .filter(({ file, dtype }) => file.startsWith('sparse') && dtype === 'float32')
    .map((one) => [one.file, one] as const),
)('sparse %s is expanded by its keys', (file, { array, labels }) => {
  const read = readRecordIO(fixture(file));
  expect([...read.features.values]).toEqual(array.flat().map(Math.fround));
  expect(read.labels ? [...read.labels] : null).toEqual(labels?.map(Math.fround) ?? null);
});

test.each(['dense_10x3_float32_float64label.pbr', 'dense_10x3_float32_int64label.pbr'])(
  'labels of another tensor type are read: %s',
  (file) => {
    const { labels = [] } = files.find((one) => one.file === file) ?? {};
    expect([...(readRecordIO(fixture(file)).labels ?? [])]).toEqual(labels?.map(Number).map(Math.fround));
  },
);

const hexBytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const frames: { case: string; payload_hex: string; frame_hex: string; sdk_frame_hex?: string }[] =
  jsonOf('dmlc_frames.json').cases;

test.each(frames.map((one) => [one.case, one] as const))(
  'frames of dmlc-core are read or refused: %s',
  (_, one) => {
    const payload = hexBytes(one.payload_hex);
    expect([...recordPayloads(hexBytes(one.frame_hex))]).toEqual([payload]);
    if (one.sdk_frame_hex !== undefined)
      expect([...recordPayloads(hexBytes(one.sdk_frame_hex))]).toEqual([payload]);
  },
);

test('a negative label in an integer tensor keeps its sign', () => {
  // Record { features: {"values": float32 [1]}, label: {"values": int32 [-3]} }
  const features = '0a120a0676616c756573120812060a040000803f';
  const label = '12180a0676616c756573120e3a0c0a0afdffffffffffffffff01';
  expect(readRecordIO(framed(hexBytes(features + label))).labels).toEqual(Float32Array.of(-3));
});
