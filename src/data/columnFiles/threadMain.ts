// A thread that reads parts of a text into a file of columns; it answers messages in their order.
import { parentPort, workerData } from 'node:worker_threads';
import type { ReaderAnswer, ReaderCall } from './readerThreads.ts';
import { openRowReader } from './rowReader.ts';
import type { RowReaderSetup } from './rowReader.ts';

// SAFETY: readerThreads.ts of the same build starts this thread.
const reader = openRowReader(workerData as RowReaderSetup);

parentPort?.on('message', (call: ReaderCall) => {
  parentPort?.postMessage(answerTo(call));
});

function answerTo(call: ReaderCall): ReaderAnswer {
  try {
    switch (call.kind) {
      case 'read':
        return { kind: 'read', part: reader.read(call.text, call.part) };
      case 'words':
        return { kind: 'words', words: reader.words() };
      case 'change':
        return { kind: 'change', moved: reader.change(call.parts, call.changes) };
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error), code };
  }
}
