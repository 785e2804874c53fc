import * as z from 'zod/mini';
import { Failure } from '../errors.ts';
import { readNumericCsv } from '../formats/csv.ts';
import { readRecordRows } from '../formats/recordio.ts';
import { firstNonFinite } from '../matrix.ts';
import type { DenseMatrix, SparseMatrix } from '../matrix.ts';
import { matrixOf, widthOf } from '../sparse.ts';
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
const instances = z.object({ instances: z.array(instance) });

/**
 * Reads an InvokeEndpoint body of `featureCount` features a row, in time and memory proportional to the body: sparse rows stay
 * sparse. Throws `payload-unreadable`, `payload-width`, `instance-invalid` or `content-type-unsupported`.
 */
export function readRequest(
  body: Uint8Array,
  contentType: string,
  featureCount: number,
): DenseMatrix | SparseMatrix {
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

function parseBody(body: Uint8Array, type: string, featureCount: number): DenseMatrix | SparseMatrix {
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
        return readRecordRows(body, { ignoresLabels: true, checkWidth });
    }
  } catch (cause) {
    if (cause instanceof Failure && cause.code === 'payload-width') throw cause;
    throw unreadable(type, cause instanceof Failure ? cause.message : undefined, cause);
  }
  throw new Failure('content-type-unsupported', { contentType: type }, `content-type ${type} not supported`);
}

function fromInstances(
  given: readonly z.infer<typeof instance>[],
  featureCount: number,
): DenseMatrix | SparseMatrix {
  const rows = given.map((one, index) =>
    'features' in one ? { values: one.features } : rowOf(one.data.features, featureCount, index + 1),
  );
  const columnCount = rows[0] === undefined ? 0 : widthOf(rows[0]);
  const other = rows.findIndex((row) => widthOf(row) !== columnCount);
  if (other !== -1)
    throw instanceInvalid(
      other + 1,
      `has ${rows[other] && widthOf(rows[other])} features, those before it have ${columnCount}`,
    );
  return matrixOf(rows, columnCount);
}

/** `instance` counts from 1. */
const instanceInvalid = (instance: number, found: string) =>
  new Failure('instance-invalid', { instance, found }, `instance ${instance} ${found}`);

function rowOf({ values, keys, shape }: z.infer<typeof tensor>, featureCount: number, index: number): Row {
  if (keys === undefined) return { values };
  const width = shape?.at(-1);
  if (width === undefined) throw instanceInvalid(index, 'has keys but no shape');
  if (width !== featureCount) throw payloadWidth(featureCount, width);
  if (keys.length !== values.length)
    throw instanceInvalid(index, `has ${keys.length} keys and ${values.length} values`);
  const outside = keys.find((key) => key < 0 || key >= width);
  if (outside !== undefined) throw instanceInvalid(index, `has the key ${outside}, outside of its shape`);
  return { values, columns: keys, width };
}
