import * as z from 'zod/mini';
import { Failure } from './errors.ts';
import { readNumericCsv } from './formats/csv.ts';
import { writeLabelRecords } from './formats/labelRecords.ts';
import { readRecordIO, recordGroups } from './formats/recordio.ts';
import { firstNonFinite } from './matrix.ts';
import type { DenseMatrix } from './matrix.ts';
import { featureCountOf, predict } from './model.ts';
import type { LinearModel, Predictions } from './model.ts';
import { pythonJson } from './pythonRepr.ts';

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

/** Features or scores that are in memory at a time as numbers, beside the body itself. */
const valuesAtOnce = 2 ** 18;

/**
 * Reads an InvokeEndpoint body, whose rows have `featureCount` features, as blocks of at most `rowsAtOnce` rows: sparse rows are
 * written out one block at a time. Throws `payload-unreadable`, `payload-width` or `content-type-unsupported`, at the latest
 * with the last block.
 */
export function* readRequest(
  body: Uint8Array,
  contentType: string,
  featureCount: number,
  rowsAtOnce = Math.max(1, Math.floor(valuesAtOnce / featureCount)),
): Generator<DenseMatrix> {
  const type = mediaType(contentType);
  let rowsBefore = 0;
  for (const block of named(type, readBlocks(body, type, { featureCount, rowsAtOnce }))) {
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

const mediaType = (header: string) => header.split(';')[0]?.trim().toLowerCase() ?? '';

/** What reading throws, as a failure of the payload. */
function* named(type: string, blocks: Generator<DenseMatrix>): Generator<DenseMatrix> {
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

function* readBlocks(body: Uint8Array, type: string, shape: BlockShape): Generator<DenseMatrix> {
  switch (type) {
    case 'text/csv':
      return yield* blocksOf(readNumericCsv(body), shape);
    case 'application/json': {
      const all = instances.parse(JSON.parse(new TextDecoder().decode(body))).instances;
      return yield* fromInstances(all, shape);
    }
    case 'application/jsonlines':
      return yield* fromInstances(jsonLines(body), shape);
    case 'application/x-recordio-protobuf':
      return yield* fromRecordIO(body, shape);
  }
  throw new Failure('content-type-unsupported', { contentType: type }, `content-type ${type} not supported`);
}

function* blocksOf(matrix: DenseMatrix, { rowsAtOnce }: BlockShape): Generator<DenseMatrix> {
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

function* fromRecordIO(body: Uint8Array, { featureCount, rowsAtOnce }: BlockShape): Generator<DenseMatrix> {
  const checkWidth = (width: number) => {
    if (width !== featureCount) throw payloadWidth(featureCount, width);
  };
  let recordsBefore = 0;
  for (const group of recordGroups(body, rowsAtOnce)) {
    const { features } = readRecordIO(group, { ignoresLabels: true, checkWidth, recordsBefore });
    recordsBefore += features.rowCount;
    yield features;
  }
}

function* fromInstances(
  given: Iterable<Instance>,
  { featureCount, rowsAtOnce }: BlockShape,
): Generator<DenseMatrix> {
  const blockOf = () => new Float32Array(rowsAtOnce * featureCount);
  let block = blockOf();
  let index = 0;
  let rowCount = 0;
  for (const one of given) {
    index += 1;
    putRow(one, { index, featureCount }, block.subarray(rowCount * featureCount));
    rowCount += 1;
    if (rowCount < rowsAtOnce) continue;
    yield { rowCount, columnCount: featureCount, values: block };
    block = blockOf();
    rowCount = 0;
  }
  const values = block.subarray(0, rowCount * featureCount);
  if (rowCount > 0) yield { rowCount, columnCount: featureCount, values };
}

/** Writes the features of an instance into zeros. */
function putRow(
  one: Instance,
  { index, featureCount }: { readonly index: number; readonly featureCount: number },
  into: Float32Array,
): void {
  const tensor = 'features' in one ? { values: one.features } : one.data.features;
  if (tensor.keys !== undefined)
    return putSparse({ ...tensor, keys: tensor.keys }, { index, featureCount }, into);
  const { values } = tensor;
  if (values.length !== featureCount && index === 1) throw payloadWidth(featureCount, values.length);
  if (values.length !== featureCount)
    throw instanceInvalid(index, `has ${values.length} features, those before it have ${featureCount}`);
  into.set(values);
}

/** `instance` counts from 1. */
const instanceInvalid = (instance: number, found: string) =>
  new Failure('instance-invalid', { instance, found }, `instance ${instance} ${found}`);

function putSparse(
  { values, keys, shape }: z.infer<typeof tensor> & { readonly keys: readonly number[] },
  { index, featureCount }: { readonly index: number; readonly featureCount: number },
  into: Float32Array,
): void {
  const width = shape?.at(-1);
  if (width === undefined) throw instanceInvalid(index, 'has keys but no shape');
  if (width !== featureCount) throw payloadWidth(featureCount, width);
  if (keys.length !== values.length)
    throw instanceInvalid(index, `has ${keys.length} keys and ${values.length} values`);
  for (const [place, key] of keys.entries()) {
    if (key < 0 || key >= width) throw instanceInvalid(index, `has the key ${key}, outside of its shape`);
    into[key] = values[place] ?? 0;
  }
}

/** An answer in pieces of some hundred kilobytes, made as they are read. */
export interface ResponseBody {
  readonly contentType: string;
  readonly chunks: Iterable<Uint8Array>;
}

/**
 * An answer in the first form that is accepted, JSON when any is; JSON in the bytes of Python's json.dumps. `parts` are the
 * predictions of one block of rows after another. Throws `content-type-unsupported`.
 */
export function writeResponse(parts: Iterable<Predictions>, accept: string): ResponseBody {
  const accepted = accept.trim() === '' ? ['*/*'] : accept.split(',').map(mediaType);
  for (const contentType of accepted) {
    switch (contentType) {
      case '*/*':
      case 'application/*':
      case 'application/json':
        return { contentType: 'application/json', chunks: jsonChunks(parts) };
      case 'application/jsonlines':
        return { contentType, chunks: lineChunks(parts) };
      case 'application/x-recordio-protobuf':
        return { contentType, chunks: recordChunks(parts) };
    }
  }
  throw new Failure('content-type-unsupported', { contentType: accept }, `Accept ${accept} not supported`);
}

const encoder = new TextEncoder();

function* jsonChunks(parts: Iterable<Predictions>): Generator<Uint8Array> {
  let before = '{"predictions": [';
  for (const part of parts) {
    yield encoder.encode(before + jsonAnswers(part).join(', '));
    before = ', ';
  }
  yield encoder.encode(']}');
}

function* lineChunks(parts: Iterable<Predictions>): Generator<Uint8Array> {
  for (const part of parts) yield encoder.encode(`${jsonAnswers(part).join('\n')}\n`);
}

function* recordChunks(parts: Iterable<Predictions>): Generator<Uint8Array> {
  for (const part of parts) yield writeLabelRecords(recordAnswers(part));
}

/** Scores that an answer may have: as text, some gigabytes. */
const defaultMostScores = 2 ** 26;

/**
 * Answers an InvokeEndpoint request. All rows are scored before it returns, so that a row that cannot be read fails the whole
 * request. Throws what readRequest and writeResponse do, and `response-too-large`.
 */
export function answerRequest(
  model: LinearModel,
  request: { readonly body: Uint8Array; readonly contentType: string; readonly accept: string },
  mostScores = defaultMostScores,
): ResponseBody {
  const featureCount = featureCountOf(model);
  const scoresPerRow = model.predictorType === 'multiclass_classifier' ? model.classCount : 1;
  const rowsAtOnce = Math.max(1, Math.floor(valuesAtOnce / Math.max(featureCount, scoresPerRow * 8)));
  const parts: Predictions[] = [];
  let scoreCount = 0;
  for (const block of readRequest(request.body, request.contentType, featureCount, rowsAtOnce)) {
    scoreCount += block.rowCount * scoresPerRow;
    if (scoreCount > mostScores)
      throw new Failure(
        'response-too-large',
        { mostScores },
        `the answer would have more than ${mostScores} scores: send fewer rows at a time`,
      );
    parts.push(predict(model, block));
  }
  return writeResponse(parts, request.accept);
}

function jsonAnswers(predictions: Predictions): readonly string[] {
  const { scores } = predictions;
  switch (predictions.predictorType) {
    case 'regressor':
      return Array.from(scores, (score) => `{"score": ${pythonJson(score)}}`);
    case 'binary_classifier':
      return Array.from(
        predictions.labels,
        (label, row) => `{"score": ${pythonJson(scores[row] ?? 0)}, "predicted_label": ${label}}`,
      );
    case 'multiclass_classifier':
      return Array.from(predictions.labels, (label, row) => {
        const own = Array.from(classScores(predictions, row), pythonJson);
        return `{"score": [${own.join(', ')}], "predicted_label": ${label}}`;
      });
  }
}

function recordAnswers(predictions: Predictions) {
  const { scores } = predictions;
  switch (predictions.predictorType) {
    case 'regressor':
      return Array.from(scores, (score) => ({ score: [score] }));
    case 'binary_classifier':
      return Array.from(predictions.labels, (label, row) => ({
        predicted_label: [label],
        score: scores.subarray(row, row + 1),
      }));
    case 'multiclass_classifier':
      return Array.from(predictions.labels, (label, row) => ({
        predicted_label: [label],
        score: classScores(predictions, row),
      }));
  }
}

const classScores = (
  { scores, classCount }: Extract<Predictions, { predictorType: 'multiclass_classifier' }>,
  row: number,
) => scores.subarray(row * classCount, (row + 1) * classCount);
