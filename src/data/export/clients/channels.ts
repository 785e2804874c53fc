import type { CodeFacts } from '../request.ts';

/** Of each channel: its rows as `(X, y)`, by name. */
export function channelsText({ split }: CodeFacts): string {
  const names = (['train', 'validation'] as const).filter((name) => split[name].length > 0);
  return `{${names.map((name) => `"${name}": (X_${name}, y_${name})`).join(', ')}}`;
}

/** How SageMaker hands the objects of a channel to several instances, as the run did: only training data is shared out. */
export const distributionText = ({ experiment }: CodeFacts): string | undefined =>
  experiment.training.instanceCount > 1
    ? '"ShardedByS3Key" if name == "train" else "FullyReplicated"'
    : undefined;

/** A name that no other job has, and the URIs of this job. */
export const jobText = [
  'JOB = f"linear-learner-{datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d-%H-%M-%S}-{uuid.uuid4().hex[:6]}"',
  'DATA = f"{PREFIX}{JOB}"  # this job shares no object with other runs',
  'OUTPUT = f"s3://{BUCKET}/{PREFIX}output"',
].join('\n');

export const jobImports = ['import datetime', 'import uuid'];

interface BytesCode {
  readonly imports: readonly string[];
  readonly code: string;
}

/** `channel_bytes(X, y)`: the bytes of a channel, with the writer of RecordIO-protobuf that version 2 of the SDK has. */
export const sdkBytes = ({ experiment }: CodeFacts): BytesCode =>
  experiment.format === 'csv'
    ? csvBytes
    : {
        imports: ['import io', 'from sagemaker.amazon.common import write_numpy_to_dense_tensor'],
        code: `def channel_bytes(X, y):
    """RecordIO-protobuf, which SageMaker reads faster than text."""
    body = io.BytesIO()
    write_numpy_to_dense_tensor(body, X, y)
    return body.getvalue()`,
      };

/** `channel_bytes(X, y)` with a writer of its own: boto3 and version 3 of the SDK have none. */
export const ownBytes = ({ experiment }: CodeFacts): BytesCode =>
  experiment.format === 'csv' ? csvBytes : { imports: ['import struct'], code: recordIoText };

const csvBytes: BytesCode = {
  imports: ['import io', 'import numpy as np'],
  code: `def channel_bytes(X, y):
    """CSV with the label first and no header; nine digits are enough for every float32."""
    body = io.BytesIO()
    np.savetxt(body, np.column_stack([y, X]), fmt="%.9g", delimiter=",")
    return body.getvalue()`,
};

/** A few held-out rows as the body of a request. */
export const requestBody =
  'body = "\\n".join(",".join(f"{value:.9g}" for value in row) for row in X_test[:5])';

/** What answers a request, in words. */
export const deployProse =
  'Optional: an endpoint answers the first held-out rows and is deleted. The metrics above need none.';

/** Writes what the SDK's write_numpy_to_dense_tensor writes. */
const recordIoText = `def protobuf_field(number, payload):
    """A field of a protobuf message with its length, which is a varint."""
    length, size = bytearray(), len(payload)
    while size > 127:
        length.append(size & 127 | 128)
        size >>= 7
    length.append(size)
    return bytes([number << 3 | 2]) + bytes(length) + payload


def record_entry(field, values):
    """An entry of a Record's map of features (1) or labels (2): the key "values" and a Float32Tensor."""
    tensor = protobuf_field(2, protobuf_field(1, values.astype("<f4").tobytes()))
    return protobuf_field(field, protobuf_field(1, b"values") + protobuf_field(2, tensor))


def channel_bytes(X, y):
    """RecordIO-protobuf, which SageMaker reads faster than text: each record has a magic number, its length, and zeros to a multiple of 4."""
    parts = []
    for row, label in zip(X, y.reshape(-1, 1)):
        record = record_entry(1, row) + record_entry(2, label)
        parts += [struct.pack("<II", 0xCED7230A, len(record)), record, bytes(-len(record) % 4)]
    return b"".join(parts)`;
