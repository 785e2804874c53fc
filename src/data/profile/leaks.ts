import { leakOf } from '../findings/leakage.ts';
import type { LeakColumn } from '../findings/leakage.ts';
import type { Leak } from '../shapes/findings.ts';
import { gathered } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import { openPace } from '../shapes/work.ts';
import type { Work } from '../shapes/work.ts';
import type { Table } from '../table/table.ts';

const headRows = 4096;
const columnsAtOnce = 32;

/**
 * Finds the columns that are a function of a target. Some rows rule nearly all of them out, so that few are read whole: those of
 * `samples` by the index of their column, or the first ones.
 */
export function openLeaks(table: Table, { signal }: Work = {}, samples?: ReadonlyMap<number, LeakColumn>) {
  let reading: Promise<readonly (LeakColumn | undefined)[]> | undefined;
  /** The columns that are a function of the target, by index. */
  const of = async (target: number): Promise<ReadonlyMap<number, Leak>> => {
    reading ??=
      samples === undefined
        ? firstRows(table, signal)
        : Promise.resolve(Array.from(table.columns, (_, column) => samples.get(column)));
    const heads = await reading;
    const pace = openPace({ signal });
    const found = new Map<number, Leak>();
    for (const column of table.columns.keys()) {
      if (column === target) continue;
      await pace();
      const leak = await leakIn(table, [target, column], [heads[target], heads[column]], signal);
      if (leak !== undefined) found.set(column, leak);
    }
    return found;
  };
  const namesOf = async (target: number): Promise<ReadonlySet<string>> =>
    new Set([...(await of(target)).keys()].map((column) => table.columns[column] ?? ''));
  return { of, namesOf };
}

async function leakIn(
  table: Table,
  [target, column]: readonly [number, number],
  [ofTarget, ofColumn]: readonly [LeakColumn | undefined, LeakColumn | undefined],
  signal: AbortSignal | undefined,
): Promise<Leak | undefined> {
  if (ofTarget === undefined || ofColumn === undefined) return undefined;
  const first = leakOf(ofTarget, ofColumn);
  if (first === undefined || ofTarget.length === table.rowCount) return first;
  const labels = comparable(await table.cells(target, signal));
  const values = comparable(await table.cells(column, signal));
  return labels && values && leakOf(labels, values);
}

async function firstRows(
  table: Table,
  signal: AbortSignal | undefined,
): Promise<readonly (LeakColumn | undefined)[]> {
  const rows = Int32Array.from({ length: Math.min(headRows, table.rowCount) }, (_, row) => row);
  const heads: (LeakColumn | undefined)[] = [];
  for (let from = 0; from < table.columns.length; from += columnsAtOnce) {
    const some = [...table.columns.keys()].slice(from, from + columnsAtOnce);
    for await (const { cells } of table.chunks(some, signal)) {
      for (const of of cells) heads.push(comparable(gathered(of, rows)));
      break;
    }
  }
  return heads;
}

/** Texts without levels hardly repeat: they are no other writing of the target. */
export function comparable(cells: Cells): LeakColumn | undefined {
  switch (cells.kind) {
    case 'numbers':
      return cells.values;
    case 'words':
      return cells.codes;
    case 'texts':
      return undefined;
  }
}
