import * as z from 'zod/mini';
import { Failure } from '../errors.ts';
import { readNumericCsv, readTrainingCsv } from '../formats/csv.ts';
import { readRecordRows, recordGroups } from '../formats/recordio.ts';
import { firstNonFinite } from '../matrix.ts';
import type { DenseMatrix, SparseMatrix } from '../matrix.ts';
import { matrixOf } from '../sparse.ts';
import type { Row } from '../sparse.ts';
import { mediaType } from './mediaType.ts';

const tensor = z.object({
  values: z.array(z.number()),
  keys: z.optional(z.array(z.int())),
  shape: z.optional(z.array(z.int())),
});
const instance = z.union([
  z.object({ features: z.array(z.number()) }),
  z.object({ data: z.object({ features: tensor }) }),
]);
type Instance = z.infer<typeof instance>;
const instances = z.object({ instances: z.array(instance) });

type Block = DenseMatrix | SparseMatrix;

/** Numbers of features or scores held in memory at a time, in addition to the body itself. */
export const valuesAtOnce = 2 ** 18;

/**
 * Parses an InvokeEndpoint body, whose rows have `featureCount` features, as blocks of at most `rowsAtOnce` rows, in time and memory
 * proportional to the body; sparse rows stay sparse. Throws `payload-unreadable`, `payload-width`, `instance-invalid` or
 * `content-type-unsupported`, at the latest with the last block.
 */
export function* readRequest(
  body: Uint8Array,
  contentType: string,
  featureCount: number,
  rowsAtOnce = Math.max(1, Math.floor(valuesAtOnce / featureCount)),
): Generator<Block> {
  const type = mediaType(contentType);
  let rowsBefore = 0;
  for (const block of named(type, readBlocks(body, contentType, { featureCount, rowsAtOnce }))) {
    if (block.columnCount !== featureCount) throw payloadWidth(featureCount, block.columnCount);
    const beyond = firstNonFinite(block);
    if (beyond !== undefined)
      throw unreadable(
        type,
        `feature ${beyond.column + 1} of row ${rowsBefore + beyond.row + 1} is not a finite float32`,
      );
    rowsBefore += block.rowCount;
    yield block;
  }
  if (rowsBefore === 0) throw unreadable(type, 'there are no rows');
}

const unreadable = (contentType: string, reason: string | undefined, cause?: unknown) =>
  new Failure(
    'payload-unreadable',
    { contentType },
    `unable to evaluate payload provided${reason === undefined ? '' : `: ${reason}`}`,
    { cause },
  );

const payloadWidth = (expected: number, found: number) =>
  new Failure(
    'payload-width',
    { expected, found },
    `unable to evaluate payload provided: ${found} features a row, the model has ${expected}`,
  );

/** Turns what reading throws into a failure of the payload. */
function* named(type: string, blocks: Generator<Block>): Generator<Block> {
  try {
    yield* blocks;
  } catch (cause) {
    if (
      cause instanceof Failure &&
      (cause.code === 'payload-width' || cause.code === 'content-type-unsupported')
    )
      throw cause;
    throw unreadable(type, cause instanceof Failure ? cause.message : undefined, cause);
  }
}

interface BlockShape {
  readonly featureCount: number;
  readonly rowsAtOnce: number;
}

function* readBlocks(body: Uint8Array, contentType: string, shape: BlockShape): Generator<Block> {
  switch (mediaType(contentType)) {
    case 'text/csv': {
      const labelSize = /;\s*label_size\s*=\s*([^;\s]*)/i.exec(contentType)?.[1] ?? '0';
      if (labelSize === '0') return yield* blocksOf(readNumericCsv(body), shape);
      // The label comes first and is not needed.
      if (labelSize === '1') return yield* blocksOf(readTrainingCsv(body).features, shape);
      break;
    }
    case 'application/json': {
      const all = instances.parse(JSON.parse(new TextDecoder().decode(body))).instances;
      return yield* fromInstances(all, shape);
    }
    case 'application/jsonlines':
      return yield* fromInstances(jsonLines(body), shape);
    case 'application/x-recordio-protobuf':
      return yield* fromRecordIO(body, shape);
  }
  throw new Failure('content-type-unsupported', { contentType }, `content-type ${contentType} not supported`);
}

function* blocksOf(matrix: DenseMatrix, { rowsAtOnce }: BlockShape): Generator<Block> {
  const { columnCount, values } = matrix;
  for (let first = 0; first < matrix.rowCount; first += rowsAtOnce) {
    const rowCount = Math.min(rowsAtOnce, matrix.rowCount - first);
    yield {
      rowCount,
      columnCount,
      values: values.subarray(first * columnCount, (first + rowCount) * columnCount),
    };
  }
}

const lineFeed = 10;

function* jsonLines(body: Uint8Array): Generator<Instance> {
  const decoder = new TextDecoder();
  for (let start = 0; start < body.length;) {
    const newline = body.indexOf(lineFeed, start);
    const end = newline === -1 ? body.length : newline;
    const line = decoder.decode(body.subarray(start, end));
    if (line.trim() !== '') yield instance.parse(JSON.parse(line));
    start = end + 1;
  }
}

function* fromRecordIO(body: Uint8Array, { featureCount, rowsAtOnce }: BlockShape): Generator<Block> {
  const checkWidth = (width: number) => {
    if (width !== featureCount) throw payloadWidth(featureCount, width);
  };
  let recordsBefore = 0;
  for (const group of recordGroups(body, rowsAtOnce)) {
    const block = readRecordRows(group, { ignoresLabels: true, checkWidth, recordsBefore });
    recordsBefore += block.rowCount;
    yield block;
  }
}

function* fromInstances(
  given: Iterable<Instance>,
  { featureCount, rowsAtOnce }: BlockShape,
): Generator<Block> {
  let rows: Row[] = [];
  let index = 0;
  for (const one of given) {
    index += 1;
    rows.push(rowOf(one, index, featureCount));
    if (rows.length < rowsAtOnce) continue;
    yield matrixOf(rows, featureCount);
    rows = [];
  }
  if (rows.length > 0) yield matrixOf(rows, featureCount);
}

/** `instance` counts from 1. */
const instanceInvalid = (instance: number, found: string) =>
  new Failure('instance-invalid', { instance, found }, `instance ${instance} ${found}`);

function rowOf(one: Instance, index: number, featureCount: number): Row {
  const { values, keys, shape } = 'features' in one ? { values: one.features } : one.data.features;
  if (keys !== undefined) return sparseRow({ values, keys, shape }, index, featureCount);
  if (values.length === featureCount) return { values };
  if (index === 1) throw payloadWidth(featureCount, values.length);
  throw instanceInvalid(index, `has ${values.length} features, those before it have ${featureCount}`);
}

function sparseRow(
  { values, keys, shape }: z.infer<typeof tensor> & { readonly keys: readonly number[] },
  index: number,
  featureCount: number,
): Row {
  const width = shape?.at(-1);
  if (width === undefined) throw instanceInvalid(index, 'has keys but no shape');
  if (width !== featureCount) throw payloadWidth(featureCount, width);
  if (keys.length !== values.length)
    throw instanceInvalid(index, `has ${keys.length} keys and ${values.length} values`);
  const outside = keys.find((key) => key < 0 || key >= width);
  if (outside !== undefined) throw instanceInvalid(index, `has the key ${outside}, outside of its shape`);
  return { values, columns: keys, width };
}
