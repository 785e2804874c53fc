import { dataFailure } from '../shapes/failures.ts';
import type { WholeReadOptions } from '../shapes/read.ts';
import { OpenQuoteError } from './records.ts';
import { OtherWidthError, openRows } from './rowReader.ts';
import type { FoundRows, RowReader, RowSink } from './rowReader.ts';
import { textParts } from './textParts.ts';
import type { TextFile } from './textParts.ts';

/** Rows that are looked at before the first is passed on. */
const lookAhead = 5000;
/** A longer line is no row of a table. */
const longestRecord = 16 * 1024 * 1024;

/** What takes rows in batches, a batch after each part of the text. */
export interface StreamSink extends RowSink {
  readonly afterPart: () => Promise<void>;
}

interface How {
  /** Known from an earlier reading of the same file. */
  readonly usual?: number | undefined;
  readonly onBytes?: (bytes: Buffer) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads the rows of a file of any length in bounded memory. `begin` makes the sink, and makes it anew where the first rows are
 * shorter or longer than most, so that the file is read again. Throws DataFailure.
 */
export async function streamRows(
  source: TextFile,
  options: WholeReadOptions,
  begin: () => StreamSink,
  how: How = {},
): Promise<FoundRows> {
  try {
    return await readOnce(source, options, begin(), how);
  } catch (error) {
    if (!(error instanceof OtherWidthError)) throw error;
    const { onBytes: _, ...again } = how;
    return readOnce(source, options, begin(), { ...again, usual: error.usual });
  }
}

async function readOnce(
  source: TextFile,
  options: WholeReadOptions,
  sink: StreamSink,
  { usual, onBytes, signal }: How,
): Promise<FoundRows> {
  const reader = openRows(options, sink, { lookAhead, usual });
  for await (const part of textParts(source, onBytes, signal)) {
    readPart(reader, part.text, part.isLast, source.path);
    await sink.afterPart();
  }
  const found = reader.finish();
  await sink.afterPart();
  return found;
}

/** The rows of a file that was read before, exactly as written, in batches. */
export async function* streamTexts(
  source: TextFile,
  options: WholeReadOptions,
  usual: number,
  signal?: AbortSignal,
): AsyncGenerator<
  readonly { readonly text: string; readonly line: number; readonly cells: readonly string[] }[]
> {
  let batch: { text: string; line: number; cells: readonly string[] }[] = [];
  const onRow = (cells: string[], line: number, text: string) => batch.push({ text, line, cells });
  const reader = openRows(options, { onRow }, { lookAhead, usual });
  for await (const part of textParts(source, undefined, signal)) {
    readPart(reader, part.text, part.isLast, source.path);
    if (batch.length > 0) yield batch;
    batch = [];
  }
  reader.finish();
  if (batch.length > 0) yield batch;
}

function readPart(reader: RowReader, text: string, isLast: boolean, file: string): void {
  try {
    reader.read(text, isLast);
  } catch (error) {
    if (!(error instanceof OpenQuoteError)) throw error;
    const { line } = error;
    throw dataFailure('table-quotes', { file, line }, `${file}, line ${line}: quote not closed`, {
      cause: error,
    });
  }
  if (reader.waiting() <= longestRecord) return;
  const line = reader.line();
  const facts = { file, line, limitBytes: longestRecord };
  throw dataFailure('table-line', facts, `${file}, line ${line}: longer than ${longestRecord} characters`);
}
