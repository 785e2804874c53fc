import { joinBytes } from '../joinBytes.ts';
import { artifactCorrupt } from './errors.ts';

/** A named float32 array of an MXNet .params file. */
export interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

const listMagic = 0x112n;
const arrayMagicV2 = 0xf993fac9;
const float32Flag = 0;

/** MXNet's NDArray list (src/ndarray/ndarray.cc, `NDArray::Save`): little-endian, dense, on the CPU. */
export function writeParams(arrays: readonly NamedArray[]): Uint8Array {
  const parts: Uint8Array[] = [u64(listMagic), u64(0n), u64(BigInt(arrays.length))];
  for (const { shape, values } of arrays) {
    parts.push(u32(arrayMagicV2), u32(0), u32(shape.length));
    for (const size of shape) parts.push(u64(BigInt(size)));
    parts.push(u32(1), u32(0), u32(float32Flag), new Uint8Array(values.slice().buffer));
  }
  parts.push(u64(BigInt(arrays.length)));
  for (const { name } of arrays) {
    const bytes = new TextEncoder().encode(name);
    parts.push(u64(BigInt(bytes.length)), bytes);
  }
  return joinBytes(parts);
}

/** Reads the dense float32 arrays of a .params file; declared sizes are checked against its length. Throws artifact-corrupt. */
export function readParams(bytes: Uint8Array): readonly NamedArray[] {
  const cursor = reader(bytes);
  if (cursor.u64() !== listMagic) throw artifactCorrupt('the parameter file has no list magic');
  cursor.u64();
  const arrays = listOf(cursor.size(), () => readArray(cursor));
  const names = listOf(cursor.size(), () => new TextDecoder().decode(cursor.bytes(cursor.size())));
  if (cursor.rest() > 0)
    throw artifactCorrupt(`the parameter file has ${cursor.rest()} bytes behind what its shapes declare`);
  return arrays.map((array, index) => ({ name: names[index] ?? '', ...array }));
}

/** Reads item by item: a declared length alone allocates nothing, and every item consumes bytes. */
function listOf<T>(length: number, read: () => T): T[] {
  const items: T[] = [];
  for (let index = 0; index < length; index += 1) items.push(read());
  return items;
}

function readArray(cursor: ReturnType<typeof reader>): Omit<NamedArray, 'name'> {
  if (cursor.u32() !== arrayMagicV2)
    throw artifactCorrupt('an array of the parameter file has an unknown format');
  if (cursor.u32() !== 0) throw artifactCorrupt('an array of the parameter file is sparse');
  const shape = listOf(cursor.u32(), cursor.size);
  cursor.u32();
  cursor.u32();
  if (cursor.u32() !== float32Flag) throw artifactCorrupt('an array of the parameter file is not float32');
  const count = shape.reduce((product, size) => product * size, 1);
  const data = cursor.bytes(count * 4);
  const values = new Float32Array(count);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let index = 0; index < count; index += 1) values[index] = view.getFloat32(index * 4, true);
  return { shape, values };
}

function reader(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const take = (length: number) => {
    if (!(length <= bytes.length - at)) throw artifactCorrupt('the parameter file is cut short');
    at += length;
    return at - length;
  };
  return {
    u32: () => view.getUint32(take(4), true),
    u64: () => view.getBigUint64(take(8), true),
    /** A size or length, which must be a safe integer. */
    size: () => {
      const size = Number(view.getBigUint64(take(8), true));
      if (!Number.isSafeInteger(size)) throw artifactCorrupt(`the parameter file declares a size of ${size}`);
      return size;
    },
    bytes: (length: number) => {
      const start = take(length);
      return bytes.subarray(start, start + length);
    },
    rest: () => bytes.length - at,
  };
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function u64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return bytes;
}
