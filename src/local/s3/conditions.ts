import { ServiceError } from '../http/types.ts';
import type { ServiceRequest } from '../http/types.ts';
import type { Blob, StoredObject } from './objects.ts';

const bare = (etag: string) => etag.replace(/^W\//, '').replaceAll('"', '');
const matches = (header: string, etag: string) =>
  header.split(',').some((one) => one.trim() === '*' || bare(one.trim()) === bare(etag));

/** Conditional reads (RFC 9110). Returns 304 when the caller's copy is still good; throws 412 when a condition fails. */
export function checkReadConditions({ headers }: ServiceRequest, object: StoredObject): 304 | undefined {
  const {
    'if-match': ifMatch,
    'if-none-match': ifNoneMatch,
    'if-modified-since': since,
    'if-unmodified-since': until,
  } = headers;
  const modified = Math.floor(Date.parse(object.lastModified) / 1000) * 1000;
  if (
    ifMatch !== undefined
      ? !matches(ifMatch, object.etag)
      : until !== undefined && modified > Date.parse(until)
  )
    throw preconditionFailed();
  if (
    ifNoneMatch !== undefined
      ? matches(ifNoneMatch, object.etag)
      : since !== undefined && modified <= Date.parse(since)
  )
    return 304;
  return undefined;
}

/** Conditional writes: If-None-Match: * makes only what is not there, If-Match replaces only what was seen. */
export function checkWriteConditions({ headers }: ServiceRequest, existing: StoredObject | undefined): void {
  if (headers['if-none-match'] !== undefined && existing !== undefined) throw preconditionFailed();
  const ifMatch = headers['if-match'];
  if (ifMatch !== undefined && (existing === undefined || !matches(ifMatch, existing.etag)))
    throw preconditionFailed();
}

const preconditionFailed = () =>
  new ServiceError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
  );

/** Compares what arrived with every checksum that was sent with it, in headers or trailers. Throws BadDigest. */
export function checkDigests(request: ServiceRequest, blob: Blob): void {
  const trailers =
    'trailers' in request.body && typeof request.body.trailers === 'object' ? request.body.trailers : {};
  const sent: Readonly<Record<string, unknown>> = { ...request.headers, ...trailers };
  const expected = [
    ['content-md5', blob.md5.toString('base64')],
    ['x-amz-checksum-crc32', blob.crc32.toString('base64')],
    ['x-amz-checksum-sha256', blob.sha256.toString('base64')],
  ] as const;
  for (const [name, value] of expected) {
    if (typeof sent[name] === 'string' && sent[name] !== value)
      throw new ServiceError('BadDigest', `The ${name} you specified did not match the calculated checksum.`);
  }
  const signed = request.headers['x-amz-content-sha256'];
  if (signed !== undefined && /^[0-9a-f]{64}$/.test(signed) && signed !== blob.sha256.toString('hex')) {
    throw new ServiceError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  const length = request.headers['x-amz-decoded-content-length'] ?? request.headers['content-length'];
  if (length !== undefined && Number(length) !== blob.size) {
    throw new ServiceError(
      'IncompleteBody',
      'You did not provide the number of bytes specified by the Content-Length HTTP header',
    );
  }
}
