import { recordioCorrupt } from './errors.ts';
import { headerBytes, magic } from './framing.ts';
import { joinParts } from './recordio.ts';

/** The bytes of a file, of any length. */
export interface ByteSource {
  readonly size: number;
  /** The bytes from `at` up to `to`, or up to the end of the file where that comes first. */
  readonly read: (at: number, to: number) => Promise<Uint8Array>;
}

/** A record of a file. */
export interface PlacedRecord {
  /** Counted from 1. */
  readonly record: number;
  /** The first byte of its header. */
  readonly offset: number;
  /** With headers and padding. */
  readonly byteCount: number;
  /** Valid until the next record. */
  readonly payload: Uint8Array;
}

const none = new Uint8Array(0);
const readAtOnce = 1024 * 1024;
/** Room for the learner's widest records: dense ones take 80 KB, sparse ones less than a megabyte. */
const longestRecord = 256 * 1024 * 1024;

/**
 * The records of a RecordIO file one by one, from record number `record` at `offset` on. Holds no more than the
 * longest record in memory. Throws FormatFailure, with the offset, for a damaged or truncated record.
 */
export async function* recordStream(
  source: ByteSource,
  { offset = 0, record = 1 }: { readonly offset?: number; readonly record?: number } = {},
  signal?: AbortSignal,
): AsyncGenerator<PlacedRecord> {
  let held = new Uint8Array(0);
  let heldAt = offset;
  // Awaiting bytes that are already buffered would dominate.
  const heldAtHand = (at: number, length: number): Uint8Array | undefined =>
    at < heldAt || at + length > heldAt + held.length
      ? undefined
      : held.subarray(at - heldAt, at - heldAt + length);
  const bytesAt = async (at: number, length: number): Promise<Uint8Array> => {
    signal?.throwIfAborted();
    held = Uint8Array.from(await source.read(at, Math.max(at + length, at + readAtOnce)));
    heldAt = at;
    return held.subarray(0, length);
  };
  let number = record;
  for (let at = offset; at < source.size; number += 1) {
    const begin = at;
    const parts: Uint8Array[] = [];
    for (let flag = -1; flag !== 0 && flag !== 3;) {
      const damaged = (found: string) => recordioCorrupt(number, found, begin);
      if (at >= source.size) throw damaged('the last record is not complete');
      const header = heldAtHand(at, headerBytes) ?? (await bytesAt(at, headerBytes));
      if (header.length < headerBytes) throw damaged('the header is cut short');
      const view = new DataView(header.buffer, header.byteOffset, headerBytes);
      if (view.getUint32(0, true) !== magic) throw damaged('the magic number is missing');
      const lrec = view.getUint32(4, true);
      const length = lrec & 0x1fffffff;
      flag = lrec >>> 29;
      if (flag > 3 || (flag === 2 || flag === 3) !== parts.length > 0)
        throw damaged('a part of a split record has no other parts');
      const end = at + headerBytes + length;
      if (end > source.size) throw damaged(`${end - source.size} bytes are missing at the end`);
      if (end - begin > longestRecord) throw damaged(`it has ${length} bytes, more than can be read`);
      const payload = heldAtHand(at + headerBytes, length) ?? (await bytesAt(at + headerBytes, length));
      // Replaces the buffer by the next part.
      parts.push(flag === 0 ? payload : payload.slice());
      at = at + headerBytes + Math.ceil(length / 4) * 4;
    }
    yield {
      record: number,
      offset: begin,
      byteCount: Math.min(at, source.size) - begin,
      payload: parts.length === 1 ? (parts[0] ?? none) : joinParts(parts),
    };
  }
}
