import { Failure } from '../../learner/errors.ts';
import { readAnyRecord } from '../../learner/formats/anyRecord.ts';
import type { AnyRecord, AnyTensor } from '../../learner/formats/anyRecord.ts';
import { shortest } from '../../learner/formats/csv.ts';
import { recordStream } from '../../learner/formats/recordStream.ts';
import type { ByteSource } from '../../learner/formats/recordStream.ts';
import type { RecordFileFacts, RecordRow, TensorUse } from '../shapes/recordFiles.ts';
import { openPace } from '../shapes/work.ts';
import type { Work } from '../shapes/work.ts';
import { withFile } from '../source/openFile.ts';
import type { OpenFile } from '../source/openFile.ts';
import { openLabelFacts } from './labelFacts.ts';

/** Offset of every thousandth record. */
const indexedEach = 1000;
/** All but very long records are read in well under 0.1 ms. */
const recordsAtOnce = 50;
/** Of a record in a list. */
const mostListedValues = 40;
/** A hostile file can have a different key in each record. */
const mostTensorUses = 100;
/** Files whose offsets are cached. */
const mostKept = 3;

export const sourceOf = ({ size, read }: Pick<OpenFile, 'size' | 'read'>): ByteSource => ({
  size,
  read: (at, to) => read(at, Math.min(to, size)),
});

/** Reads RecordIO-protobuf files, and caches record offsets of the latest ones. */
export function openRecordFiles() {
  const known = new Map<string, { readonly version: string; readonly offsets: readonly number[] }>();
  return {
    /** Reads all records; damage is reported in the result. */
    describeRecords: ({ path }: { readonly path: string }, work: Work = {}): Promise<RecordFileFacts> =>
      withFile(path, async (file) => {
        const { offsets, ...facts } = await describe(file, work);
        known.delete(path);
        known.set(path, { version: file.version, offsets });
        for (const old of [...known.keys()].slice(0, -mostKept)) known.delete(old);
        return facts;
      }),
    /** Records from number `from` (1-based); fewer at the end of the file or before a damaged record. */
    recordsAt: (
      { path, from, count }: { readonly path: string; readonly from: number; readonly count: number },
      { signal }: Work = {},
    ): Promise<readonly RecordRow[]> =>
      withFile(path, async (file) => {
        const before = known.get(path);
        const at = Math.floor((from - 1) / indexedEach);
        const offset = before?.version === file.version ? before.offsets[at] : undefined;
        const start = offset === undefined ? {} : { offset, record: at * indexedEach + 1 };
        return listed(sourceOf(file), start, { from, count }, signal);
      }),
  };
}

async function listed(
  source: ByteSource,
  start: { readonly offset?: number; readonly record?: number },
  { from, count }: { readonly from: number; readonly count: number },
  signal?: AbortSignal,
): Promise<readonly RecordRow[]> {
  const rows: RecordRow[] = [];
  try {
    for await (const { record, offset, byteCount, payload } of recordStream(source, start, signal)) {
      if (record < from) continue;
      const { features, labels } = readAnyRecord(payload, record);
      const tensor = main(features);
      const keys = tensor?.keys?.slice(0, mostListedValues);
      rows.push({
        record,
        offset,
        byteCount,
        labels: firstOf(main(labels)),
        width: tensor?.width ?? 0,
        valueCount: tensor?.values.length ?? 0,
        isSparse: tensor?.keys !== undefined,
        values: firstOf(tensor),
        ...(keys === undefined ? {} : { keys }),
      });
      if (rows.length === count) break;
    }
  } catch (error) {
    // The records before the damaged one are shown.
    if (!isDamage(error)) throw error;
  }
  return rows;
}

/** A float32 as the shortest decimal that is the same one: 2.9, not 2.9000000953674316. */
function firstOf(tensor: AnyTensor | undefined): readonly number[] {
  const { kind, values } = tensor ?? { kind: 'bytes', values: [] };
  return Array.from({ length: Math.min(values.length, mostListedValues) }, (_, at) => {
    const value = values[at] ?? Number.NaN;
    return kind === 'float32' && Number.isFinite(value) ? Number(shortest(value)) : value;
  });
}

/** The tensor under the key "values", or else the first one. */
export const main = (tensors: AnyRecord['features']): AnyTensor | undefined =>
  tensors.get('values') ?? tensors.values().next().value;

const isDamage = (error: unknown): error is Failure<'recordio-corrupt', DamageFacts> =>
  error instanceof Failure && error.code === 'recordio-corrupt';

interface DamageFacts {
  readonly record: number;
  readonly found: string;
  readonly offset?: number;
}

async function describe(
  file: OpenFile,
  work: Work,
): Promise<RecordFileFacts & { readonly offsets: readonly number[] }> {
  const pace = openPace(work);
  const offsets: number[] = [];
  const uses = new Map<string, { use: Omit<TensorUse, 'recordCount'>; count: number }>();
  const widths = openSpan();
  const sizes = openSpan();
  const labels = openLabelFacts();
  let recordCount = 0;
  let next = 0;
  let damage: RecordFileFacts['damage'];
  const count = (of: TensorUse['of'], tensors: AnyRecord['features']) => {
    for (const [key, { kind, keys }] of tensors) {
      const isSparse = keys !== undefined;
      const id = `${of}\n${kind}\n${isSparse}\n${key}`;
      const known = uses.get(id);
      if (known !== undefined) known.count += 1;
      else if (uses.size < mostTensorUses)
        uses.set(id, { use: { of, key: key.slice(0, 100), kind, isSparse }, count: 1 });
    }
  };
  try {
    for await (const { record, offset, byteCount, payload } of recordStream(
      sourceOf(file),
      {},
      work.signal,
    )) {
      next = offset;
      const { features, labels: found } = readAnyRecord(payload, record);
      if ((record - 1) % indexedEach === 0) offsets.push(offset);
      count('features', features);
      count('label', found);
      widths.add(main(features)?.width ?? 0);
      sizes.add(byteCount);
      labels.add(main(found)?.values ?? []);
      recordCount = record;
      next = offset + byteCount;
      if (recordCount % recordsAtOnce === 0) await pace();
      if (recordCount % indexedEach === 0)
        work.onProgress?.({ phase: 'reading', done: next, total: file.size, unit: 'bytes' });
    }
  } catch (error) {
    if (!isDamage(error)) throw error;
    const { record, found, offset = next } = error.facts;
    damage = { record, offset, found };
  }
  await file.requireUnchanged();
  const label = labels.found();
  return {
    sizeBytes: file.size,
    recordCount,
    ...(damage === undefined ? {} : { damage }),
    tensors: [...uses.values()]
      .map(({ use, count: records }) => ({ ...use, recordCount: records }))
      .toSorted((a, b) => b.recordCount - a.recordCount),
    widths: widths.found(),
    recordBytes: sizes.found(),
    ...(label === undefined ? {} : { labels: label }),
    offsets,
  };
}

function openSpan() {
  let [min, max] = [Infinity, 0];
  return {
    add(value: number): void {
      if (value < min) min = value;
      if (value > max) max = value;
    },
    found: (): readonly [number, number] => [min === Infinity ? 0 : min, max],
  };
}
