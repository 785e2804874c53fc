import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../data/engine/calls.ts';
import type { UnpredictableRows } from '../data/shapes/predictions.ts';
import type { RemarkedRows } from '../data/fields/predictionBatch.ts';
import { remarkKey } from '../data/fields/lookAt.ts';
import { formatOf } from '../data/shapes/tableFiles.ts';
import { packerFor } from '../files/packed.ts';
import { createFiles, replaceFile } from '../files/writeFiles.ts';
import type { WriteOptions } from '../files/writeFiles.ts';
import { besideFile } from '../files/besideFile.ts';
import { answerUnreadable } from '../aws/failures/errors.ts';
import { answersOf, predictionColumns } from './answers.ts';
import { inOrder } from './inOrder.ts';
import type { RunRecord } from './runRecords.ts';
import type { Session } from './session.ts';

type Request = Parameters<Engine['openPrediction']>[0];

/** Rows that cannot be predicted, with the line of the first; absent where that was not looked for. */
interface PlacedRows extends UnpredictableRows {
  readonly line?: number;
}

export interface PredictedTable {
  readonly path: string;
  readonly rowCount: number;
  readonly predictedCount: number;
  readonly requestCount: number;
  /** Those of most rows come first. */
  readonly unpredicted: readonly PlacedRows[];
  readonly remarks: readonly RemarkedRows[];
}

export type FileProgress =
  | {
      readonly phase: 'reading';
      /** From 0 to 1. */
      readonly share: number;
      /** Undefined before the first estimate. */
      readonly remainingMs: number | undefined;
    }
  | {
      readonly phase: 'predicting';
      readonly doneCount: number;
      readonly rowCount: number;
      readonly remainingMs: number;
    };

interface Predicting {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: FileProgress) => void;
  readonly files?: WriteOptions;
}

/** Requests at the same time: the next rows are read and encoded while an answer is on its way. */
const requestsAtOnce = 3;
/** Finding a line reads the file up to it. */
const mostPlaces = 6;
/** Appended cells of a batch, which limits the answers of models with many classes. */
const mostCells = 10_000;

/**
 * Sends every row of a table to the endpoint and writes NAME.predicted.EXT beside it: the table with columns for the predictions,
 * empty in rows that cannot be predicted. Cancelled or failed, it leaves nothing behind.
 */
export async function predictFile(
  { aws }: Session,
  engine: Engine,
  { preparation, experiment }: RunRecord,
  { endpointName, path }: { readonly endpointName: string; readonly path: string },
  { signal, onProgress = () => undefined, files = {} }: Predicting,
): Promise<PredictedTable> {
  const columns = predictionColumns(preparation, experiment);
  const request: Request = {
    path,
    read: experiment.read,
    columnOptions: experiment.columns,
    preparation,
    columns: columns.map(({ name }) => name),
    words: preparation.classNames ?? [],
    mostRows: Math.max(1, Math.floor(mostCells / columns.length)),
  };
  const table = await openTable(engine, request, { signal, onProgress });
  const ending = new AbortController();
  const stopped = AbortSignal.any([signal, ending.signal]);
  const report = progressOf(table.rowCount, onProgress);
  const unpredicted = openCounts<UnpredictableRows>(({ problem, column }) => `${problem} ${column}`);
  const remarks = openCounts<RemarkedRows>(({ remark, column }) => `${remarkKey(remark)} ${column}`);
  let [requestCount, predictedCount] = [0, 0];
  async function* bytes(): AsyncGenerator<Uint8Array> {
    const answered = inOrder(table.batches(), requestsAtOnce, async (batch) => {
      if (batch.predictableCount === 0) return { batch, predictions: [] };
      requestCount += 1;
      const invocation = { endpointName, contentType: 'text/csv', body: batch.body } as const;
      const { predictions, response } = await aws.invokeEndpoint(invocation, stopped);
      if (predictions.length === batch.predictableCount) return { batch, predictions };
      throw answerUnreadable('InvokeEndpoint', response.body);
    });
    for await (const { batch, predictions } of answered) {
      const answers = answersOf(preparation, predictions);
      yield await table.written(
        batch.from,
        columns.map(({ valueOf }) => answers.map(valueOf)),
      );
      predictedCount += batch.predictableCount;
      unpredicted.add(batch.problems);
      remarks.add(batch.remarks);
      report(batch.from + batch.rowCount);
    }
  }
  try {
    const part = outputOf(path, bytes(), (valuesPath, targetPath) => {
      const added = columns.map(({ isNumber }, index) => ({ name: table.names[index] ?? '', isNumber }));
      return engine.appendColumns({ path, valuesPath, columns: added, targetPath }, { signal });
    });
    const [written = ''] = await createFiles([part], files);
    const { rowCount } = table;
    const rows = unpredicted.all();
    // The file is there: without lines, or cancelled by now, it still is.
    const placed = await table.placed(rows).catch(() => rows);
    const counts = { rowCount, predictedCount, requestCount };
    return { path: written, ...counts, unpredicted: placed, remarks: remarks.all() };
  } finally {
    ending.abort();
    await table.close();
  }
}

