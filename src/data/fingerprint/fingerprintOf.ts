import { mostHeldOutHashes } from '../shapes/fingerprint.ts';
import type { ColumnFingerprint, Fingerprint } from '../shapes/fingerprint.ts';
import { openPace } from '../shapes/work.ts';
import type { Table } from '../table/table.ts';
import { openRowSums } from './rowSums.ts';
import { hashOf, openSketch } from './sketch.ts';

interface TableFingerprint {
  readonly fingerprint: Fingerprint;
  /** As `heldOutRowsFile` has them. */
  readonly heldOutRows: Uint8Array;
}

/** Reads each column once. `heldOut` are 0-based rows in the order of the test channel. */
export async function fingerprintOf(
  table: Pick<Table, 'columns' | 'types' | 'rowCount' | 'cells'>,
  heldOut: Int32Array,
  signal?: AbortSignal,
): Promise<TableFingerprint> {
  const { rowCount } = table;
  const sums = openRowSums(rowCount, openPace({ signal }));
  const columns: ColumnFingerprint[] = [];
  for (const [index, name] of table.columns.entries()) {
    const hash = await sums.add(name, await table.cells(index, signal));
    columns.push({ name, kind: table.types[index]?.type ?? 'empty', hash });
  }
  const sketch = openSketch();
  await sums.each(undefined, (_, high, low) => sketch.add(high, low));
  const rows = heldOut.subarray(0, mostHeldOutHashes);
  const heldOutRows = new DataView(new ArrayBuffer(rows.length * rowBytes));
  await sums.each(rows, (at, high, low) => {
    heldOutRows.setUint32(hashBytes * at, low, true);
    heldOutRows.setUint32(hashBytes * at + 4, high, true);
    heldOutRows.setUint32(hashBytes * rows.length + 4 * at, (rows[at] ?? 0) + 1, true);
  });
  return {
    fingerprint: {
      version: 1,
      rowCount,
      columns,
      sketch: sketch.sketch(),
      heldOutRowCount: rows.length,
    },
    heldOutRows: new Uint8Array(heldOutRows.buffer),
  };
}

const hashBytes = 8;
const rowBytes = hashBytes + 4;

/** Held-out rows of a run in the order of its test channel. */
export interface HeldOutRows {
  /** The upper 53 bits. */
  readonly hashes: Float64Array;
  /** 1-based. */
  readonly rowNumbers: Uint32Array;
}

/** What `fingerprintOf` made; undefined where the bytes are no whole rows. */
export function parseHeldOutRows(bytes: Uint8Array): HeldOutRows | undefined {
  const count = bytes.length / rowBytes;
  if (!Number.isInteger(count)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const hashes = new Float64Array(count);
  const rowNumbers = new Uint32Array(count);
  for (let at = 0; at < count; at += 1) {
    const [low, high] = [view.getUint32(hashBytes * at, true), view.getUint32(hashBytes * at + 4, true)];
    hashes[at] = hashOf(high, low);
    rowNumbers[at] = view.getUint32(hashBytes * count + 4 * at, true);
  }
  return { hashes, rowNumbers };
}
