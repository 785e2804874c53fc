import { Failure } from '../errors.ts';
import type { LabeledRows } from '../matrix.ts';
import { labelsMissing } from '../trainer/errors.ts';
import { readTrainingCsv } from './csv.ts';
import { recordWidth } from './errors.ts';
import { readRecordIO } from './recordio.ts';

type TrainingContentType = 'text/csv' | 'application/x-recordio-protobuf';

/** One file of a channel; `name` is what failures call it, as the container would. */
export interface ChannelFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ChannelFormat {
  readonly channel: string;
  readonly contentType: TrainingContentType;
  /** The container reads CSV in batches and names the rows of the one it cannot read. */
  readonly miniBatchSize: number;
}

/** All rows of a channel in the order of its files; undefined without files. Throws FormatFailure that names file and record. */
export function readChannelFiles(
  files: Iterable<ChannelFile>,
  format: ChannelFormat,
): LabeledRows | undefined {
  const parts: LabeledRows[] = [];
  for (const file of files) {
    const part = inFile(file.name, format, () => readPart(file.bytes, format));
    const width = parts[0]?.features.columnCount;
    const found = part.features.columnCount;
    if (width !== undefined && found !== width && part.features.rowCount > 0)
      inFile(file.name, format, () => {
        throw recordWidth(1, width, found);
      });
    if (part.features.rowCount > 0) parts.push(part);
  }
  return parts.length === 0 ? undefined : concatenated(parts);
}

/** Whole rows or records of a file, behind so many others. */
export function readPart(
  bytes: Uint8Array,
  { channel, contentType }: ChannelFormat,
  rowsBefore = 0,
): LabeledRows {
  if (contentType === 'text/csv') return readTrainingCsv(bytes, rowsBefore);
  const { features, labels } = readRecordIO(bytes, { recordsBefore: rowsBefore });
  if (labels === undefined && features.rowCount > 0) throw labelsMissing(channel);
  return { features, labels: labels ?? new Float32Array(0) };
}

/** Adds the file to what `read` throws, in the words of the container. */
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
