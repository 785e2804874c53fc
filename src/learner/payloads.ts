import * as z from 'zod/mini';
import { Failure } from './errors.ts';
import { readNumericCsv } from './formats/csv.ts';
import { readRecordIO } from './formats/recordio.ts';
import type { DenseMatrix } from './matrix.ts';
import { pythonRepr } from './pythonRepr.ts';

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
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  const matrix = parseBody(body, type);
  if (matrix.columnCount !== featureCount) {
    const facts = { expected: featureCount, found: matrix.columnCount };
    throw new Failure(
      'payload-width',
      facts,
      `unable to evaluate payload provided: ${facts.found} features a row, the model has ${facts.expected}`,
    );
  }
  return matrix;
}

function parseBody(body: Uint8Array, type: string): DenseMatrix {
  const text = () => new TextDecoder().decode(body);
  try {
    switch (type) {
      case 'text/csv':
        return readNumericCsv(text());
      case 'application/json':
        return fromInstances(instances.parse(JSON.parse(text())).instances);
      case 'application/jsonlines':
        return fromInstances(
          text()
            .split('\n')
            .filter((line) => line.trim() !== '')
            .map((line) => instance.parse(JSON.parse(line))),
        );
      case 'application/x-recordio-protobuf':
        return readRecordIO(body).features;
    }
  } catch (cause) {
    throw new Failure('payload-unreadable', { contentType: type }, 'unable to evaluate payload provided', {
      cause,
    });
  }
  throw new Failure('content-type-unsupported', { contentType: type }, `content-type ${type} not supported`);
}

function fromInstances(given: readonly z.infer<typeof instance>[]): DenseMatrix {
  const rows = given.map((one) => ('features' in one ? one.features : denseRow(one.data.features)));
  const columnCount = rows[0]?.length ?? 0;
  if (rows.some((row) => row.length !== columnCount)) throw new Error('rows differ in length');
  return { rowCount: rows.length, columnCount, values: Float32Array.from(rows.flat()) };
}

function denseRow({ values, keys, shape }: z.infer<typeof tensor>): readonly number[] {
  const width = shape?.at(-1);
  if (keys === undefined || width === undefined) return values;
  const row = new Array<number>(width).fill(0);
  for (const [index, key] of keys.entries()) {
    if (key < 0 || key >= width) throw new Error(`key ${key} lies outside the shape`);
    row[key] = values[index] ?? 0;
  }
  return row;
}

/** A regressor's answer in the bytes of Python's json.dumps; JSON unless JSON lines are accepted. */
export function writeResponse(
  predictions: Float32Array,
  accept: string,
): { readonly body: string; readonly contentType: string } {
  const scores = Array.from(predictions, (value) => `{"score": ${pythonRepr(value)}}`);
  if (accept.includes('application/jsonlines'))
    return { body: `${scores.join('\n')}\n`, contentType: 'application/jsonlines' };
  if (accept === '' || /application\/json|\*\/\*/.test(accept))
    return { body: `{"predictions": [${scores.join(', ')}]}`, contentType: 'application/json' };
  throw new Failure('content-type-unsupported', { contentType: accept }, `Accept ${accept} not supported`);
}

const answer = z.object({ predictions: z.array(z.object({ score: z.number() })) });

/** The scores of a JSON answer. Throws payload-unreadable. */
export function readResponse(body: string): readonly number[] {
  try {
    return answer.parse(JSON.parse(body)).predictions.map(({ score }) => score);
  } catch (cause) {
    throw new Failure(
      'payload-unreadable',
      { contentType: 'application/json' },
      "The endpoint's answer is not a Linear Learner prediction",
      { cause },
    );
  }
}
