import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../src/data/engine/calls.ts';
import { createEngine } from '../../src/data/engine/client.ts';
import { predictFile } from '../../src/runs/predictFile.ts';
import type { FileProgress } from '../../src/runs/predictFile.ts';
import { openProduct, runRecord } from './product.ts';
import { buildEngine } from '../engineBundle.ts';

const endpointName = 'rows-1';
const rowCount = 200_000;
/** Every so many rows one has no value. */
const gapEvery = 1000;
/** The weight and the bias of the model that is served. */
const predictedFor = (x: number) => 8.219234466552734 * x + 881.392578125;
/** DuckDB is found from within the repository alone. */
const folder = resolve('.cache', `predict-${process.pid}`);
const tables = join(folder, 'tables');
const path = join(tables, 'rows.csv');

let product: Awaited<ReturnType<typeof openProduct>>;
let engine: Engine;
beforeAll(async () => {
  await mkdir(tables, { recursive: true });
  const outfile = await buildEngine(folder);
  const settings = {
    cacheFolder: join(folder, 'cache'),
    cacheLimitBytes: 2 ** 30,
    memoryLimitBytes: 2 ** 29,
  };
  engine = createEngine(outfile, { settings: () => settings });
  product = await openProduct();
  await product.deploy(endpointName, 'job-1');
  await writeRows();
});
afterAll(async () => {
  void engine.dispose();
  await product.stop();
  await rm(folder, { recursive: true, force: true });
});

const numberOf = (row: number) => (row % 5000) / 4;
const textOf = (row: number) => (row % gapEvery === 0 ? '' : String(numberOf(row)));

async function writeRows(): Promise<void> {
  const file = await open(path, 'w');
  await file.write('x;note\r\n');
  for (let from = 0; from < rowCount; from += 10_000) {
    const rows = Array.from({ length: 10_000 }, (_, index) => from + index);
    await file.write(rows.map((row) => `${textOf(row)};"row; ${row} of a table"\r\n`).join(''));
  }
  await file.close();
}

const record = {
  ...runRecord,
  preparation: {
    ...runRecord.preparation,
    features: [
      {
        encode: 'number' as const,
        planned: { column: 'x' },
        fitted: { indicator: false, missingShare: 0, min: 0, max: 1250, mean: 600 },
      },
    ],
  },
};

/** The engine, and what passes between it and the host. */
function watched() {
  const seen = { waiting: 0, mostWaiting: 0, largestBytes: 0 };
  const note = (bytes: number) => (seen.largestBytes = Math.max(seen.largestBytes, bytes));
  const watching: Engine = {
    ...engine,
    predictionRows: async (...given) => {
      const batch = await engine.predictionRows(...given);
      if (batch === undefined || batch === 'lost') return batch;
      note(batch.body.length);
      seen.waiting += 1;
      seen.mostWaiting = Math.max(seen.mostWaiting, seen.waiting);
      return batch;
    },
    predictedRows: async (...given) => {
      const bytes = await engine.predictedRows(...given);
      seen.waiting -= 1;
      if (bytes !== 'lost') note(bytes.length);
      return bytes;
    },
  };
  return { watching, seen };
}

test('file of 200,000 rows is predicted a few batches at a time', async () => {
  const { watching, seen } = watched();
  const progress: FileProgress[] = [];
  const result = await predictFile(
    product.session,
    watching,
    record,
    { endpointName, path },
    { signal: new AbortController().signal, onProgress: (one) => progress.push(one) },
  );
  expect(result).toMatchObject({
    path: join(tables, 'rows.predicted.csv'),
    rowCount,
    predictedCount: rowCount - rowCount / gapEvery,
    unpredicted: [{ column: 'x', problem: 'value-missing', count: rowCount / gapEvery, row: 1, line: 2 }],
  });
  expect(seen.mostWaiting).toBeLessThan(5);
  expect(seen.largestBytes).toBeLessThan(1_000_000);
  expect(progress.at(-1)).toEqual({ phase: 'predicting', doneCount: rowCount, rowCount, remainingMs: 0 });
  let row = -1;
  for await (const line of createInterface({ input: createReadStream(result.path) })) {
    const [x, note, predicted = ''] = line.replace('\r', '').split(/;(?! )/);
    if (row < 0) expect(line.trim()).toBe('x;note;predicted_Salary');
    else {
      if (x !== textOf(row) || note !== `"row; ${row} of a table"`) throw new Error(`row ${row}: ${line}`);
      const expected = row % gapEvery === 0 ? Number.NaN : predictedFor(numberOf(row));
      const isRight = Number.isNaN(expected)
        ? predicted === ''
        : Math.abs(Number(predicted) / expected - 1) < 1e-5;
      if (!isRight) throw new Error(`row ${row}: ${line}`);
    }
    row += 1;
  }
  expect(row).toBe(rowCount);
  await rm(result.path);
});

test('file whose prediction is cancelled between its rows leaves nothing behind', async () => {
  const original = await readFile(path);
  const controller = new AbortController();
  const predicting = predictFile(
    product.session,
    engine,
    record,
    { endpointName, path },
    {
      signal: controller.signal,
      onProgress: (progress) => {
        if (progress.phase === 'predicting' && progress.doneCount > rowCount / 2)
          controller.abort(new Error('enough'));
      },
    },
  );
  await expect(predicting).rejects.toThrow('enough');
  expect(await readdir(tables)).toEqual(['rows.csv']);
  expect(await readFile(path)).toEqual(original);
});

test('file is not predicted by an endpoint that is gone', async () => {
  const asked = { endpointName: 'nowhere', path };
  const options = { signal: new AbortController().signal };
  await expect(predictFile(product.session, engine, record, asked, options)).rejects.toThrow(/nowhere/);
  expect(await readdir(tables)).toEqual(['rows.csv']);
});
