import { createHmac, timingSafeEqual } from 'node:crypto';
import { ServiceError } from '../protocols/service.ts';
import { unknownKey } from './scope.ts';
import type { Credentials, SignedParts } from './sigv4.ts';

/** Query parameters covered by the signature: docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html */
const signedParameters = new Set([
  'acl',
  'lifecycle',
  'location',
  'logging',
  'notification',
  'partNumber',
  'policy',
  'requestPayment',
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
  'torrent',
  'uploadId',
  'uploads',
  'versionId',
  'versioning',
  'versions',
  'website',
]);

/** Whether a URL has a Signature Version 2, still boto3's default for presigned URLs. */
export const isPresignedV2 = ({ query }: SignedParts): boolean =>
  query.has('AWSAccessKeyId') && query.has('Signature');

/** Throws unless the URL is signed with our credentials and has not expired. */
export function verifyPresignedV2(request: SignedParts, credentials: Credentials, now: Date): void {
  const { query } = request;
  if (query.get('AWSAccessKeyId') !== credentials.accessKeyId)
    throw unknownKey(query.get('AWSAccessKeyId') ?? '');
  const expires = query.get('Expires') ?? '';
  if (!/^\d{1,12}$/.test(expires))
    throw new ServiceError('AccessDenied', `Invalid date (should be seconds since epoch): ${expires}`, 403);
  if (Number(expires) * 1000 <= now.getTime())
    throw new ServiceError('AccessDenied', 'Request has expired', 403);
  const expected = createHmac('sha1', credentials.secretAccessKey).update(textToSign(request)).digest();
  const found = Buffer.from(query.get('Signature') ?? '', 'base64');
  if (found.length === expected.length && timingSafeEqual(found, expected)) return;
  throw new ServiceError(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    403,
  );
}

function textToSign({ method, path, query, headers }: SignedParts): string {
  // Some signers put x-amz-* headers into the query.
  const amazonHeaders = [...query, ...Object.entries(headers)]
    .filter(([name]) => name.startsWith('x-amz-'))
    .map(([name, value]) => `${name}:${value}\n`)
    .toSorted()
    .join('');
  const parameters = [...query]
    .filter(([name]) => signedParameters.has(name))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
    .toSorted();
  const resource = parameters.length === 0 ? path : `${path}?${parameters.join('&')}`;
  return [
    method,
    headers['content-md5'] ?? '',
    headers['content-type'] ?? '',
    query.get('Expires') ?? '',
    `${amazonHeaders}${resource}`,
  ].join('\n');
}
