/** A running CRC. */
export interface RunningCrc {
  update(bytes: Uint8Array): void;
  /** Big-endian. */
  digest(): Buffer;
}

/** Bytes per loop step, each with its own table. */
const slices = 8;

/** The low and high halves of a reflected CRC's tables, one of 256 behind another; 32-bit ones have no high half. */
interface CrcTables {
  readonly low: Int32Array;
  readonly high: Int32Array;
}

function crcTables(polynomialHigh: number, polynomialLow: number): CrcTables {
  const low = new Int32Array(256 * slices);
  const high = new Int32Array(256 * slices);
  for (let byte = 0; byte < 256; byte += 1) {
    let lowBits = byte;
    let highBits = 0;
    for (let bit = 0; bit < 8; bit += 1) {
      const isOdd = (lowBits & 1) === 1;
      lowBits = (lowBits >>> 1) | ((highBits & 1) << 31);
      highBits >>>= 1;
      if (isOdd) {
        lowBits ^= polynomialLow;
        highBits ^= polynomialHigh;
      }
    }
    low[byte] = lowBits;
    high[byte] = highBits;
  }
  // The CRC of a byte followed by one more zero byte.
  for (let at = 256; at < 256 * slices; at += 1) {
    const before = low[at - 256] ?? 0;
    const beforeHigh = high[at - 256] ?? 0;
    low[at] = ((before >>> 8) | (beforeHigh << 24)) ^ (low[before & 0xff] ?? 0);
    high[at] = (beforeHigh >>> 8) ^ (high[before & 0xff] ?? 0);
  }
  return { low, high };
}

/** Castagnoli (RFC 3720), reflected, with all bits set at start and end. */
export const openCrc32c = () => openCrc(crc32cTables(), 4);
/** NVMe (NVM Express base specification, 64b CRC), reflected, with all bits set at start and end. */
export const openCrc64nvme = () => openCrc(crc64nvmeTables(), 8);

const crc32cTables = once(() => crcTables(0, 0x82f63b78));
const crc64nvmeTables = once(() => crcTables(0x9a6c9329, 0xac4bc9b5));

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** Slicing by 8: M. Kounavis and F. Berry, "Novel table lookup-based algorithms for high-performance CRC generation", 2008. */
function openCrc({ low, high }: CrcTables, byteCount: 4 | 8): RunningCrc {
  let lowBits = -1;
  let highBits = byteCount === 8 ? -1 : 0;
  const updateBytes = (bytes: Uint8Array) => {
    for (const byte of bytes) {
      const index = (lowBits ^ byte) & 0xff;
      lowBits = ((lowBits >>> 8) | (highBits << 24)) ^ (low[index] ?? 0);
      highBits = (highBits >>> 8) ^ (high[index] ?? 0);
    }
  };
  /** Pairs of words. Sums of tables stay integers because the indices are always within them. */
  const updateWords = (words: Int32Array) => {
    let [sum, sumHigh] = [lowBits, highBits];
    for (let at = 0; at < words.length; at += 2) {
      const first = sum ^ (words[at] ?? 0);
      const second = sumHigh ^ (words[at + 1] ?? 0);
      const a = 1792 | (first & 0xff);
      const b = 1536 | ((first >>> 8) & 0xff);
      const c = 1280 | ((first >>> 16) & 0xff);
      const d = 1024 | (first >>> 24);
      const e = 768 | (second & 0xff);
      const f = 512 | ((second >>> 8) & 0xff);
      const g = 256 | ((second >>> 16) & 0xff);
      const h = second >>> 24;
      sum =
        (low[a] ?? 0) ^
        (low[b] ?? 0) ^
        (low[c] ?? 0) ^
        (low[d] ?? 0) ^
        (low[e] ?? 0) ^
        (low[f] ?? 0) ^
        (low[g] ?? 0) ^
        (low[h] ?? 0);
      sumHigh =
        (high[a] ?? 0) ^
        (high[b] ?? 0) ^
        (high[c] ?? 0) ^
        (high[d] ?? 0) ^
        (high[e] ?? 0) ^
        (high[f] ?? 0) ^
        (high[g] ?? 0) ^
        (high[h] ?? 0);
    }
    [lowBits, highBits] = [sum, sumHigh];
  };
  return {
    update(bytes) {
      const head = Math.min(bytes.length, -bytes.byteOffset & 3);
      const pairs = isLittleEndian ? Math.floor((bytes.length - head) / 8) : 0;
      updateBytes(bytes.subarray(0, head));
      if (pairs > 0) updateWords(new Int32Array(bytes.buffer, bytes.byteOffset + head, 2 * pairs));
      updateBytes(bytes.subarray(head + 8 * pairs));
    },
    digest() {
      const digest = Buffer.alloc(byteCount);
      if (byteCount === 8) digest.writeInt32BE(~highBits);
      digest.writeInt32BE(~lowBits, byteCount - 4);
      return digest;
    },
  };
}

const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
