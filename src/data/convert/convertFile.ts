import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { besideFile } from '../../files/besideFile.ts';
import { createFiles, replaceFile } from '../../files/writeFiles.ts';
import type { WriteOptions } from '../../files/writeFiles.ts';
import { recordFrame } from '../../learner/formats/recordFrame.ts';
import { encodeSets } from '../preparation/encodeSets.ts';
import { labelsOf } from '../preparation/labels.ts';
import { plainNumbers } from '../preparation/openFeatures.ts';
import type { ColumnsOptions } from '../shapes/columns.ts';
import { isRecordFile } from '../shapes/conversion.ts';
import type { Conversion, FileFormat } from '../shapes/conversion.ts';
import { dataFailure } from '../shapes/failures.ts';
import type { ReadOptions } from '../shapes/read.ts';
import type { Work } from '../shapes/work.ts';
import { countingUp } from '../split/permutation.ts';
import { parquetOf } from '../store/parquetOf.ts';
import { isNumeric } from '../table/cells.ts';
import { csvLine } from '../table/csvLine.ts';
import { bytesOfLines, csvLines } from '../table/csvOf.ts';
import { jsonLines } from '../table/jsonLinesOf.ts';
import { readTable } from '../table/readTable.ts';
import type { ReadAnyTable, Table } from '../table/table.ts';
import { recordColumns, recordsAsCsv } from './recordsAsCsv.ts';
import { cutLines, inOwnFolder, shardName, shardsOf } from './shards.ts';

export interface ConvertRequest extends Omit<Conversion, 'to'> {
  /** A table, or a file in RecordIO-protobuf. */
  readonly path: string;
  readonly read?: ReadOptions | undefined;
  readonly columns?: ColumnsOptions | undefined;
  readonly to: FileFormat;
}

export interface Converted {
  readonly paths: readonly string[];
  readonly rowCount: number;
}

type Options = WriteOptions & Pick<Work, 'onProgress'>;

const endings: Readonly<Record<FileFormat, string>> = {
  csv: '.csv',
  parquet: '.parquet',
  jsonl: '.jsonl',
  recordio: '.pbr',
};

/**
 * Writes the rows of a file in another format next to it, or as shards in a folder NAME-shards; never overwrites a file. Memory is
 * bounded whatever the size, and a failed conversion leaves nothing behind. Throws 'columns-not-numeric' for words in RecordIO, and
 * 'recordio-corrupt', with the offset, for damaged or truncated records.
 */
export async function convertFile(
  request: ConvertRequest,
  options: Options = {},
  tableAt: ReadAnyTable = readTable,
): Promise<Converted> {
  const { path, read, columns } = request;
  if (!isRecordFile(path)) return written(await tableAt(path, read, columns), request, options);
  const { signal, onProgress } = options;
  const work = { signal, onProgress };
  const facts = await recordColumns(path, work);
  if (request.to === 'csv') {
    const lines = recordsAsCsv(path, facts, work);
    const header = (await lines.next()).value?.[0] ?? '';
    return writeLines(
      lines,
      header,
      request,
      facts.recordCount,
      options,
      bytesOfValue * (facts.width + facts.labelCount),
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'linear-learner-'));
  try {
    const plain = join(folder, 'records.csv');
    await replaceFile(plain, bytesOfLines(recordsAsCsv(path, facts, work)), { signal, syncs: false });
    const table = await tableAt(plain, { format: 'csv', delimiter: ',', header: true, encoding: 'utf-8' });
    return await written(table, request, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Typical length of a value in characters. */
const bytesOfValue = 8;

async function written(table: Table, request: ConvertRequest, options: Options): Promise<Converted> {
  const { signal, onProgress } = options;
  const work = { signal, onProgress };
  const { rowCount } = table;
  const bytesOfRow = table.file.sizeBytes / Math.max(1, rowCount);
  switch (request.to) {
    case 'csv':
      return writeLines(
        csvLines(table, {}, work),
        csvLine(table.columns),
        request,
        rowCount,
        options,
        bytesOfRow,
      );
    case 'jsonl':
      return writeLines(jsonLines(table, {}, work), undefined, request, rowCount, options, bytesOfRow);
    case 'parquet': {
      const shards = shardsOf(rowCount, bytesOfRow, request.shardMegabytes);
      const all = countingUp(shards.length === 1 ? 0 : rowCount);
      const parts = shards.map(({ from, to }) =>
        parquetOf(table, shards.length === 1 ? {} : { rows: all.subarray(from, to) }, work),
      );
      return { paths: await create(request, parts, options), rowCount };
    }
    case 'recordio':
      return writeRecords(table, request, options);
  }
}

async function writeLines(
  lines: AsyncIterable<readonly string[]>,
  header: string | undefined,
  request: ConvertRequest,
  rowCount: number,
  options: Options,
  bytesOfRow: number,
): Promise<Converted> {
  const cut = cutLines(lines, header);
  const parts = shardsOf(rowCount, bytesOfRow, request.shardMegabytes).map(({ from, to }) =>
    bytesOfLines(cut.next(to - from)),
  );
  try {
    return { paths: await create(request, parts, options), rowCount };
  } finally {
    await cut.close();
  }
}

async function writeRecords(table: Table, request: ConvertRequest, options: Options): Promise<Converted> {
  const { target, leavesOutWords = false, shardMegabytes } = request;
  const features = numbersOf(table, target, leavesOutWords);
  const labels = target === undefined ? undefined : await labelsOf(table, { target });
  const recordBytes = recordFrame(features.length, labels !== undefined).template.length;
  const all = countingUp(table.rowCount);
  const sets = shardsOf(table.rowCount, recordBytes, shardMegabytes).map(({ from, to }) =>
    all.subarray(from, to),
  );
  const encoding = { features: plainNumbers(features), labels, format: 'dense-recordio' } as const;
  const bytesOf = encodeSets(table, encoding, sets, options.signal);
  const parts = sets.map((_, set) => bytesOf(set));
  return { paths: await create(request, parts, options), rowCount: table.rowCount };
}

const mostListed = 20;

/** Names of the numeric columns. Throws 'columns-not-numeric' for others unless they are left out. */
function numbersOf(table: Table, target: string | undefined, leavesOutWords: boolean): readonly string[] {
  const file = table.path;
  const isNumber = (at: number) => {
    const { type = 'text' } = table.types[at] ?? {};
    return isNumeric(type) || type === 'boolean';
  };
  const others = table.columns.filter((name) => name !== target);
  const words = others.filter((name) => !isNumber(table.columns.indexOf(name)));
  if (words.length > 0 && !leavesOutWords)
    throw dataFailure(
      'columns-not-numeric',
      { file, columns: words.slice(0, mostListed), count: words.length },
      `${file}: ${words.length} columns are not numbers`,
    );
  const numbers = others.filter((name) => !words.includes(name));
  if (numbers.length === 0) throw dataFailure('no-features', { file }, `${file} has no numeric column`);
  return numbers;
}

/** One file beside the source, or a folder of shards. */
async function create(
  { path, to, shardMegabytes }: ConvertRequest,
  parts: readonly AsyncIterable<Uint8Array>[],
  options: Options,
): Promise<readonly string[]> {
  const [first] = parts;
  if (shardMegabytes === undefined && first !== undefined)
    return createFiles([{ pathOf: besideFile(path, '', endings[to]), data: first }], options);
  return inOwnFolder(besideFile(path, '-shards', ''), (folder) =>
    createFiles(
      parts.map((data, shard) => ({
        pathOf: (ending) => join(folder, shardName(shard, `${ending}${endings[to]}`)),
        data,
      })),
      options,
    ),
  );
}
