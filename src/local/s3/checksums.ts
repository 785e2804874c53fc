import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ServiceError } from '../protocols/service.ts';
import type { ServiceRequest } from '../protocols/service.ts';
import { openCrc32c, openCrc64nvme } from './crc.ts';

/** Checksums, besides MD5 and CRC-32, that a client can send: their names in `x-amz-checksum-NAME`. */
export const extraAlgorithms = ['crc32c', 'crc64nvme', 'sha1', 'sha256'] as const;
export type ExtraAlgorithm = (typeof extraAlgorithms)[number];

export type Algorithm = 'crc32' | ExtraAlgorithm;

export const isAlgorithm = (name: string): name is Algorithm => algorithms.some((known) => known === name);

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

export const algorithms = ['crc32', ...extraAlgorithms] as const;

const byteCounts: Readonly<Record<Algorithm, number>> = {
  crc32: 4,
  crc32c: 4,
  crc64nvme: 8,
  sha1: 20,
  sha256: 32,
};

/** Whether a text is a checksum in base64. */
export const isChecksum = (algorithm: Algorithm, text: string) => {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === byteCounts[algorithm] && bytes.toString('base64') === text;
};

const announced = ({ headers }: ServiceRequest): readonly Algorithm[] => {
  const trailers = (headers['x-amz-trailer'] ?? '').split(',').map((name) => name.trim().toLowerCase());
  return algorithms.filter(
    (name) => headers[`x-amz-checksum-${name}`] !== undefined || trailers.includes(`x-amz-checksum-${name}`),
  );
};

/**
 * The algorithm of the checksum that comes with a request, in a header or trailer. Throws InvalidRequest for more than one, one of
 * an algorithm other than the declared one, and a malformed value.
 */
export function sentAlgorithm(request: ServiceRequest): Algorithm | undefined {
  const { headers } = request;
  const [algorithm, ...others] = announced(request);
  if (others.length > 0)
    throw new ServiceError(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  const said = headers['x-amz-sdk-checksum-algorithm']?.toLowerCase();
  if (said !== undefined && !isAlgorithm(said)) throw unsupportedAlgorithm();
  if (said !== undefined && algorithm === undefined)
    throw new ServiceError(
      'InvalidRequest',
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  if (said !== undefined && said !== algorithm) throw invalidHeader('x-amz-sdk-checksum-algorithm');
  const value = algorithm === undefined ? undefined : headers[`x-amz-checksum-${algorithm}`];
  if (algorithm !== undefined && value !== undefined && !isChecksum(algorithm, value))
    throw invalidHeader(`x-amz-checksum-${algorithm}`);
  return algorithm;
}

export const unsupportedAlgorithm = () =>
  new ServiceError(
    'InvalidRequest',
    'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
  );

export const invalidHeader = (name: string) =>
  new ServiceError('InvalidRequest', `Value for ${name} header is invalid.`);

/** Those that the request announces in a header or trailer, and what its signature needs. */
export function extraAlgorithmsOf(request: ServiceRequest): readonly ExtraAlgorithm[] {
  const sent = announced(request);
  return extraAlgorithms.filter(
    (name) => sent.includes(name) || (name === 'sha256' && signedSha256(request.headers) !== undefined),
  );
}

export function openChecksum(algorithm: Algorithm): RunningChecksum {
  switch (algorithm) {
    case 'crc32':
      return nativeCrc32();
    case 'sha1':
    case 'sha256': {
      const hash = createHash(algorithm);
      return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
    }
    case 'crc32c':
      return openCrc32c();
    case 'crc64nvme':
      return openCrc64nvme();
  }
}

function nativeCrc32(): RunningChecksum {
  let sum = 0;
  return {
    update(bytes) {
      sum = crc32(bytes, sum);
    },
    digest() {
      const digest = Buffer.alloc(4);
      digest.writeUInt32BE(sum);
      return digest;
    },
  };
}
