import { writeTrainingCsv } from '../../learner/formats/csv.ts';
import { writeRecordIO } from '../../learner/formats/recordio.ts';
import { writeSparseRecordIO } from '../../learner/formats/sparseRecordio.ts';
import type { LabeledRows } from '../../learner/matrix.ts';
import type { Experiment } from '../shapes/experiment.ts';
import type { Table } from '../table/table.ts';
import { labeledRows } from './encodeTable.ts';
import type { OpenFeatures } from './openFeatures.ts';
import type { Labels } from './labels.ts';

interface Encoding {
  readonly features: OpenFeatures;
  readonly labels: Labels;
  readonly format: Experiment['format'];
}

/** Encoded rows that are held in memory at once. */
const mostHeldBytes = 192 * 1024 * 1024;
const rowsWrittenAtOnce = 16_384;

/**
 * The channel bytes of each set of rows, in the order of its rows. Sets that fit into memory together are encoded by reading the
 * table once; larger ones part by part, reading the table once for each part. The generators run one after the other.
 */
export function encodeSets(
  table: Table,
  { features, labels, format }: Encoding,
  sets: readonly Int32Array[],
  signal?: AbortSignal,
  heldBytes = mostHeldBytes,
): readonly AsyncGenerator<Uint8Array>[] {
  const most = Math.max(1, Math.floor(heldBytes / (4 * (features.width + 1))));
  const encode = (rows: Int32Array) => labeledRows(table, features, labels, rows, signal);
  const total = sets.reduce((sum, rows) => sum + rows.length, 0);
  let together: Promise<LabeledRows> | undefined;
  let before = 0;
  let write: WriteRows | undefined;
  // All sets are written in the same way, which the first rows decide.
  const writerFor = (rows: LabeledRows) => (write ??= format === 'csv' ? csvBytes : recordWriter(rows));
  return sets.map((rows) => {
    const first = before;
    before += rows.length;
    return total <= most
      ? channelBytes(writerFor, async function* () {
          together ??= encode(joined(sets, total));
          yield part(await together, first, first + rows.length);
        })
      : channelBytes(writerFor, async function* () {
          for (let from = 0; from < rows.length; from += most) yield encode(rows.subarray(from, from + most));
        });
  });
}

type WriteRows = (rows: LabeledRows) => Uint8Array;

const csvBytes: WriteRows = (rows) => Buffer.from(writeTrainingCsv(rows));

/** Sparse records pay where there are many columns, of which most are 0. */
const leastSparseColumns = 1000;
const leastZeroShare = 0.75;

function recordWriter({ features: { columnCount, values } }: LabeledRows): WriteRows {
  let zeros = 0;
  for (let at = 0; at < values.length; at += 1) if (values[at] === 0) zeros += 1;
  const isSparse = columnCount > leastSparseColumns && zeros > leastZeroShare * values.length;
  const write = isSparse ? writeSparseRecordIO : writeRecordIO;
  return ({ features, labels }) => write(features, labels);
}

async function* channelBytes(
  writerFor: (rows: LabeledRows) => WriteRows,
  encoded: () => AsyncIterable<LabeledRows>,
): AsyncGenerator<Uint8Array> {
  for await (const rows of encoded())
    for (let from = 0; from < rows.labels.length; from += rowsWrittenAtOnce) {
      const some = part(rows, from, Math.min(from + rowsWrittenAtOnce, rows.labels.length));
      yield writerFor(some)(some);
    }
}

function part({ features, labels }: LabeledRows, from: number, to: number): LabeledRows {
  const { columnCount, values } = features;
  return {
    features: {
      rowCount: to - from,
      columnCount,
      values: values.subarray(from * columnCount, to * columnCount),
    },
    labels: labels.subarray(from, to),
  };
}

function joined(sets: readonly Int32Array[], total: number): Int32Array {
  const all = new Int32Array(total);
  let at = 0;
  for (const rows of sets) {
    all.set(rows, at);
    at += rows.length;
  }
  return all;
}