/** The file beside the table, in its form: its lines with values, or what `append` makes of a Parquet file and of the values. */
function outputOf(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  append: (valuesPath: string, targetPath: string) => Promise<void>,
) {
  const packer = packerFor(path);
  // Compressed in a way that cannot be written here.
  const plain = path.replace(/\.(?:gz|zst)$/i, '');
  if (formatOf(path).format === 'parquet')
    return { pathOf: besideFile(path, '.predicted'), data: appended(bytes, append) };
  return packer === undefined
    ? { pathOf: besideFile(plain, '.predicted'), data: bytes }
    : { pathOf: besideFile(path, '.predicted'), data: packer(bytes) };
}

async function* appended(
  bytes: AsyncIterable<Uint8Array>,
  append: (valuesPath: string, targetPath: string) => Promise<void>,
): AsyncGenerator<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'linear-learner-'));
  try {
    const [valuesPath, targetPath] = [join(folder, 'values.csv'), join(folder, 'table.parquet')];
    await replaceFile(valuesPath, bytes);
    await append(valuesPath, targetPath);
    for await (const part of createReadStream(targetPath)) yield part;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The table in the engine's process; opened again when that process had to be ended for another call. */
async function openTable(
  engine: Engine,
  request: Request,
  { signal, onProgress }: Required<Pick<Predicting, 'signal' | 'onProgress'>>,
) {
  let opened = await engine.openPrediction(request, {
    signal,
    onProgress: ({ done, total, secondsLeft }) =>
      onProgress({
        phase: 'reading',
        share: done / Math.max(1, done, total),
        remainingMs: secondsLeft === undefined ? undefined : 1000 * secondsLeft,
      }),
  });
  const { rowCount, sha256, names } = opened;
  const call = async <T>(act: (id: string) => Promise<T | 'lost'>): Promise<T> => {
    for (;;) {
      signal.throwIfAborted();
      const answer = await act(opened.id);
      if (answer !== 'lost') return answer;
      opened = await engine.openPrediction({ ...request, expectedSha256: sha256 }, { signal });
    }
  };
  return {
    rowCount,
    names,
    async *batches() {
      for (let from = 0; ;) {
        const at = from;
        const batch = await call((id) => engine.predictionRows({ id, from: at }, { signal }));
        if (batch === undefined) return;
        yield batch;
        from += batch.rowCount;
      }
    },
    written: (from: number, values: readonly (readonly (string | number)[])[]) =>
      call((id) => engine.predictedRows({ id, from, values }, { signal })),
    async placed(rows: readonly UnpredictableRows[]): Promise<readonly PlacedRows[]> {
      const looked = rows.slice(0, mostPlaces).map(({ row }) => row);
      if (looked.length === 0) return rows;
      const lines = await call((id) => engine.linesOfRows({ id, rows: looked }, { signal }));
      return rows.map((one, index) => {
        const line = lines[index];
        return line === undefined ? one : { ...one, line };
      });
    },
    close: () => engine.closePrediction({ id: opened.id }),
  };
}

/** Adds up what batches have in common; what is most frequent comes first. */
function openCounts<One extends { readonly count: number }>(keyOf: (one: One) => string) {
  const all = new Map<string, One>();
  return {
    add(some: readonly One[]): void {
      for (const one of some) {
        const known = all.get(keyOf(one));
        all.set(keyOf(one), known === undefined ? one : { ...known, count: known.count + one.count });
      }
    },
    all: (): readonly One[] => [...all.values()].toSorted((a, b) => b.count - a.count),
  };
}

function progressOf(rowCount: number, onProgress: (progress: FileProgress) => void) {
  const startedAt = performance.now();
  return (doneCount: number) => {
    const elapsedMs = performance.now() - startedAt;
    const remainingMs = (elapsedMs / doneCount) * (rowCount - doneCount);
    onProgress({ phase: 'predicting', doneCount, rowCount, remainingMs });
  };
}
