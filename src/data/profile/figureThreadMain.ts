// A thread that works out the figures of columns, one after the other.
import { parentPort, workerData } from 'node:worker_threads';
import { openColumns } from '../columnFiles/columnFile.ts';
import type { ReadAt } from '../columnFiles/columnFile.ts';
import { readBytesSync } from '../columnFiles/syncBytes.ts';
import { columnFigures } from './columnFigures.ts';
import type { FigureAnswer, FigureSetup } from './figureThreads.ts';

// SAFETY: figureThreads.ts of the same build starts this thread.
const { columns, table, step } = workerData as FigureSetup;

// Nothing else runs on this thread: it may wait for the disk.
const readAt: ReadAt = async (into, at) => readBytesSync(columns.file, into, at);
const reader = openColumns(readAt, columns.layout);
const cellBytes = new ArrayBuffer(table.rowCount * Float64Array.BYTES_PER_ELEMENT);
const scratch = new Float64Array(table.rowCount);
// Whoever waits no longer ends the thread.
const pace = () => Promise.resolve();

parentPort?.on('message', (column: number) => {
  void answerTo(column).then((answer) => parentPort?.postMessage(answer));
});

async function answerTo(column: number): Promise<FigureAnswer> {
  try {
    const cells = await reader.cells(column, undefined, cellBytes);
    const pass = { pace, signal: undefined, scratch, step };
    return { kind: 'figures', figures: await columnFigures(table, column, cells, pass) };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}
