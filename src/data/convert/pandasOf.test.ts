import { expect, test } from 'vitest';
import { parseTable } from '../table/readTable.ts';
import { pandasOf } from './pandasOf.ts';

const of = (text: string, path = 't.csv') => pandasOf(parseTable(Buffer.from(text), path));

test('the pandas code uses the separators, lines and types detected in the file', async () => {
  const lines = Array.from(
    { length: 30 },
    (_, row) => `${row}.500,25;${1 + (row % 28)}.02.2026;0${1000 + row};ja`,
  );
  const python = await of(`Bericht;;;\nbetrag;tag;plz;ok\n${lines.join('\n')}\n`, '/daten/umsatz "neu".csv');
  expect(python).toContain('"/daten/umsatz \\"neu\\".csv",');
  for (const option of [
    'sep=";"',
    'decimal=","',
    'thousands="."',
    'encoding="utf-8"',
    'header=0',
    'skiprows=[0]',
    'dtype={"tag": "string", "plz": "string", "ok": "string"}',
  ])
    expect(python).toContain(`    ${option},\n`);
  expect(python).toContain(
    'table["tag"] = pd.to_datetime(table["tag"].str.strip(), format="%d.%m.%Y", errors="coerce")',
  );
  expect(python).not.toContain('def numbers');
});

test('the pandas code names the columns of a headerless table and drops the row index', async () => {
  expect(await of('1,2\n3,4\n5,6\n')).toContain('    header=None,\n    names=["column1", "column2"],\n');
  const indexed = await of(
    `,a,b\n${Array.from({ length: 9 }, (_, row) => `${row},${row * 3.5},x${row}`).join('\n')}\n`,
  );
  expect(indexed).toContain('    names=["unnamed 1", "a", "b"],\n    usecols=["a", "b"],\n');
});

test('the pandas code parses currency amounts with its own function', async () => {
  const python = await of(
    `price,n\n${Array.from({ length: 20 }, (_, row) => `"$1,${100 + row}.50",${row}`).join('\n')}\n`,
  );
  expect(python).toContain('def numbers(cells):');
  expect(python).toContain('table["price"] = numbers(table["price"])');
});

test('the pandas code concatenates a folder of tables', async () => {
  const table = parseTable(Buffer.from('a,b\n1,2\n3,4\n'), '/data/parts');
  const python = await pandasOf(table, ['/data/parts/part-1.csv', '/data/parts/part-2.CSV.gz']);
  expect(python).toContain('from pathlib import Path\n');
  expect(python).toContain(
    'files = sorted((one for one in Path("/data/parts").iterdir() if one.name.lower().endswith((".csv", ".csv.gz"))), key=lambda one: one.name)',
  );
  expect(python).toContain('for one in files], ignore_index=True)');
  expect(python).toContain('pd.read_csv(\n    one,');
});

test('the pandas code finds the files of a pattern, in which brackets are letters', async () => {
  const table = parseTable(Buffer.from('a,b\n1,2\n3,4\n'), '/data/[1]-*.csv');
  expect(await pandasOf(table, ['/data/[1]-1.csv'])).toContain(
    'Path("/data/[1]-*.csv").parent.glob("[[]1]-*.csv") if one.name.lower().endswith(".csv")',
  );
});

test('the pandas code leaves out lines at the end, whether they were found or given', async () => {
  const text = `Monthly report,,\n,,\nmonth,visits,sales\n${Array.from({ length: 30 }, (_, row) => `${row},${100 + row},${200 + row}`).join('\n')}\n,,\nTotal,9999,9999\n`;
  const table = parseTable(Buffer.from(text), 't.csv');
  const again = parseTable(Buffer.from(text), 't.csv', table.reading.options);
  for (const one of [table, again])
    expect(await pandasOf(one)).toContain('    skiprows=[0, 1],\n    skipfooter=2,\n    engine="python",\n');
});
