import type { ColumnPart } from '../shapes/columnLayout.ts';

/** A range of rows of one part that is read at once, and the requested rows in it. */
interface Run {
  readonly part: number;
  /** Rows of the part. */
  readonly from: number;
  readonly to: number;
  /** Alternately a row of the part and its place among the requested rows. */
  readonly places: readonly number[];
}

/** Reading across this many unwanted rows is faster than another read. */
const mostGap = 512;
const mostRunRows = 65_536;
/** libuv's thread pool has four threads. */
const readsAtOnce = 4;

/** Rows of a file of columns, in any order, as few reads. */
export function runsOf(rows: Int32Array, parts: readonly ColumnPart[]): readonly Run[] {
  const runs: { part: number; from: number; to: number; places: number[] }[] = [];
  let [part, partFrom, partTo] = [-1, 0, 0];
  for (const place of inFileOrder(rows)) {
    const row = rows[place] ?? 0;
    while (row >= partTo && part < parts.length - 1) {
      part += 1;
      partFrom = partTo;
      partTo += parts[part]?.rowCount ?? 0;
    }
    const at = row - partFrom;
    const last = runs.at(-1);
    if (last?.part === part && at - last.to <= mostGap && at - last.from < mostRunRows) {
      last.to = at + 1;
      last.places.push(at, place);
    } else runs.push({ part, from: at, to: at + 1, places: [at, place] });
  }
  return runs;
}

function inFileOrder(rows: Int32Array): Iterable<number> {
  const isAscending = rows.every((row, place) => place === 0 || row >= (rows[place - 1] ?? 0));
  if (isAscending) return rows.keys();
  // A double holds both exactly: there are fewer than 2^31 rows, and fewer than 2^22 are wanted at once.
  const both = Float64Array.from(rows, (row, place) => row * placeCount + place).sort();
  return Int32Array.from(both, (value) => value % placeCount);
}

const placeCount = 2 ** 22;

/** Reads runs of rows, several concurrently, and copies the requested cells to their places. */
export async function readRuns(
  runs: readonly Run[],
  into: Float64Array | Int32Array,
  read: (run: Run, bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  let next = 0;
  const reads = Array.from({ length: Math.min(readsAtOnce, runs.length) }, async () => {
    for (let run = runs[next++]; run !== undefined; run = runs[next++]) {
      const count = run.to - run.from;
      const cells = into instanceof Float64Array ? new Float64Array(count) : new Int32Array(count);
      await read(run, new Uint8Array(cells.buffer));
      for (let at = 0; at < run.places.length; at += 2)
        into[run.places[at + 1] ?? -1] = cells[(run.places[at] ?? 0) - run.from] ?? 0;
    }
  });
  await Promise.all(reads);
}
