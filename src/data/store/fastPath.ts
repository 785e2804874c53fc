import { nameColumns } from '../source/names.ts';
import type { WatchedColumns } from '../source/names.ts';
import { requireWidth } from '../table/requireTable.ts';
import { rowsOf } from './columns.ts';
import { describe } from './describe.ts';
import type { Description } from './description.ts';
import { loadRows } from './loadRows.ts';
import { scanFile } from './scanFile.ts';
import type { FileFacts } from './scanFile.ts';
import { requireUnchanged } from './request.ts';
import type { TextRequest } from './request.ts';
import { rowsAtEnd } from './rowsAtEnd.ts';
import { numberColumn, oddColumn, planText, textColumn } from './textPlan.ts';
import type { LoadPlan, TextPlan } from './textPlan.ts';
import { numbersOf } from './vectors.ts';

/** Lets DuckDB read the file itself; undefined where it may read other rows than our own reader. */
export async function storeFast(request: TextRequest): Promise<Description | undefined> {
  const { sources, sample, sniffed, encoding, connection, catalog, signal } = request;
  const { options } = sniffed;
  const [{ readPath, file }, ...others] = sources.files;
  if (others.length > 0) return undefined;
  const text = [sample.head, ...sample.blocks, sample.tail].join('');
  const plan = planText(readPath, { head: sample.head, text }, options);
  if (plan === undefined) return undefined;
  requireWidth(request.path, plan.load.slots.length);
  const { lineEnd } = plan.load.from;
  const scanned = scanFile(file, { quote: options.quote, lineEnd, from: plan.firstByte }, signal);
  // It is awaited while the rows are reviewed; until then a failure must not end the process.
  scanned.catch(() => undefined);
  try {
    const loaded = await loadRows(plan.load, {
      connection,
      catalog,
      signal,
      onProgress: request.onProgress,
      how: { options, isIndented: false, columns: request.columns },
      review: async (rowCount, load) =>
        load.from.kind === 'csv'
          ? review(request, { ...plan, load: { ...load, from: load.from } }, rowCount, await scanned)
          : undefined,
    });
    if (loaded === undefined) return undefined;
    const { sha256 } = await scanned;
    await requireUnchanged(sources);
    return await describe(request, {
      loaded,
      sha256,
      newline: lineEnd === '\r\n' ? 'CRLF' : 'LF',
      usual: plan.load.slots.length,
      encodings: [encoding.encoding],
      headerText: plan.headerText,
      skipped: plan.skipped,
      skippedCount: plan.skipped.length,
      wrongRows: [],
      wrongRowCount: 0,
      head: plan.head,
      tail: rowsAtEnd(request, plan),
    });
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

/** Whether DuckDB does not read the file as it was told to. */
const isRefusal = (error: unknown) =>
  error instanceof Error && /^(Invalid Input|Conversion|Not implemented) Error/.test(error.message);

/** Compares what DuckDB read with what the whole file showed. */
async function review(
  { connection, catalog, sniffed: { options } }: TextRequest,
  plan: TextPlan,
  rowCount: number,
  facts: FileFacts,
) {
  const { load } = plan;
  const { from } = load;
  if (facts.hasZero || facts.hasOtherLineEnd || rowCount === 0) return undefined;
  if (facts.hasQuote && from.quote === '') return { ...load, from: { ...from, quote: options.quote } };
  if (facts.hasUnderscore && !from.mayHaveUnderscore)
    return { ...load, from: { ...from, mayHaveUnderscore: true } };
  const rows = rowsOf(catalog);
  const blank = load.slots.map((slot, index) =>
    slot === 'text'
      ? `trim(coalesce(${textColumn(index)}, '')) = ''`
      : `isnan(${numberColumn(index)}) AND trim(coalesce(${oddColumn(index)}, '')) = ''`,
  );
  const [blankRows = 0] = await numbersOf(
    connection,
    `SELECT count(*) FROM ${rows} WHERE ${blank.join(' AND ')}`,
  );
  if (blankRows > 0 || (from.quote !== '' && (await hasLateQuotes(connection, rows, load)))) return undefined;
  return nameColumns(
    plan.header,
    load.slots.length,
    await watched({ connection, rows, load, blank, rowCount }, plan),
    options.index,
  );
}

/** Whether a quote follows blanks at the start of a cell: our own reader takes such a cell for quoted. */
async function hasLateQuotes(
  connection: TextRequest['connection'],
  rows: string,
  load: TextPlan['load'],
): Promise<boolean> {
  const quote = load.from.quote.replaceAll("'", "''");
  const cells = load.slots.map((slot, index) => (slot === 'text' ? textColumn(index) : oddColumn(index)));
  const isLate = cells.map(
    (cell) =>
      `(contains(${cell}, '${quote}') AND ltrim(${cell}, ' \t')[1] = '${quote}' AND ${cell}[1] <> '${quote}')`,
  );
  const [count = 0] = await numbersOf(
    connection,
    `SELECT count(*) FROM ${rows} WHERE ${isLate.join(' OR ')}`,
  );
  return count > 0;
}

interface Reviewed {
  readonly connection: TextRequest['connection'];
  readonly rows: string;
  readonly load: LoadPlan;
  readonly blank: readonly string[];
  readonly rowCount: number;
}

/** What all rows say of columns without a name. */
async function watched(
  { connection, rows, load, blank, rowCount }: Reviewed,
  { header, head }: TextPlan,
): Promise<WatchedColumns> {
  const width = load.slots.length;
  const isNameless = (index: number) => (header?.[index] ?? '').trim() === '';
  const empty = new Set<number>();
  for (let index = width - 1; index > 0 && isNameless(index); index -= 1) {
    if (head.some((cells) => (cells[index] ?? '').trim() !== '')) break;
    const [filled = 0] = await numbersOf(
      connection,
      `SELECT count(*) FROM ${rows} WHERE NOT (${blank[index]})`,
    );
    if (filled === 0) empty.add(index);
  }
  const start = [0, 1].find((first) => head.every((cells, row) => cells[0]?.trim() === String(first + row)));
  const number = load.slots[0] === 'whole' ? numberColumn(0) : undefined;
  const isCount =
    start !== undefined && number !== undefined
      ? await numbersOf(
          connection,
          `SELECT count(*) FROM ${rows} WHERE ${number} IS DISTINCT FROM rowid + ${start}`,
        )
      : [1];
  return {
    rowCount: () => rowCount,
    isEmpty: (index) => empty.has(index),
    countsRows: () => isCount[0] === 0,
  };
}
