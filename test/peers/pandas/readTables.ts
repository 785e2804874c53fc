// Compares tables read by the copied pandas code with our own reading: `readTables.mjs PYTHON FOLDER`.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pandasOf } from '../../../src/data/convert/pandasOf.ts';
import { cellAt } from '../../../src/data/shapes/cells.ts';
import { readTable } from '../../../src/data/table/readTable.ts';

const [, , python = 'python3', folder = ''] = process.argv;

const driver = `
import json, math, sys
import pandas as pd
found = []
for text in json.load(sys.stdin):
    names = {"print": lambda *_: None}
    try:
        exec(text, names)
        table = names["table"]
        columns = {}
        for name in table.columns:
            cells = []
            for cell in table[name].tolist():
                if cell is None or cell is pd.NA or cell is pd.NaT or (isinstance(cell, float) and math.isnan(cell)):
                    cells.append(None)
                elif isinstance(cell, pd.Timestamp):
                    cells.append(round(cell.timestamp() * 1000))
                else:
                    cells.append(cell)
            columns[str(name)] = cells
        found.append(columns)
    except Exception as error:
        found.append(str(error)[:300])
json.dump(found, sys.stdout)
`;

const files = readdirSync(folder).filter((name) => name.endsWith('.csv'));
const tables = await Promise.all(files.map((name) => readTable(join(folder, name))));
const texts = await Promise.all(tables.map((table) => pandasOf(table)));
const { stdout, stderr } = spawnSync(python, ['-c', driver], {
  input: JSON.stringify(texts),
  encoding: 'utf8',
  maxBuffer: 2 ** 30,
});
const theirs: readonly (string | Readonly<Record<string, readonly unknown[]>>)[] = JSON.parse(stdout || '[]');
if (theirs.length === 0) console.error(stderr);
let failures = theirs.length === 0 ? 1 : 0;
for (const [at, table] of tables.entries()) {
  const problem = await differenceOf(table, theirs[at]);
  if (problem === undefined) continue;
  failures += 1;
  console.error(`${files[at]}: ${problem}`);
}
console.log(`${tables.length - failures} of ${tables.length} tables are the same`);
process.exitCode = failures === 0 ? 0 : 1;

async function differenceOf(
  table: Awaited<ReturnType<typeof readTable>>,
  found: (typeof theirs)[number] | undefined,
): Promise<string | undefined> {
  if (found === undefined || typeof found === 'string') return found ?? 'nothing was read';
  for (const [column, name] of table.columns.entries()) {
    const cells = await table.cells(column);
    const read = found[name];
    if (read?.length !== table.rowCount)
      return `${name} has ${read?.length ?? 'no'} rows, not ${table.rowCount}`;
    const isTruth = table.types[column]?.type === 'boolean';
    for (const [row, cell] of read.entries()) {
      const ours = cellAt(cells, row);
      const expected =
        isTruth && ours !== undefined ? /^(?:true|yes|y|t)$/i.test(String(ours)) : (ours ?? null);
      const same = typeof cell === 'string' ? cell.trim() === String(expected).trim() : cell === expected;
      if (!same) return `${name}, row ${row + 1}: ${JSON.stringify(cell)}, not ${JSON.stringify(expected)}`;
    }
  }
  return undefined;
}
