import * as z from 'zod/mini';
import { Failure } from './errors.ts';
import { readNumericCsv } from './formats/csv.ts';
import { writeLabelRecords } from './formats/labelRecords.ts';
import { readRecordIO } from './formats/recordio.ts';
import { firstNonFinite } from './matrix.ts';
import type { DenseMatrix } from './matrix.ts';
import type { Predictions } from './model.ts';
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
const instances = z.object({ instances: z.array(instance) });

/** Reads an InvokeEndpoint body of `featureCount` features a row. Throws `payload-unreadable`, `payload-width` or `content-type-unsupported`. */
export function readRequest(body: Uint8Array, contentType: string, featureCount: number): DenseMatrix {
  const type = mediaType(contentType);
  const matrix = parseBody(body, type, featureCount);
  if (matrix.rowCount === 0) throw unreadable(type, 'there are no rows');
  if (matrix.columnCount !== featureCount) throw payloadWidth(featureCount, matrix.columnCount);
  const beyond = firstNonFinite(matrix);
  if (beyond !== undefined)
    throw unreadable(type, `feature ${beyond.column + 1} of row ${beyond.row + 1} is not a finite float32`);
  return matrix;
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

function parseBody(body: Uint8Array, type: string, featureCount: number): DenseMatrix {
  const text = () => new TextDecoder().decode(body);
  const checkWidth = (width: number) => {
    if (width !== featureCount) throw payloadWidth(featureCount, width);
  };
  try {
    switch (type) {
      case 'text/csv':
        return readNumericCsv(body);
      case 'application/json':
        return fromInstances(instances.parse(JSON.parse(text())).instances, featureCount);
      case 'application/jsonlines':
        return fromInstances(
          text()
            .split('\n')
            .filter((line) => line.trim() !== '')
            .map((line) => instance.parse(JSON.parse(line))),
          featureCount,
        );
      case 'application/x-recordio-protobuf':
        return readRecordIO(body, { ignoresLabels: true, checkWidth }).features;
    }
  } catch (cause) {
    if (cause instanceof Failure && cause.code === 'payload-width') throw cause;
    throw unreadable(type, cause instanceof Failure ? cause.message : undefined, cause);
  }
  throw new Failure('content-type-unsupported', { contentType: type }, `content-type ${type} not supported`);
}

function fromInstances(given: readonly z.infer<typeof instance>[], featureCount: number): DenseMatrix {
  const rows = given.map((one, index) =>
    'features' in one ? one.features : denseRow(one.data.features, featureCount, index + 1),
  );
  const columnCount = rows[0]?.length ?? 0;
  const other = rows.findIndex((row) => row.length !== columnCount);
  if (other !== -1)
    throw instanceInvalid(
      other + 1,
      `has ${rows[other]?.length} features, those before it have ${columnCount}`,
    );
  return { rowCount: rows.length, columnCount, values: Float32Array.from(rows.flat()) };
}

/** `instance` counts from 1. */
const instanceInvalid = (instance: number, found: string) =>
  new Failure('instance-invalid', { instance, found }, `instance ${instance} ${found}`);

function denseRow(
  { values, keys, shape }: z.infer<typeof tensor>,
  featureCount: number,
  index: number,
): readonly number[] {
  if (keys === undefined) return values;
  const width = shape?.at(-1);
  if (width === undefined) throw instanceInvalid(index, 'has keys but no shape');
  if (width !== featureCount) throw payloadWidth(featureCount, width);
  if (keys.length !== values.length)
    throw instanceInvalid(index, `has ${keys.length} keys and ${values.length} values`);
  const row = new Array<number>(width).fill(0);
  for (const [place, key] of keys.entries()) {
    if (key < 0 || key >= width) throw instanceInvalid(index, `has the key ${key}, outside of its shape`);
    row[key] = values[place] ?? 0;
  }
  return row;
}

export interface ResponseBody {
  readonly body: string | Uint8Array;
  readonly contentType: string;
}

/** An answer in the first form that is accepted, JSON when any is; JSON in the bytes of Python's json.dumps. */
export function writeResponse(predictions: Predictions, accept: string): ResponseBody {
  const accepted = accept.trim() === '' ? ['*/*'] : accept.split(',').map(mediaType);
  for (const contentType of accepted) {
    switch (contentType) {
      case '*/*':
      case 'application/*':
      case 'application/json':
        return {
          body: `{"predictions": [${jsonAnswers(predictions).join(', ')}]}`,
          contentType: 'application/json',
        };
      case 'application/jsonlines':
        return { body: `${jsonAnswers(predictions).join('\n')}\n`, contentType };
      case 'application/x-recordio-protobuf':
        return { body: writeLabelRecords(recordAnswers(predictions)), contentType };
    }
  }
  throw new Failure('content-type-unsupported', { contentType: accept }, `Accept ${accept} not supported`);
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
