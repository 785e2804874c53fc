import { ServiceError, notImplemented } from '../protocols/service.ts';
import type { ServiceRequest } from '../protocols/service.ts';
import { derivedOnce } from '../store/derivedOnce.ts';
import { extraAlgorithms } from './checksums.ts';
import { aclNotSupported } from './described.ts';

/** What an operation understands, beside what all do. Anything else of S3's is refused: it would be dropped silently. */
export interface Accepted {
  /** Headers after `x-amz-`; one that ends with `-` stands for all that begin so. */
  readonly headers?: readonly string[];
  /** Query parameters. */
  readonly query?: readonly string[];
}

/** Those of every request: its signature, framing and bucket's owner. Nothing here is paid by the requester. */
const commonHeaders = [
  'date',
  'content-sha256',
  'security-token',
  'user-agent',
  'expected-bucket-owner',
  'request-payer',
  'sdk-checksum-algorithm',
  'trailer',
  'decoded-content-length',
];
const commonQuery = ['x-id', 'AWSAccessKeyId', 'Signature', 'Expires'];
export const checksumHeaders = ['crc32', ...extraAlgorithms].map((name) => `checksum-${name}`);

const prefix = 'x-amz-';
/** Parts of a presigned URL's signature; S3 takes any other header of its own from the query too. */
const signatureParameters =
  /^x-amz-(algorithm|credential|date|expires|signedheaders|signature|content-sha256|security-token)$/i;
/** A signer adds the checksum of the empty body that it signs to the URL of an upload. */
const isHoisted = (name: string) =>
  /^x-amz-/i.test(name) && !signatureParameters.test(name) && !/^x-amz-(sdk-)?checksum-(?!mode)/i.test(name);

/** A request with the headers that its presigned URL holds as parameters. */
export function withHoistedHeaders<T extends ServiceRequest>(request: T): T {
  if (request.query.size === 0) return request;
  const hoisted = [...request.query].filter(([name]) => isHoisted(name));
  if (hoisted.length === 0) return request;
  const headers = Object.fromEntries(hoisted.map(([name, value]) => [name.toLowerCase(), value]));
  return { ...request, headers: { ...headers, ...request.headers } };
}

const repeatedHeaders = new Set(['content-type', 'content-md5']);

/** Accepted headers, query parameters and header prefixes. */
const namesOf = derivedOnce(({ headers = [], query = [] }: Accepted) => ({
  headers: new Set([...commonHeaders, ...headers].map((name) => `${prefix}${name}`)),
  beginnings: headers.filter((name) => name.endsWith('-')).map((name) => `${prefix}${name}`),
  parameters: new Set([...commonQuery, ...query]),
}));

/** Throws ServiceError when a request asks for what its operation does not do. */
export function checkAccepted({ headers, query }: ServiceRequest, accepted: Accepted): void {
  const taken = namesOf(accepted);
  for (const name of Object.keys(headers)) {
    if (!name.startsWith(prefix) || taken.headers.has(name)) continue;
    if (!taken.beginnings.some((beginning) => name.startsWith(beginning)))
      throw refusal(name.slice(prefix.length), headers[name] ?? '');
  }
  if (query.size === 0) return;
  // A signer of Version 2 repeats some of the headers that it signs.
  const isRepeated = (name: string) => repeatedHeaders.has(name) && query.has('AWSAccessKeyId');
  for (const name of query.keys())
    if (!taken.parameters.has(name) && !/^x-amz-/i.test(name) && !isRepeated(name))
      throw notImplemented(name);
}

/** S3's own errors for what an account can have switched off, as it is by default. */
function refusal(name: string, value: string): ServiceError {
  if (name === 'acl' || name.startsWith('grant-')) return aclNotSupported();
  if (name.startsWith('object-lock-'))
    return new ServiceError('InvalidRequest', 'Bucket is missing Object Lock Configuration');
  return notImplemented(`${prefix}${name}: ${value.slice(0, 64)}`);
}
