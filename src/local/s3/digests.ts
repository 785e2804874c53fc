import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ServiceError, malformedTrailer } from '../protocols/service.ts';
import type { ServiceRequest } from '../protocols/service.ts';
import { invalidHeader, isChecksum, openChecksum, sentAlgorithm, signedSha256 } from './checksums.ts';
import type { Algorithm, ExtraAlgorithm } from './checksums.ts';

/** Size of a stream of bytes, and the checksums that take little time or were requested. */
export interface Checksums {
  readonly size: number;
  readonly crc32: Buffer;
  readonly extra: Partial<Readonly<Record<ExtraAlgorithm, Buffer>>>;
}

/** As Checksums, plus the MD5, which dominates. */
export interface Digests extends Checksums {
  readonly md5: Buffer;
}

export interface Running<T> {
  update(bytes: Uint8Array): void;
  digests(): T;
}

export function openChecksums(algorithms: readonly ExtraAlgorithm[] = []): Running<Checksums> {
  const extras = algorithms.map((name) => ({ name, checksum: openChecksum(name) }));
  let size = 0;
  let sum = 0;
  return {
    update(bytes) {
      sum = crc32(bytes, sum);
      size += bytes.length;
      for (const { checksum } of extras) checksum.update(bytes);
    },
    digests() {
      const crc = Buffer.alloc(4);
      crc.writeUInt32BE(sum);
      const extra = Object.fromEntries(extras.map(({ name, checksum }) => [name, checksum.digest()]));
      return { size, crc32: crc, extra };
    },
  };
}

export function openDigests(algorithms: readonly ExtraAlgorithm[] = []): Running<Digests> {
  const checksums = openChecksums(algorithms);
  const md5 = createHash('md5');
  return {
    update(bytes) {
      md5.update(bytes);
      checksums.update(bytes);
    },
    digests: () => ({ ...checksums.digests(), md5: md5.digest() }),
  };
}

/**
 * Verifies every checksum sent in headers or trailers, and returns the response headers that confirm them. Throws BadDigest,
 * InvalidDigest, InvalidRequest, XAmzContentSHA256Mismatch or
 * IncompleteBody.
 */
export function checkDigests(request: ServiceRequest, digests: Digests): Readonly<Record<string, string>> {
  const sent: Readonly<Record<string, string>> = { ...request.headers, ...request.trailers };
  checkMd5(sent['content-md5'], digests.md5);
  const confirmed: Record<string, string> = {};
  const algorithm = sentAlgorithm(request);
  if (algorithm !== undefined) {
    const header = `x-amz-checksum-${algorithm}`;
    const found = sent[header];
    if (found === undefined) throw malformedTrailer();
    if (!isChecksum(algorithm, found)) throw invalidHeader(header);
    const value = digestOf(digests, algorithm)?.toString('base64');
    if (found !== value) throw badChecksum(algorithm);
    confirmed[header] = value;
  }
  checkPayload(request, digests);
  return confirmed;
}

export const digestOf = ({ crc32: crc, extra }: Checksums, algorithm: Algorithm): Buffer | undefined =>
  algorithm === 'crc32' ? crc : extra[algorithm];

export const badChecksum = (algorithm: Algorithm) =>
  new ServiceError(
    'BadDigest',
    `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
  );

function checkMd5(sent: string | undefined, md5: Buffer): void {
  if (sent === undefined) return;
  if (Buffer.from(sent, 'base64').length !== md5.length)
    throw new ServiceError('InvalidDigest', 'The Content-MD5 you specified was invalid.', 400, {
      'Content-MD5': sent,
    });
  const calculated = md5.toString('base64');
  if (sent !== calculated)
    throw new ServiceError(
      'BadDigest',
      'The Content-MD5 you specified did not match what we received.',
      400,
      { ExpectedDigest: sent, CalculatedDigest: calculated },
    );
}

function checkPayload({ headers }: ServiceRequest, { extra, size }: Digests): void {
  const signed = signedSha256(headers);
  if (signed !== undefined && signed !== extra.sha256?.toString('hex')) {
    throw new ServiceError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      400,
      {
        ClientComputedContentSHA256: signed,
        S3ComputedContentSHA256: extra.sha256?.toString('hex') ?? '',
      },
    );
  }
  const length = headers['x-amz-decoded-content-length'] ?? headers['content-length'];
  if (length !== undefined && Number(length) !== size) {
    throw new ServiceError(
      'IncompleteBody',
      'You did not provide the number of bytes specified by the Content-Length HTTP header',
    );
  }
}
