import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { endColumnFile, readerOf, writeLevels } from '../columnFiles/columnFile.ts';
import { noNumbers } from '../columnFiles/joinFacts.ts';
import type { Dialect, NumberFacts, Refusal } from '../columnFiles/kernel.ts';
import { readParts } from '../columnFiles/readParts.ts';
import type { ReadParts, RowText } from '../columnFiles/readParts.ts';
import type { ReaderThread, ReaderThreads } from '../columnFiles/readerThreads.ts';
import { offsetsOf } from '../columnFiles/rowReader.ts';
import type { ColumnChange } from '../columnFiles/rowReader.ts';
import type { ColumnLayout, ColumnPart, StoredColumn } from '../shapes/columnLayout.ts';
import { openPace } from '../shapes/work.ts';
import { numberMarkers } from '../source/missing.ts';
import { nameColumns } from '../source/names.ts';
import type { Columns, WatchedColumns } from '../source/names.ts';
import { requireWidth } from '../table/requireTable.ts';
import { joinWords, noWords } from './columnWords.ts';
import type { ColumnWords } from './columnWords.ts';
import { decideColumn } from './decideColumns.ts';
import type { DecidedColumn } from './decideColumns.ts';
import { describe } from './describe.ts';
import type { Description } from './description.ts';
import { requireUnchanged } from './request.ts';
import type { SourceText } from './request.ts';
import { rowsAtEnd } from './rowsAtEnd.ts';
import { planText } from './textPlan.ts';
import type { TextPlan } from './textPlan.ts';

/** A table in a file of columns. */
export interface ColumnTable {
  readonly description: Description;
  readonly layout: ColumnLayout;
}

/** More columns than this make too many small writes. */
const mostColumns = 2000;

/**
 * Reads a file of plain rows on all threads into a new file of columns at `path`. Where it refuses them, the file is of no use;
 * `unlike` are files for which it does not even begin.
 */
export async function storeColumns(
  request: SourceText,
  path: string,
  threads: ReaderThreads,
): Promise<ColumnTable | Refusal | 'unlike'> {
  const { sources, sample, sniffed } = request;
  const [{ readPath, file }] = sources.files;
  const text = [sample.head, ...sample.blocks, sample.tail].join('');
  const plan = planText(readPath, { head: sample.head, text }, sniffed.options);
  if (plan === undefined || plan.load.slots.length > mostColumns) return 'unlike';
  requireWidth(request.path, plan.load.slots.length);
  const { lineEnd } = plan.load.from;
  const rows = { file, from: await firstByteOf(file, plan), lineEnd };
  let isNumber = plan.load.slots.map((slot) => slot !== 'text');
  for (;;) {
    const target = await open(path, 'w+');
    try {
      const found = await storeRows({ request, plan, rows, isNumber, target, threads });
      if (typeof found === 'string' || 'description' in found) return found;
      isNumber = isNumber.map((is, index) => is && !found.texts.has(index));
    } finally {
      await target.close();
    }
  }
}

const byteOrderMark = Buffer.of(0xef, 0xbb, 0xbf);

/** Where the first row begins. */
async function firstByteOf(file: RowText['file'], { firstByte, load }: TextPlan): Promise<number> {
  const head = await file.read(0, Math.min(file.size, byteOrderMark.length));
  const mark = head.equals(byteOrderMark) ? byteOrderMark.length : 0;
  return mark + (load.from.skip === 0 ? 0 : firstByte + load.from.lineEnd.length);
}

interface Storing {
  readonly request: SourceText;
  readonly plan: TextPlan;
  readonly rows: RowText;
  readonly isNumber: readonly boolean[];
  readonly target: FileHandle;
  readonly threads: ReaderThreads;
}

/** Columns of the file that are to be read as text. */
interface TextColumns {
  readonly texts: ReadonlySet<number>;
}

async function storeRows(storing: Storing): Promise<ColumnTable | TextColumns | Refusal> {
  const { request, plan, rows, isNumber, target, threads } = storing;
  const end = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
  const { readers, close } = threads.open({
    dialect: dialectOf(request, plan, isNumber),
    file: target.fd,
    end,
  });
  const { signal } = request;
  // Threads that are busy end at once.
  const stop = () => void close();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const read = await readParts(rows, readers, signal);
    if (typeof read === 'string') return read;
    if (read.parts.length === 0) return 'rows';
    const words = await joinWords(read, openPace({ signal }));
    if (words === undefined) return 'rows';
    const loaded = await decide(storing, read, words);
    if ('texts' in loaded) return loaded;
    const moved = await change(readers, read, loaded.decided);
    await requireUnchanged(request.sources);
    return await endFile(storing, read, loaded, { moved, at: Number(new BigInt64Array(end)[0]) });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    await close();
  }
}

const dialectOf = (
  { sniffed: { options }, columns }: SourceText,
  { load }: TextPlan,
  isNumber: readonly boolean[],
): Dialect => ({
  delimiter: options.delimiter,
  quote: options.quote,
  decimalPoint: options.decimal,
  isCrlf: load.from.lineEnd === '\r\n',
  isNumber,
  markers: [
    ...numberMarkers([
      ...options.missing,
      ...Object.values(columns).flatMap((column) => column?.missing ?? []),
    ]),
  ],
});

interface Loaded {
  readonly columns: Columns;
  readonly rowCount: number;
  /** In the file, of each column of the table. */
  readonly indices: readonly number[];
  readonly decided: readonly DecidedColumn[];
}

