import { leakOf } from '../findings/leakage.ts';
import type { LeakColumn } from '../findings/leakage.ts';
import type { Leak } from '../shapes/findings.ts';
import type { Cells } from '../shapes/cells.ts';
import { openPace } from '../shapes/work.ts';
import type { Work } from '../shapes/work.ts';
import type { Table } from '../table/table.ts';

/** The columns that are a function of the target, by index. The first rows rule nearly all of them out, so that few are read whole. */
export async function leaksOf(
  table: Table,
  target: number,
  { signal }: Work = {},
): Promise<ReadonlyMap<number, Leak>> {
  const pace = openPace({ signal });
  const found = new Map<number, Leak>();
  for (const column of table.columns.keys()) {
    if (column === target) continue;
    await pace();
    const head = await firstRows(table, [target, column], signal);
    const leak = head && (await leakIn(table, [target, column], head, signal));
    if (leak !== undefined) found.set(column, leak);
  }
  return found;
}

async function leakIn(
  table: Table,
  [target, column]: readonly [number, number],
  [ofTarget, ofColumn]: readonly [LeakColumn, LeakColumn],
  signal: AbortSignal | undefined,
): Promise<Leak | undefined> {
  const first = leakOf(ofTarget, ofColumn);
  if (first === undefined || ofTarget.length === table.rowCount) return first;
  const labels = comparable(await table.cells(target, signal));
  const values = comparable(await table.cells(column, signal));
  return labels && values && leakOf(labels, values);
}

async function firstRows(
  table: Table,
  columns: readonly [number, number],
  signal: AbortSignal | undefined,
): Promise<readonly [LeakColumn, LeakColumn] | undefined> {
  for await (const { cells } of table.chunks(columns, signal)) {
    const [a, b] = [cells[0] && comparable(cells[0]), cells[1] && comparable(cells[1])];
    return a && b && [a, b];
  }
  return undefined;
}

/** Texts without levels hardly repeat: they are no other writing of the target. */
function comparable(cells: Cells): LeakColumn | undefined {
  switch (cells.kind) {
    case 'numbers':
      return cells.values;
    case 'words':
      return cells.codes;
    case 'texts':
      return undefined;
  }
}
