import { hash, timingSafeEqual } from 'node:crypto';
import { ServiceError } from '../protocols/service.ts';
import { hmacSha256 } from './hmacSha256.ts';
import type { Hmac } from './hmacSha256.ts';

/** Signature Version 4: docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
export interface SignedParts {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface Scope {
  readonly service: string;
  readonly region: string;
  readonly date: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly timestamp: string;
  /** The signed hash of the payload, or one of S3's placeholders. */
  readonly payloadHash: string | undefined;
  readonly presigned: boolean;
}

const maxSkewMs = 15 * 60 * 1000;
/** Throws ServiceError unless the signature is valid for this request and current. `payloadHash` is the hex SHA-256 of the body. */
export function verifySignature(
  request: SignedParts,
  scope: Scope,
  credentials: Credentials,
  payloadHash: string,
  now: Date,
): void {
  checkTime(request, scope, now);
  if (scope.service === 's3') checkSignedHeaders(request, scope);
  const canonical = canonicalRequest(request, scope, payloadHash);
  const credentialScope = `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  const isSigned = (hashed: string) => {
    const text = ['AWS4-HMAC-SHA256', scope.timestamp, credentialScope, hashed].join('\n');
    const expected = signingKey(credentials, scope)(text);
    const found = Buffer.from(scope.signature, 'hex');
    return found.length === expected.length && timingSafeEqual(found, expected);
  };
  // Headers are read as Latin-1. Some clients sign the bytes that they send, others the characters.
  if (isSigned(sha256(canonical))) return;
  if (nonAscii.test(canonical) && isSigned(sha256(Buffer.from(canonical, 'latin1')))) return;
  throw new ServiceError(
    'SignatureDoesNotMatch',
    scope.service === 's3'
      ? 'The request signature we calculated does not match the signature you provided. Check your key and signing method.'
      : 'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    403,
  );
}

const nonAscii = /\P{ASCII}/u;

/** S3 takes no header of its own that the signature leaves open: it could turn a presigned upload into a copy. */
function checkSignedHeaders({ headers }: SignedParts, { signedHeaders }: Scope): void {
  const open = Object.keys(headers).filter(
    (name) => name.startsWith('x-amz-') && !signedHeaders.includes(name),
  );
  if (open.length > 0)
    throw new ServiceError(
      'AccessDenied',
      'There were headers present in the request which were not signed',
      403,
      { HeadersNotSigned: open.join(', ') },
    );
}

function checkTime(request: SignedParts, scope: Scope, now: Date): void {
  const signedAt = timeOf(scope.timestamp);
  if (scope.presigned) {
    const seconds = Number(request.query.get('X-Amz-Expires'));
    if (signedAt > now.getTime() + maxSkewMs)
      throw new ServiceError('AccessDenied', 'Request is not yet valid', 403);
    if (now.getTime() > signedAt + seconds * 1000)
      throw new ServiceError('AccessDenied', 'Request has expired', 403, {
        'X-Amz-Expires': seconds,
        Expires: new Date(signedAt + seconds * 1000).toISOString(),
        ServerTime: now.toISOString(),
      });
    return;
  }
  if (Math.abs(now.getTime() - signedAt) > maxSkewMs) {
    throw new ServiceError(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      403,
    );
  }
}

/** Milliseconds of a time such as 20260131T235959Z; NaN for anything else. */
function timeOf(timestamp: string): number {
  if (!/^\d{8}T\d{6}Z$/.test(timestamp)) return Number.NaN;
  const [date, time] = [timestamp.slice(0, 8), timestamp.slice(9, 15)];
  return Date.parse(
    `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}Z`,
  );
}

function canonicalRequest(
  { method, path, query, headers }: SignedParts,
  scope: Scope,
  payloadHash: string,
): string {
  let canonicalHeaders = '';
  for (const name of scope.signedHeaders)
    canonicalHeaders += `${name}:${canonicalValue(headers[name] ?? '')}\n`;
  // S3 signs the path as sent; other services encode it once more.
  const isPlain = scope.service === 's3' || path === '/';
  const canonicalPath = isPlain ? path : path.split('/').map(encode).join('/');
  return [
    method,
    canonicalPath,
    canonicalQuery(query),
    canonicalHeaders,
    scope.signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

function canonicalValue(value: string): string {
  const trimmed = value.trim();
  return trimmed.includes('  ') ? trimmed.replace(/ +/g, ' ') : trimmed;
}

function canonicalQuery(query: URLSearchParams): string {
  if (query.size === 0) return '';
  return [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]): [string, string] => [encode(name), encode(value)])
    .toSorted(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Keys last a day, and are few: a service and a day each. */
const signingKeys = new WeakMap<Credentials, Map<string, Hmac>>();
const mostSigningKeys = 32;

function signingKey(credentials: Credentials, { date, region, service }: Scope): Hmac {
  const name = `${date}/${region}/${service}`;
  const keys = signingKeys.get(credentials) ?? new Map<string, Hmac>();
  signingKeys.set(credentials, keys);
  const known = keys.get(name);
  if (known !== undefined) return known;
  const made = [date, region, service, 'aws4_request'].reduce<Hmac>(
    (hmac, part) => hmacSha256(hmac(part)),
    hmacSha256(Buffer.from(`AWS4${credentials.secretAccessKey}`)),
  );
  if (keys.size >= mostSigningKeys) keys.clear();
  keys.set(name, made);
  return made;
}

export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data);
}