async function decide(
  { request, plan, isNumber, target }: Storing,
  { parts, facts, words: ofReaders }: ReadParts,
  words: ReadonlyMap<number, ColumnWords>,
): Promise<Loaded | TextColumns> {
  const rowCount = parts.reduce((sum, part) => sum + part.rowCount, 0);
  const none = noWords(ofReaders.length);
  const pace = openPace({ signal: request.signal });
  const columnAt = (index: number) => ({
    index,
    isNumber: isNumber[index] ?? false,
    words: words.get(index) ?? none,
    numbers: facts[index] ?? noNumbers,
  });
  const { options } = request.sniffed;
  const watched: WatchedColumns = {
    rowCount: () => rowCount,
    isEmpty: (index) => {
      const { numbers, words: of } = columnAt(index);
      return numbers.count === 0 && of.texts.every((text) => text.trim() === '');
    },
    countsRows: await firstCounts(target, parts, plan, {
      first: isNumber[0] === true ? facts[0] : undefined,
      rowCount,
    }),
  };
  const columns = nameColumns(plan.header, isNumber.length, watched, options.index);
  const dropped = new Set(columns.droppedIndices);
  const indices = [...isNumber.keys()].filter((index) => !dropped.has(index));
  const how = { options, isIndented: false, columns: request.columns, rowCount };
  const decided: DecidedColumn[] = [];
  const texts = new Set<number>();
  for (const [at, index] of indices.entries()) {
    await pace();
    const column = decideColumn({ ...columnAt(index), name: columns.names[at] ?? '' }, how);
    if (column === undefined) texts.add(index);
    else decided.push(column);
  }
  return texts.size > 0 ? { texts } : { columns, rowCount, indices, decided };
}

/** Whether the first cells count the rows from 0 or 1. */
async function firstCounts(
  target: FileHandle,
  parts: ReadParts['parts'],
  { head }: TextPlan,
  { first, rowCount }: { readonly first: NumberFacts | undefined; readonly rowCount: number },
): Promise<() => boolean> {
  const start = [0, 1].find((from) => head.every((cells, row) => cells[0]?.trim() === String(from + row)));
  if (start === undefined || first?.count !== rowCount) return () => false;
  if (first.min !== start || first.max !== start + rowCount - 1 || !first.isSorted) return () => false;
  let next = start;
  for (const { at, rowCount: count } of parts) {
    const numbers = new Float64Array(count);
    await readerOf(target)(new Uint8Array(numbers.buffer), at);
    for (const number of numbers) {
      if (number !== next) return () => false;
      next += 1;
    }
  }
  return () => true;
}

/** Rewrites columns as what they are; answers where those are that moved, part by part. */
async function change(
  readers: readonly ReaderThread[],
  { parts }: ReadParts,
  decided: readonly DecidedColumn[],
): Promise<readonly ReadonlyMap<number, number>[]> {
  const moved: ReadonlyMap<number, number>[] = parts.map(() => new Map());
  await Promise.all(
    readers.map(async (reader, index) => {
      const changes: ColumnChange[] = decided.flatMap(({ changes: of }) => of[index] ?? []);
      const own = [...parts.keys()].filter((at) => parts[at]?.reader === index);
      if (changes.length === 0 || own.length === 0) return;
      const found = await reader.change(
        own.flatMap((at) => parts[at] ?? []).map(({ rowCount, at }) => ({ rowCount, at })),
        changes,
      );
      for (const [place, at] of own.entries()) moved[at] = found[place] ?? new Map();
    }),
  );
  return moved;
}

async function endFile(
  { request, plan, isNumber, target }: Storing,
  { parts, sha256 }: ReadParts,
  { columns, rowCount, indices, decided }: Loaded,
  { moved, at }: { readonly moved: readonly ReadonlyMap<number, number>[]; readonly at: number },
): Promise<ColumnTable> {
  const offsets = offsetsOf(isNumber);
  const stored: StoredColumn[] = [];
  let end = at;
  for (const [column, index] of indices.entries()) {
    const { kind, levels } = decided[column] ?? { kind: 'numbers' };
    const isMoved = moved.some((of) => of.has(index));
    const place = isMoved ? { at: moved.map((of) => of.get(index) ?? 0) } : { offset: offsets[index] ?? 0 };
    if (levels === undefined) stored.push({ kind, place });
    else {
      const written = await writeLevels(target, end, levels);
      stored.push({ kind, place, levels: written });
      end += written.length;
    }
  }
  const description = await describe(request, {
    loaded: {
      columns,
      rowCount,
      indices,
      types: decided.map(({ reading }) => reading),
      kinds: decided.map(({ kind }) => kind),
      stored: indices.map(String),
    },
    sha256,
    newline: plan.load.from.lineEnd === '\r\n' ? 'CRLF' : 'LF',
    usual: isNumber.length,
    encodings: [request.encoding.encoding],
    headerText: plan.headerText,
    // A quoted cell of several lines makes other lines than rows.
    firstLine: parts.every((part) => part.lineCount === part.rowCount) ? plan.load.from.skip + 1 : undefined,
    skipped: plan.skipped,
    skippedCount: plan.skipped.length,
    wrongRows: [],
    wrongRowCount: 0,
    head: plan.head,
    tail: rowsAtEnd(request, plan),
  });
  const kept: ColumnPart[] = parts.map(({ rowCount: rows, at: from }) => ({ rowCount: rows, at: from }));
  const table = { description, layout: { parts: kept, columns: stored } };
  await endColumnFile(target, end, table);
  return table;
}
