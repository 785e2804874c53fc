import { randomUUID } from 'node:crypto';
import { freeName } from '../preparation/freeName.ts';
import { textAppender } from '../preparation/predictedText.ts';
import type { TextAppender } from '../preparation/predictedText.ts';
import { jsonAppender, valuesAppender } from '../preparation/predictedJson.ts';
import type { TableFormat } from '../shapes/tableFiles.ts';
import { appendColumns } from '../store/appendColumns.ts';
import type { AppendedColumns } from '../store/appendColumns.ts';
import { predictionBatches } from '../preparation/predictTable.ts';
import type { TableBatch } from '../preparation/predictTable.ts';
import type { PredictionBatch } from '../fields/predictionBatch.ts';
import type { Work } from '../shapes/work.ts';
import type { Preparation } from '../shapes/preparation.ts';
import type { Table } from '../table/table.ts';
import type { Tables } from './tables.ts';
import { tableToPredict } from './tableToPredict.ts';
import type { TableToPredict } from './tableToPredict.ts';

/** A table to predict. */
export interface PredictionRequest extends TableToPredict {
  readonly preparation: Preparation;
  /** Names of the columns to append; numbered where the table has one of that name. */
  readonly columns: readonly string[];
  /** All that is appended besides numbers. */
  readonly words: readonly string[];
  readonly mostRows: number;
}

export interface OpenedPrediction {
  /** Of no other prediction, whichever process it is in. */
  readonly id: string;
  readonly sha256: string;
  readonly rowCount: number;
  /** Of the columns as they are appended. */
  readonly names: readonly string[];
}

/** The process that knew the prediction has ended: it is to be opened again. */
export const lost = 'lost';

interface Opened {
  readonly table: Table;
  readonly request: PredictionRequest;
  readonly appender: TextAppender;
  readonly names: readonly string[];
  /** Where `batches` goes on. */
  next: number;
  batches: AsyncGenerator<TableBatch>;
  /** Those without predictions so far, by their first row. */
  readonly waiting: Map<number, TableBatch>;
  /** Lets go of the table. */
  readonly release: () => void;
}

/** Tables on their way to predictions, batch by batch, so that no more than a few batches are in memory. */
export function openPredictions(tables: Tables) {
  const opened = new Map<string, Opened>();
  const openPrediction = async (request: PredictionRequest, work: Work = {}): Promise<OpenedPrediction> => {
    const { columns, words } = request;
    const table = await tableToPredict(tables, request, work);
    const { format } = table.reading.options;
    const names = columns.map((name) => freeName(name, (one) => table.columns.includes(one)));
    const id = randomUUID();
    opened.set(id, {
      table,
      request,
      appender: appenderOf(format, table, names, words),
      names,
      next: 0,
      batches: batchesFrom(table, request, 0),
      waiting: new Map(),
      release: tables.hold(),
    });
    return { id, sha256: table.file.sha256, rowCount: table.rowCount, names };
  };
  return {
    openPrediction,
    /** The rows from `from` on; undefined after the last one. */
    predictionRows: async (
      { id, from }: At,
      work: Work = {},
    ): Promise<PredictionBatch | undefined | typeof lost> => {
      const prediction = opened.get(id);
      if (prediction === undefined) return lost;
      const batch = await batchAt(prediction, from, work);
      if (batch === undefined) return undefined;
      const { texts: _, isPredictable: __, ...sent } = batch;
      return sent;
    },
    /** Bytes of the output for a batch; `values` of each column, for the rows that can be predicted. */
    predictedRows: async (
      { id, from, values }: Answered,
      work: Work = {},
    ): Promise<Uint8Array | typeof lost> => {
      const prediction = opened.get(id);
      if (prediction === undefined) return lost;
      const batch = await batchAt(prediction, from, work);
      if (batch === undefined) throw new Error(`The table has no row ${from + 1}`);
      prediction.waiting.delete(from);
      const { appender, names } = prediction;
      const rows = appender.rows(batch.texts, valuesOf(batch, values));
      return from === 0 ? Buffer.concat([appender.begin(names), rows]) : rows;
    },
    /** The lines of the file that rows begin on; both count from 1. */
    linesOfRows: async ({ id, rows }: Pick<At, 'id'> & { readonly rows: readonly number[] }) => {
      const prediction = opened.get(id);
      if (prediction === undefined) return lost;
      const lines: number[] = [];
      for (const row of rows) lines.push(await prediction.table.lineOf(row - 1));
      return lines;
    },
    /** Makes a Parquet file of one and of the bytes of `predictedRows`. */
    appendColumns: (request: AppendedColumns, { signal }: Work = {}) => appendColumns(request, signal),
    closePrediction: async ({ id }: Pick<At, 'id'>): Promise<void> => {
      const prediction = opened.get(id);
      opened.delete(id);
      await prediction?.batches.return(undefined);
      prediction?.release();
    },
  };
}

function appenderOf(
  format: TableFormat,
  table: Table,
  names: readonly string[],
  words: readonly string[],
): TextAppender {
  switch (format) {
    case 'csv':
      return textAppender(table, [...names, ...words]);
    case 'jsonl':
      return jsonAppender(table, names);
    case 'parquet':
      return valuesAppender();
  }
}

export interface At {
  readonly id: string;
  /** Counted from 0. */
  readonly from: number;
}

export interface Answered extends At {
  readonly values: readonly (readonly (string | number)[])[];
}

const batchesFrom = (table: Table, { preparation, mostRows }: PredictionRequest, from: number) =>
  predictionBatches(table, preparation, { from, mostRows });

async function batchAt(prediction: Opened, from: number, { signal }: Work): Promise<TableBatch | undefined> {
  const known = prediction.waiting.get(from);
  if (known !== undefined) return known;
  if (prediction.next !== from) {
    await prediction.batches.return(undefined);
    prediction.batches = batchesFrom(prediction.table, prediction.request, from);
    prediction.next = from;
  }
  signal?.throwIfAborted();
  const found = await prediction.batches.next();
  if (found.done === true) return undefined;
  prediction.next = from + found.value.rowCount;
  prediction.waiting.set(from, found.value);
  return found.value;
}

/** The appended cells of each row: empty where it could not be predicted. */
function valuesOf({ isPredictable }: TableBatch, values: Answered['values']) {
  const empty = values.map(() => '');
  let at = 0;
  const places = isPredictable.map((one) => (one ? at++ : -1));
  return (row: number) => {
    const place = places[row] ?? -1;
    return place < 0 ? empty : values.map((column) => column[place] ?? '');
  };
}
