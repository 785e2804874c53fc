import { joinBytes } from '../joinBytes.ts';
import { framed } from './framing.ts';
import { varint } from './varint.ts';

/** Named float32 tensors of one prediction. */
export type LabelTensors = Readonly<Record<string, ArrayLike<number>>>;

/**
 * Predictions in Linear Learner's RecordIO-protobuf response: one `aialgs.data.Record` each, with one float32 tensor per name in
 * its label map, in the order of the names.
 */
export function writeLabelRecords(answers: readonly LabelTensors[]): Uint8Array {
  const frames = answers.map((tensors) =>
    framed(Uint8Array.from(Object.entries(tensors).flatMap(([name, values]) => labelEntry(name, values)))),
  );
  return joinBytes(frames);
}

/** `map<string, Value> label = 2` entry: {key: name, value: {float32_tensor: {values: [packed floats]}}}. */
function labelEntry(name: string, values: ArrayLike<number>): number[] {
  const floats = Float32Array.from(values);
  const view = new DataView(new ArrayBuffer(floats.length * 4));
  for (const [index, value] of floats.entries()) view.setFloat32(index * 4, value, true);
  const tensor = delimited(1, [...new Uint8Array(view.buffer)]);
  const value = delimited(2, delimited(2, tensor));
  return delimited(2, [...delimited(1, [...new TextEncoder().encode(name)]), ...value]);
}

const delimited = (field: number, bytes: readonly number[]): number[] => [
  (field << 3) | 2,
  ...varint(bytes.length),
  ...bytes,
];
