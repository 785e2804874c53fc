import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ServiceError } from '../protocols/service.ts';
import type { ServiceRequest } from '../protocols/service.ts';
import { extraAlgorithms, openChecksum, signedSha256 } from './checksums.ts';
import type { ExtraAlgorithm } from './checksums.ts';

/** Size of a stream of bytes, and the checksums that take little time or were requested. */
export interface Checksums {
  readonly size: number;
  readonly crc32: Buffer;
  readonly extra: Partial<Readonly<Record<ExtraAlgorithm, Buffer>>>;
}

/** As Checksums, with the MD5, which takes most of the time. */
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
 * InvalidDigest, XAmzContentSHA256Mismatch or IncompleteBody.
 */
export function checkDigests(request: ServiceRequest, digests: Digests): Readonly<Record<string, string>> {
  const sent: Readonly<Record<string, string>> = { ...request.headers, ...request.trailers };
  checkMd5(sent['content-md5'], digests.md5);
  const confirmed: Record<string, string> = {};
  const computed = { crc32: digests.crc32, ...digests.extra };
  for (const name of ['crc32', ...extraAlgorithms] as const) {
    const header = `x-amz-checksum-${name}`;
    const value = computed[name]?.toString('base64');
    if (sent[header] === undefined || value === undefined) continue;
    if (sent[header] !== value) throw badDigest(`The ${name.toUpperCase()} you specified`);
    confirmed[header] = value;
  }
  checkPayload(request, digests);
  return confirmed;
}

function checkMd5(sent: string | undefined, md5: Buffer): void {
  if (sent === undefined) return;
  if (Buffer.from(sent, 'base64').length !== md5.length)
    throw new ServiceError('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  if (sent !== md5.toString('base64')) throw badDigest('The Content-MD5 you specified');
}

const badDigest = (what: string) => new ServiceError('BadDigest', `${what} did not match what we received.`);

function checkPayload({ headers }: ServiceRequest, { extra, size }: Digests): void {
  const signed = signedSha256(headers);
  if (signed !== undefined && signed !== extra.sha256?.toString('hex')) {
    throw new ServiceError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
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
