import { expect, test } from 'vitest';
import { plainPreparation } from '../../runs/predictWith.testing.ts';
import { parseTable } from '../table/readTable.ts';
import { predictionBatches } from './predictTable.ts';

/** A table whose files are open while its rows are read as they are written. */
function tableOf(text: string) {
  const table = parseTable(Buffer.from(text), 't.csv');
  const files = { open: 0 };
  async function* texts() {
    files.open += 1;
    try {
      yield* table.texts();
    } finally {
      files.open -= 1;
    }
  }
  return { table: { ...table, texts }, files };
}

const preparation = plainPreparation('y', 'x');
const batchesOf = (table: ReturnType<typeof tableOf>['table']) =>
  predictionBatches(table, preparation, { from: 0, mostRows: 2 });

test('the files of a table are closed after its last batch', async () => {
  const { table, files } = tableOf('x\n1\n2\n3\n');
  const rowCounts: number[] = [];
  for await (const { rowCount } of batchesOf(table)) rowCounts.push(rowCount);
  expect(rowCounts).toEqual([2, 1]);
  expect(files.open).toBe(0);
});

test('the files of a table are closed when its batches are given up', async () => {
  const { table, files } = tableOf('x\n1\n2\n3\n');
  const batches = batchesOf(table);
  await batches.next();
  expect(files.open).toBe(1);
  await batches.return(undefined);
  expect(files.open).toBe(0);
});
