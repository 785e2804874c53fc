import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeTrainingCsv } from '../../learner/formats/csv.ts';
import { writeRecordIO } from '../../learner/formats/recordio.ts';
import type { LabeledRows } from '../../learner/matrix.ts';
import { openChannel } from './channelRows.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-channel-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** More than one piece of the file in either format. */
const rowCount = 250_000;
const rows: LabeledRows = {
  features: {
    rowCount,
    columnCount: 3,
    values: Float32Array.from({ length: 3 * rowCount }, (_, at) => at / 3),
  },
  labels: Float32Array.from({ length: rowCount }, (_, row) => row),
};

async function readBack(path: string, format: 'recordio' | 'csv') {
  const blocks: LabeledRows[] = [];
  for await (const block of openChannel(path, format)()) blocks.push(block);
  const flat = (of: (block: LabeledRows) => Float32Array) =>
    Float32Array.from(blocks.flatMap((block) => [...of(block)]));
  return { blocks, values: flat(({ features }) => features.values), labels: flat(({ labels }) => labels) };
}

test.each([
  ['recordio', writeRecordIO(rows.features, rows.labels)],
  ['csv', writeTrainingCsv(rows)],
] as const)('a channel of %s is read in bounded blocks, none lost or read twice', async (format, bytes) => {
  const path = join(folder, format);
  await writeFile(path, bytes);
  const { blocks, values, labels } = await readBack(path, format);
  expect(blocks.length).toBeGreaterThan(1);
  expect([values, labels]).toEqual([rows.features.values, rows.labels]);
});

test.each([
  ['recordio', Buffer.concat([writeRecordIO(rows.features, rows.labels), Buffer.of(1, 2, 3)])],
  ['csv', `${writeTrainingCsv(rows)}1,2`],
] as const)('the damaged end of a channel of %s is reported with its row', async (format, bytes) => {
  const path = join(folder, `${format}.damaged`);
  await writeFile(path, bytes);
  await expect(readBack(path, format)).rejects.toMatchObject({ facts: { record: rowCount + 1 } });
});

test('a record of another width than those before is reported, also where a new block begins', async () => {
  const path = join(folder, 'wider');
  const wider = writeRecordIO(
    { rowCount: 1, columnCount: 4, values: new Float32Array(4) },
    Float32Array.of(1),
  );
  const whole = writeRecordIO(rows.features, rows.labels);
  for (const count of [rowCount, 1]) {
    const part = whole.subarray(0, (whole.length / rowCount) * count);
    await writeFile(path, Buffer.concat([part, wider]));
    await expect(readBack(path, 'recordio')).rejects.toMatchObject({ facts: { record: count + 1 } });
  }
});

test('a channel whose file is gone is a missing file', async () => {
  const reading = readBack(join(folder, 'gone'), 'recordio');
  await expect(reading).rejects.toMatchObject({ code: 'file-missing' });
});
