import { writeTrainingCsv } from '../../learner/formats/csv.ts';
import { writeRecordIO } from '../../learner/formats/recordio.ts';
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
  return sets.map((rows) => {
    const first = before;
    before += rows.length;
    return total <= most
      ? channelBytes(format, async function* () {
          together ??= encode(joined(sets, total));
          yield part(await together, first, first + rows.length);
        })
      : channelBytes(format, async function* () {
          for (let from = 0; from < rows.length; from += most) yield encode(rows.subarray(from, from + most));
        });
  });
}

async function* channelBytes(
  format: Experiment['format'],
  encoded: () => AsyncIterable<LabeledRows>,
): AsyncGenerator<Uint8Array> {
  for await (const rows of encoded())
    for (let from = 0; from < rows.labels.length; from += rowsWrittenAtOnce) {
      const some = part(rows, from, Math.min(from + rowsWrittenAtOnce, rows.labels.length));
      yield format === 'csv'
        ? Buffer.from(writeTrainingCsv(some))
        : writeRecordIO(some.features, some.labels);
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
