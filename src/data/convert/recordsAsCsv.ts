import { shortest } from '../../learner/formats/csv.ts';
import { readAnyRecord } from '../../learner/formats/anyRecord.ts';
import type { AnyTensor } from '../../learner/formats/anyRecord.ts';
import { recordioCorrupt } from '../../learner/formats/errors.ts';
import { recordStream } from '../../learner/formats/recordStream.ts';
import { main, openRecordFiles, sourceOf } from '../recordFiles/recordFile.ts';
import { dataFailure } from '../shapes/failures.ts';
import type { Work } from '../shapes/work.ts';
import { openPace } from '../shapes/work.ts';
import { openFile } from '../source/openFile.ts';
import { requireWidth } from '../table/requireTable.ts';

/** Columns of the table that records become. */
export interface RecordColumns {
  /** Largest number of labels in a record. */
  readonly labelCount: number;
  readonly width: number;
  readonly recordCount: number;
}

/** Reads all records to see what columns they need. Throws 'recordio-corrupt' with the offset, and 'table-too-wide'. */
export async function recordColumns(path: string, work: Work = {}): Promise<RecordColumns> {
  const { damage, widths, labels, recordCount } = await openRecordFiles().describeRecords({ path }, work);
  if (damage !== undefined) throw recordioCorrupt(damage.record, damage.found, damage.offset);
  const labelCount = labels?.mostCount ?? 0;
  // The shape of a sparse record can declare any width.
  requireWidth(path, labelCount + widths[1]);
  return { labelCount, width: widths[1], recordCount };
}

const mostCharacters = 1024 * 1024;
const recordsAtOnce = 50;

/**
 * The records of a file as lines of a CSV file with a header: label, or label0, label1 … of several, then f0, f1 … Sparse records are
 * written densely; a shorter record ends with empty cells. Throws 'file-changed'.
 */
export async function* recordsAsCsv(
  path: string,
  { labelCount, width, recordCount }: RecordColumns,
  work: Work = {},
): AsyncGenerator<readonly string[]> {
  const labelNames =
    labelCount === 1 ? ['label'] : Array.from({ length: labelCount }, (_, at) => `label${at}`);
  yield [[...labelNames, ...Array.from({ length: width }, (_, at) => `f${at}`)].join(',')];
  const pace = openPace(work);
  const file = await openFile(path);
  let lines: string[] = [];
  let characters = 0;
  let count = 0;
  const requireSame = async (isWhole: boolean) => {
    await file.requireUnchanged();
    // Replaced since its columns were found.
    if (isWhole ? count !== recordCount : count > recordCount)
      throw dataFailure('file-changed', { file: path }, `${path} changed while it was read`);
  };
  try {
    for await (const { record, payload } of recordStream(sourceOf(file), {}, work.signal)) {
      const { features, labels } = readAnyRecord(payload, record);
      const line = [...textsOf(main(labels), labelCount), ...textsOf(main(features), width)].join(',');
      // A blank line would not be read as a row.
      lines.push(line === '' ? '""' : line);
      characters += line.length;
      count = record;
      if (record % recordsAtOnce === 0) await pace();
      if (characters < mostCharacters) continue;
      await requireSame(false);
      yield lines;
      [lines, characters] = [[], 0];
    }
    await requireSame(true);
  } finally {
    await file.close();
  }
  if (lines.length > 0) yield lines;
}

function textsOf(tensor: AnyTensor | undefined, count: number): readonly string[] {
  const texts = new Array<string>(count).fill('');
  if (tensor === undefined) return texts;
  const { kind, values, keys, width } = tensor;
  if (keys !== undefined) texts.fill('0', 0, Math.min(count, width));
  const textOf = kind === 'float32' ? shortest : String;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? Number.NaN;
    const place = keys?.[at] ?? at;
    if (place < count)
      texts[place] = Number.isNaN(value)
        ? ''
        : Number.isFinite(value)
          ? textOf(value)
          : value > 0
            ? 'inf'
            : '-inf';
  }
  return texts;
}
