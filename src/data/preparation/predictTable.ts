import { fieldsOf } from '../fields/fieldsOf.ts';
import { shortest } from '../../learner/formats/csv.ts';
import type { UnpredictableRows } from '../shapes/predictions.ts';
import type { PredictionBatch } from '../fields/predictionBatch.ts';
import type { Preparation } from '../shapes/preparation.ts';
import { placeOf } from '../table/table.ts';
import type { Table } from '../table/table.ts';
import { cellFailure } from './cellFailure.ts';
import { openRowEncoder } from './rowEncoder.ts';
import { openRowRemarks } from './rowRemarks.ts';
import type { RowProblem } from './rowEncoder.ts';

/** A batch with what is kept of it until its predictions are there. */
export interface TableBatch extends PredictionBatch {
  /** The rows exactly as written. */
  readonly texts: readonly string[];
  /** Which of them are in `body`. */
  readonly isPredictable: readonly boolean[];
}

/** A batch goes between processes and to the endpoint, which both have limits. */
const mostBodyLength = 512 * 1024;
const mostTextLength = 256 * 1024;

interface Batching {
  /** The first row wanted, counted from 0. */
  readonly from: number;
  readonly mostRows: number;
}

/**
 * Encodes the rows of a table in batches, which depend on nothing but the row that they begin with. Throws 'column-unknown', and the
 * problem of the first row when no row at all can be predicted.
 */
export async function* predictionBatches(
  table: Table,
  { features }: Preparation,
  { from, mostRows }: Batching,
  signal?: AbortSignal,
): AsyncGenerator<TableBatch> {
  const encoder = openRowEncoder(table, features);
  const remarks = openRowRemarks(fieldsOf(features), encoder.names);
  // Rows of Parquet are not written as lines.
  const texts = table.reading.options.format === 'parquet' ? noTexts : oneByOne(table.texts(signal));
  let batch = openBatch(from);
  let firstProblem: UnpredictableRows | undefined;
  let isNonePredictable = from === 0;
  const close = (): TableBatch => {
    const closed = { ...closeBatch(batch), remarks: remarks.take() };
    batch = openBatch(closed.from + closed.rowCount);
    firstProblem ??= closed.problems[0];
    isNonePredictable &&= closed.predictableCount === 0;
    return closed;
  };
  try {
    for await (const chunk of table.chunks(encoder.columns, signal)) {
      const encode = encoder.of(chunk);
      for (let row = 0; row < chunk.rowCount; row += 1) {
        const text = texts.next() ?? (await texts.more());
        if (chunk.from + row < from) continue;
        if (isFull(batch, text, mostRows)) yield close();
        const encoded = encode(row);
        add(batch, text, encoded);
        if (encoded instanceof Float32Array) remarks.note(chunk.cells, row, chunk.from + row);
      }
    }
  } finally {
    await texts.close();
  }
  if (batch.texts.length > 0) yield close();
  if (!isNonePredictable || firstProblem === undefined) return;
  const { problem, found, row, column } = firstProblem;
  const place = { ...(await placeOf(table, row - 1)), column, role: 'feature' } as const;
  throw cellFailure(problem, place, found);
}

interface OpenBatch {
  readonly from: number;
  readonly lines: string[];
  bodyLength: number;
  readonly texts: string[];
  textLength: number;
  readonly isPredictable: boolean[];
  /** By column and what is the matter. */
  readonly problems: Map<string, RowProblem & { readonly at: number; count: number }>;
}

const openBatch = (from: number): OpenBatch => ({
  from,
  lines: [],
  bodyLength: 0,
  texts: [],
  textLength: 0,
  isPredictable: [],
  problems: new Map(),
});

const isFull = ({ texts, bodyLength, textLength }: OpenBatch, next: string, mostRows: number) =>
  texts.length > 0 &&
  (texts.length >= mostRows || bodyLength >= mostBodyLength || textLength + next.length > mostTextLength);

function add(batch: OpenBatch, text: string, encoded: Float32Array | RowProblem): void {
  const at = batch.from + batch.texts.length;
  batch.texts.push(text);
  batch.textLength += text.length;
  const isPredictable = encoded instanceof Float32Array;
  batch.isPredictable.push(isPredictable);
  if (isPredictable) {
    const line = Array.from(encoded, shortest).join(',');
    batch.lines.push(line);
    batch.bodyLength += line.length + 1;
    return;
  }
  const key = `${encoded.problem} ${encoded.column}`;
  const known = batch.problems.get(key);
  if (known === undefined) batch.problems.set(key, { ...encoded, at, count: 1 });
  else known.count += 1;
}

function closeBatch(batch: OpenBatch): Omit<TableBatch, 'remarks'> {
  const { from, lines, texts, isPredictable } = batch;
  return {
    from,
    rowCount: texts.length,
    body: lines.join('\n'),
    predictableCount: lines.length,
    problems: [...batch.problems.values()].map(({ at, ...problem }) => ({ ...problem, row: at + 1 })),
    texts,
    isPredictable,
  };
}

const noTexts = { next: () => '', more: async () => '', close: async () => undefined };

/** The rows of batches one by one: those at hand without waiting. */
function oneByOne(batches: AsyncIterable<readonly string[]>) {
  const iterator = batches[Symbol.asyncIterator]();
  let batch: readonly string[] = [];
  let at = 0;
  const next = () => {
    const text = batch[at];
    at += 1;
    return text;
  };
  return {
    next,
    async more(): Promise<string> {
      for (;;) {
        const found = await iterator.next();
        if (found.done === true) throw new Error('The file has fewer rows than its table');
        [batch, at] = [found.value, 0];
        const text = next();
        if (text !== undefined) return text;
      }
    },
    /** Closes the files that they come from. */
    close: async () => void (await iterator.return?.()),
  };
}
