import { Failure } from '../errors.ts';
import type { LabeledRows } from '../matrix.ts';
import { readTrainingCsv } from './csv.ts';
import { csvWidth, labelsMissing, recordWidth } from './errors.ts';
import { readRecordIO } from './recordio.ts';

type TrainingContentType = 'text/csv' | 'application/x-recordio-protobuf';

/** One file of a channel; failures use `name`, as the container does. */
export interface ChannelFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ChannelFormat {
  readonly channel: string;
  readonly contentType: TrainingContentType;
  /** The container reads CSV in batches and reports the rows of an unreadable batch. */
  readonly miniBatchSize: number;
}

/** Row count of a file of a channel. */
export interface FileRows {
  readonly name: string;
  readonly rowCount: number;
}

/** All rows of a channel, in the order of its files; undefined if there are none. Throws FormatFailure with file and record. */
export function readChannelFiles(
  files: Iterable<ChannelFile>,
  format: ChannelFormat,
): { readonly rows: LabeledRows; readonly files: readonly FileRows[] } | undefined {
  const parts: LabeledRows[] = [];
  const read: FileRows[] = [];
  for (const file of files) {
    const part = inFile(file.name, format, () => readPart(file.bytes, format));
    const width = parts[0]?.features.columnCount;
    const found = part.features.columnCount;
    if (width !== undefined && found !== width && part.features.rowCount > 0)
      inFile(file.name, format, () => {
        throw otherWidth(format, 1, width, found);
      });
    read.push({ name: file.name, rowCount: part.features.rowCount });
    if (part.features.rowCount > 0) parts.push(part);
  }
  return parts.length === 0 ? undefined : { rows: concatenated(parts), files: read };
}

/** Parses whole rows or records; `rowsBefore` rows of the file precede them. Throws FormatFailure. */
export function readPart(
  bytes: Uint8Array,
  { channel, contentType }: ChannelFormat,
  rowsBefore = 0,
): LabeledRows {
  if (contentType === 'text/csv') return readTrainingCsv(bytes, rowsBefore);
  const { features, labels } = readRecordIO(bytes, { recordsBefore: rowsBefore });
  if (labels === undefined && features.rowCount > 0) throw labelsMissing(channel, rowsBefore + 1);
  return { features, labels: labels ?? new Float32Array(0) };
}

/** Adds the file to failures of `read`, worded as the container does. */
export function inFile<T>(file: string, { contentType, miniBatchSize }: ChannelFormat, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Failure) || !('record' in error.facts)) throw error;
    const { record } = error.facts;
    const isCsv = contentType === 'text/csv' && typeof record === 'number';
    const first = isCsv ? record - ((record - 1) % miniBatchSize) : 0;
    const place = isCsv
      ? `Unable to parse csv: rows ${first}-${first + miniBatchSize - 1}, file ${file}`
      : `Unable to read file ${file}`;
    throw new Failure(error.code, { ...error.facts, file }, `${place}. ${error.message}`, { cause: error });
  }
}

/** The failure for a row with another number of features than previous files; the width of a CSV row includes the label. */
export const otherWidth = ({ contentType }: ChannelFormat, record: number, expected: number, found: number) =>
  contentType === 'text/csv'
    ? csvWidth(record, expected + 1, found + 1)
    : recordWidth(record, expected, found);

function concatenated(parts: readonly LabeledRows[]): LabeledRows {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const rowCount = parts.reduce((sum, { features }) => sum + features.rowCount, 0);
  const columnCount = first?.features.columnCount ?? 0;
  const values = new Float32Array(rowCount * columnCount);
  const labels = new Float32Array(rowCount);
  let row = 0;
  for (const part of parts) {
    values.set(part.features.values, row * columnCount);
    labels.set(part.labels, row);
    row += part.features.rowCount;
  }
  return { features: { rowCount, columnCount, values }, labels };
}
