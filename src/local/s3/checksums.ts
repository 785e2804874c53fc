import { createHash } from 'node:crypto';
import type { ServiceRequest } from '../protocols/service.ts';

/** Checksums, besides MD5 and CRC-32, that a client can send: their names in `x-amz-checksum-NAME`. */
export const extraAlgorithms = ['crc32c', 'crc64nvme', 'sha1', 'sha256'] as const;
export type ExtraAlgorithm = (typeof extraAlgorithms)[number];

export type Algorithm = 'crc32' | ExtraAlgorithm;

export const isAlgorithm = (name: string): name is Algorithm =>
  name === 'crc32' || extraAlgorithms.some((known) => known === name);

export interface RunningChecksum {
  update(bytes: Uint8Array): void;
  /** Big-endian, as in the header. */
  digest(): Buffer;
}

/** The hash of the payload that the signature covers, in hexadecimal; undefined where it covers none. */
export function signedSha256(headers: ServiceRequest['headers']): string | undefined {
  const signed = headers['x-amz-content-sha256'];
  return signed !== undefined && /^[0-9a-f]{64}$/.test(signed) ? signed : undefined;
}

/** Those that the request announces in a header or trailer, and what its signature needs. */
export function extraAlgorithmsOf({ headers }: ServiceRequest): readonly ExtraAlgorithm[] {
  const trailer = headers['x-amz-trailer'] ?? '';
  return extraAlgorithms.filter(
    (name) =>
      headers[`x-amz-checksum-${name}`] !== undefined ||
      trailer.includes(`x-amz-checksum-${name}`) ||
      (name === 'sha256' && signedSha256(headers) !== undefined),
  );
}

export function openChecksum(algorithm: Algorithm): RunningChecksum {
  switch (algorithm) {
    case 'crc32':
      return crc(crc32Tables, 4);
    case 'sha1':
    case 'sha256': {
      const hash = createHash(algorithm);
      return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
    }
    case 'crc32c':
      return crc(crc32cTables, 4);
    case 'crc64nvme':
      return crc(crc64nvmeTables, 8);
  }
}

/** The low and high halves of a reflected CRC's table; 32-bit ones have no high half. */
interface CrcTables {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

function crcTables(polynomialHigh: number, polynomialLow: number): CrcTables {
  const low = new Uint32Array(256);
  const high = new Uint32Array(256);
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
  return { low, high };
}

/** ISO-HDLC (RFC 1952), Castagnoli (RFC 3720) and NVMe (NVM Express base specification, 64b CRC), all reflected, with all bits set at start and end. */
const crc32Tables = crcTables(0, 0xedb88320);
const crc32cTables = crcTables(0, 0x82f63b78);
const crc64nvmeTables = crcTables(0x9a6c9329, 0xac4bc9b5);

function crc({ low, high }: CrcTables, byteCount: 4 | 8): RunningChecksum {
  let lowBits = 0xffffffff;
  let highBits = byteCount === 8 ? 0xffffffff : 0;
  return {
    update(bytes) {
      for (const byte of bytes) {
        const index = (lowBits ^ byte) & 0xff;
        lowBits = ((lowBits >>> 8) | (highBits << 24)) ^ (low[index] ?? 0);
        highBits = (highBits >>> 8) ^ (high[index] ?? 0);
      }
    },
    digest() {
      const digest = Buffer.alloc(byteCount);
      if (byteCount === 8) digest.writeUInt32BE(~highBits >>> 0);
      digest.writeUInt32BE(~lowBits >>> 0, byteCount - 4);
      return digest;
    },
  };
}
