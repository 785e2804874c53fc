import type { Reading } from '../shapes/reading.ts';
import type { Description } from './description.ts';
import type { LoadedRows } from './loadRows.ts';
import { fileFacts } from './request.ts';
import type { SourceText } from './request.ts';
import { rowsInSources } from './sourceRows.ts';

interface Read
  extends
    Pick<Reading, 'skipped' | 'skippedCount' | 'wrongRows' | 'wrongRowCount'>,
    Pick<Description, 'firstLine' | 'head' | 'tail' | 'headerText'>,
    Pick<Description['file'], 'sha256' | 'newline'> {
  readonly loaded: LoadedRows;
  readonly usual: number;
  readonly encodings: Description['source']['encodings'];
}

/** A page shows no more, and a message stays small. */
const listed = 100;

/** Puts together what is known of a table once its rows are stored. */
export async function describe(request: SourceText, read: Read): Promise<Description> {
  const { sniffed, sources } = request;
  const { loaded, usual, head, tail, encodings } = read;
  const { columns, rowCount, stored, indices, kinds } = loaded;
  const source = { encodings, usual, version: sources.version };
  const types = await withLines(request, source, loaded, read.firstLine);
  const skipped = [...sniffed.skipped, ...read.skipped];
  const kept = (rows: Description['head']) => rows.map((cells) => indices.map((index) => cells[index] ?? ''));
  return {
    file: fileFacts(request, {
      sha256: read.sha256,
      newline: read.newline,
      delimiter: sniffed.options.delimiter,
      encoding: encodings[0] ?? 'utf-8',
    }),
    reading: {
      options: sniffed.options,
      unsure: sniffed.unsure,
      headerRule: sniffed.headerRule,
      skipped: skipped.toSorted((a, b) => a.line - b.line),
      skippedCount: sniffed.skipped.length + read.skippedCount,
      wrongRows: read.wrongRows,
      wrongRowCount: read.wrongRowCount,
      dropped: columns.dropped,
      names: columns.changed.slice(0, listed),
      words: types.flatMap(({ words }) => (words === undefined ? [] : [words])).slice(0, listed),
    },
    columns: columns.names,
    types,
    kinds,
    stored,
    rowCount,
    headerText: read.headerText,
    firstLine: read.firstLine,
    source,
    head: kept(head),
    tail: kept(tail),
  };
}

/** The words among numbers with the lines of their first rows, which are row indices until then. */
async function withLines(
  request: SourceText,
  source: Description['source'],
  { types }: LoadedRows,
  firstLine: number | undefined,
): Promise<LoadedRows['types']> {
  const rows = types.flatMap(({ words }) => words?.words.map((word) => word.firstLine) ?? []);
  if (rows.length === 0) return types;
  const lines =
    firstLine === undefined
      ? await linesOf(request, source, rows)
      : new Map(rows.map((row) => [row, firstLine + row]));
  return types.map((type) =>
    type.words === undefined
      ? type
      : {
          ...type,
          words: {
            ...type.words,
            words: type.words.words.map((word) => ({ ...word, firstLine: lines.get(word.firstLine) ?? 1 })),
          },
        },
  );
}

/** The lines that rows begin on, found in the files. */
async function linesOf(
  { sources, sniffed: { options }, signal }: SourceText,
  source: Description['source'],
  rows: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const lines = new Map<number, number>(rows.map((row) => [row, 1]));
  const last = rows.reduce((a, b) => Math.max(a, b), 0);
  let from = 0;
  for await (const batch of rowsInSources(sources, options, source, signal)) {
    for (const [index, { line }] of batch.entries())
      if (lines.has(from + index)) lines.set(from + index, line);
    from += batch.length;
    if (from > last) break;
  }
  return lines;
}
