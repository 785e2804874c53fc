import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyRows, countFramed, denseRows, recordFrame, recordRows } from './recordFrame.ts';
import { readRecordIO, writeRecordIO } from './recordio.ts';

/** Records of random widths, lying anywhere in memory. */
const stored = fc
  .record({
    rowCount: fc.integer({ min: 1, max: 600 }),
    columnCount: fc.integer({ min: 1, max: 200 }),
    hasLabel: fc.boolean(),
    before: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ rowCount, columnCount, hasLabel, before }) => {
    const values = Float32Array.from({ length: rowCount * columnCount }, (_, index) => index + 0.5);
    const labels = Float32Array.from({ length: rowCount }, (_, row) => row + 0.25);
    const written = writeRecordIO({ rowCount, columnCount, values }, hasLabel ? labels : undefined);
    const bytes = new Uint8Array(before + written.length).subarray(before);
    bytes.set(written);
    return { rowCount, columnCount, bytes, frame: recordFrame(columnCount, hasLabel) };
  });

test('records have the same frame up to the first whose fixed bytes differ, at any alignment', () => {
  fc.assert(
    fc.property(stored, fc.nat(), fc.nat(), ({ rowCount, bytes, frame }, someRecord, someByte) => {
      expect(countFramed(frame, bytes)).toBe(rowCount);
      const { template, featuresAt, columnCount, hasLabel, labelAt } = frame;
      const isFloat = (at: number) =>
        (at >= featuresAt && at < featuresAt + columnCount * 4) ||
        (hasLabel && at >= labelAt && at < labelAt + 4);
      const fixed = Array.from(template.keys()).filter((at) => !isFloat(at));
      const record = someRecord % rowCount;
      const at = record * template.length + (fixed[someByte % fixed.length] ?? 0);
      bytes[at] = (bytes[at] ?? 0) ^ 0x10;
      expect(countFramed(frame, bytes)).toBe(record);
    }),
  );
});

test('floats of records are found at any alignment', () => {
  fc.assert(
    fc.property(stored, fc.nat(), ({ rowCount, columnCount, bytes, frame }, someRow) => {
      const { features: own, label } = recordRows(frame, frame.template.length, bytes);
      const row = someRow % rowCount;
      const features = new Float32Array(columnCount);
      copyRows({ ...own, start: row * own.stride }, denseRows(features, columnCount), columnCount, 0, 1);
      expect(features).toEqual(Float32Array.from(features, (_, column) => row * columnCount + column + 0.5));
      if (frame.hasLabel) expect(label.floats[label.start + row * label.stride]).toBe(row + 0.25);
    }),
  );
});

test.each([0, 3, 40])('zero rows of %d features are written as zero bytes', (columnCount) => {
  const features = { rowCount: 0, columnCount, values: new Float32Array(0) };
  expect(writeRecordIO(features, new Float32Array(0))).toHaveLength(0);
  expect(writeRecordIO(features)).toHaveLength(0);
});

test('a row of a million features is framed without scanning it', () => {
  const columnCount = 2 ** 20;
  const features = { rowCount: 1, columnCount, values: new Float32Array(columnCount).fill(0.5) };
  const start = performance.now();
  for (let row = 0; row < 20; row += 1) {
    const read = readRecordIO(writeRecordIO(features, Float32Array.of(row)));
    expect(read.labels?.[0]).toBe(row);
    expect(read.features.values.at(-1)).toBe(0.5);
  }
  // Half a second; 20 with a list's element for each byte or word.
  expect(performance.now() - start).toBeLessThan(6000);
});
