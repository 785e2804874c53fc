import type { Table } from '../table/table.ts';
import type { Labels } from './labels.ts';
import type { OpenFeatures } from './openFeatures.ts';
import { openRowBytes } from './rowBytes.ts';
import type { OnLabels, RowBytes, RowFormat } from './rowBytes.ts';
import { layOut, openMemory, stageRows } from './stagedRows.ts';
import type { StagedRows } from './stagedRows.ts';

interface Encoding {
  readonly features: OpenFeatures;
  /** Absent: the rows get none, which only records allow. */
  readonly labels?: Labels | undefined;
  readonly format: RowFormat;
  /** Called with the labels of a set's next rows when they are encoded. */
  readonly onLabels?: ((set: number, ...found: Parameters<OnLabels>) => void) | undefined;
}

/** Encoded rows that are held in memory at once. */
const mostHeldBytes = 192 * 1024 * 1024;

/**
 * The channel bytes of a set of rows by its index, in the order of its rows. Rows of all sets that fit into memory together are
 * encoded by reading the table once; more of them part by part, reading the table once for each part. The sets are for one after
 * the other, and bytes are valid until the next but one are requested.
 */
export function encodeSets(
  table: Table,
  { features, labels, format, onLabels }: Encoding,
  sets: readonly Int32Array[],
  signal?: AbortSignal,
  heldBytes = mostHeldBytes,
): (set: number) => AsyncGenerator<Uint8Array> {
  const windows = openWindows(table, { features, labels }, sets, heldBytes, signal);
  const longest = sets.reduce((most, rows) => Math.max(most, rows.length), 0);
  const shape = { width: features.width, hasLabels: labels !== undefined, longest };
  // All sets are written in the same way, which the first rows decide.
  let rowBytes: RowBytes | undefined;
  return async function* (set: number): AsyncGenerator<Uint8Array> {
    const rowCount = sets[set]?.length ?? 0;
    for (let from = 0; from < rowCount;) {
      const found = await windows.at(set, from);
      rowBytes ??= openRowBytes(format, shape, found);
      const rows = { ...found, to: Math.min(found.to, found.from + rowBytes.rowCount) };
      yield rowBytes.of(rows, (floats, count) => onLabels?.(set, floats, count));
      from += rows.to - rows.from;
    }
  };
}

/** Stages the rows of all sets one window after the other, each with as many rows as memory holds. */
function openWindows(
  table: Table,
  { features, labels }: Pick<Encoding, 'features' | 'labels'>,
  sets: readonly Int32Array[],
  heldBytes: number,
  signal: AbortSignal | undefined,
) {
  const layout = layOut(features, labels !== undefined);
  const total = sets.reduce((sum, rows) => sum + rows.length, 0);
  const most = Math.min(total, Math.max(1, Math.floor(heldBytes / (4 * layout.stride))));
  let window: { readonly from: number; readonly to: number; readonly rows: StagedRows } | undefined;
  let memory: ReturnType<typeof openMemory> | undefined;
  return {
    /** The rows of a set from the row `from` on that are staged together. */
    async at(set: number, from: number) {
      const before = sets.slice(0, set).reduce((sum, rows) => sum + rows.length, 0);
      const first = before + from;
      if (window === undefined || first < window.from || first >= window.to) {
        const to = Math.min(total, first + most);
        memory ??= openMemory(layout, most, table);
        const rows = await stageRows(table, { layout, labels }, memory, between(sets, first, to), signal);
        window = { from: first, to, rows };
      }
      const end = Math.min(window.to, before + (sets[set]?.length ?? 0));
      return { staged: window.rows, from: first - window.from, to: end - window.from };
    },
  };
}

/** The rows of the sets one after the other, from the row `from` up to `to`. */
function between(sets: readonly Int32Array[], from: number, to: number): readonly Int32Array[] {
  let before = 0;
  return sets.flatMap((rows) => {
    const part = rows.subarray(Math.max(0, from - before), Math.max(0, to - before));
    before += rows.length;
    return part.length === 0 ? [] : [part];
  });
}
