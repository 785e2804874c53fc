import { crc32, inflateRawSync } from 'node:zlib';
import { artifactCorrupt } from './errors.ts';

const endSignature = 0x06054b50;
const endBytes = 22;
const centralSignature = 0x02014b50;
const centralBytes = 46;
const localSignature = 0x04034b50;
const localBytes = 30;
const longestComment = 0xffff;

/** Position and sizes of an entry, as declared by the central directory. */
interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly localAt: number;
}

/**
 * Unpacks the entries of a ZIP for which `limitOf` returns a size in bytes. An entry that declares more, or whose data does not
 * have the declared size, is refused before it is allocated. Stored entries share memory with `bytes`. Throws artifact-corrupt.
 * Format: PKWARE's APPNOTE.TXT 6.3, without ZIP64, encryption and split archives.
 */
export function readZip(
  bytes: Uint8Array,
  limitOf: (name: string) => number | undefined,
): ReadonlyMap<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const files = new Map<string, Uint8Array>();
  for (const entry of centralDirectory(bytes, view)) {
    const limit = limitOf(entry.name);
    if (limit === undefined) continue;
    if (files.has(entry.name)) throw artifactCorrupt(`it holds ${entry.name} twice`);
    if (entry.unpackedBytes > limit)
      throw artifactCorrupt(
        `${entry.name} declares ${entry.unpackedBytes} bytes; at most ${limit} are unpacked`,
      );
    files.set(entry.name, unpacked(bytes, view, entry));
  }
  return files;
}

function centralDirectory(bytes: Uint8Array, view: DataView): readonly Entry[] {
  const end = endOfDirectory(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff) throw artifactCorrupt('its model file is in ZIP64 format');
  const entries: Entry[] = [];
  for (let index = 0; index < count; index += 1) {
    if (at + centralBytes > end || view.getUint32(at, true) !== centralSignature)
      throw artifactCorrupt('the directory of its ZIP is damaged');
    const nameBytes = view.getUint16(at + 28, true);
    const nameAt = at + centralBytes;
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(nameAt, nameAt + nameBytes)),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packedBytes: view.getUint32(at + 20, true),
      unpackedBytes: view.getUint32(at + 24, true),
      localAt: view.getUint32(at + 42, true),
    });
    at = nameAt + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

function endOfDirectory(view: DataView): number {
  const last = view.byteLength - endBytes;
  for (let at = last; at >= 0 && at >= last - longestComment; at -= 1)
    if (view.getUint32(at, true) === endSignature) return at;
  throw artifactCorrupt('its model file is not a ZIP');
}

function unpacked(bytes: Uint8Array, view: DataView, entry: Entry): Uint8Array {
  const { name, flags, method, crc, packedBytes, unpackedBytes, localAt } = entry;
  const isInside = localAt + localBytes <= bytes.length;
  if (!isInside || view.getUint32(localAt, true) !== localSignature)
    throw artifactCorrupt(`${name} is not where its ZIP says`);
  if ((flags & 1) !== 0) throw artifactCorrupt(`${name} is encrypted`);
  const start =
    localAt + localBytes + view.getUint16(localAt + 26, true) + view.getUint16(localAt + 28, true);
  if (start + packedBytes > bytes.length) throw artifactCorrupt(`${name} is cut short`);
  const packed = bytes.subarray(start, start + packedBytes);
  const data = method === 0 ? packed : method === 8 ? inflated(packed, entry) : undefined;
  if (data === undefined)
    throw artifactCorrupt(`${name} is compressed by method ${method}; only deflate is read`);
  if (data.length !== unpackedBytes)
    throw artifactCorrupt(`${name} has ${data.length} bytes and declares ${unpackedBytes}`);
  if (crc32(data) !== crc) throw artifactCorrupt(`${name} does not match its checksum`);
  return data;
}

function inflated(packed: Uint8Array, { name, unpackedBytes }: Entry): Uint8Array {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, unpackedBytes) });
  } catch (cause) {
    const isLonger = cause instanceof RangeError;
    throw artifactCorrupt(
      isLonger
        ? `${name} unpacks to more than the ${unpackedBytes} bytes it declares`
        : `${name} does not inflate`,
      cause,
    );
  }
}
