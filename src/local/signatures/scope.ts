import { ServiceError, invalidArgument } from '../protocols/service.ts';
import type { Credentials, Scope, SignedParts } from './sigv4.ts';

const algorithm = 'AWS4-HMAC-SHA256';
/** Longest validity of a presigned URL: one week. */
const maxExpiresSeconds = 604_800;

/**
 * Reads the parts of a signature, from the header or the query. Throws ServiceError when it is missing, of another kind, malformed, or
 * made with another access key: S3 has its own errors for all of these.
 */
export function readScope(request: SignedParts, credentials: Credentials, isS3: boolean): Scope {
  const header = request.headers['authorization'];
  const presigned = header === undefined && isPresigned(request.query);
  const fields = presigned
    ? presignedFields(request.query, isS3)
    : headerFields(header, isS3 ? s3Header : otherHeader);
  const refuse = presigned ? malformedParameter : isS3 ? malformedHeader : incomplete;
  const credential = (fields.get('Credential') ?? '').split('/');
  const [accessKeyId, date = '', region = '', service = '', terminal = ''] = credential;
  if (credential.length !== 5)
    throw refuse(
      'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    );
  if (terminal !== 'aws4_request')
    throw refuse(`incorrect terminal "${terminal}". This endpoint uses "aws4_request".`);
  if (isS3 && service !== 's3')
    throw refuse(`incorrect service "${service}". This endpoint belongs to "s3".`);
  if (!/^\d{8}$/.test(date))
    throw refuse(
      `incorrect date format "${date}". This date in the credential must be in the format "yyyyMMdd".`,
    );
  if (accessKeyId !== credentials.accessKeyId) throw unknownKey(isS3 ? accessKeyId : undefined);
  const timestamp = presigned ? (request.query.get('X-Amz-Date') ?? '') : headerTimestamp(request, isS3);
  if (!timestamp.startsWith(date))
    throw presigned || isS3
      ? refuse(`Invalid credential date "${date}". This date is not the same as X-Amz-Date: "${timestamp}".`)
      : incomplete(`Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date`);
  return {
    service,
    region,
    date,
    timestamp,
    presigned,
    signedHeaders: (fields.get('SignedHeaders') ?? '').split(';'),
    signature: fields.get('Signature') ?? '',
    payloadHash: payloadHashOf(request, presigned),
  };
}

/** S3 names the access key that it does not know. */
export const unknownKey = (accessKeyId?: string) =>
  new ServiceError(
    'InvalidClientTokenId',
    'The security token included in the request is invalid.',
    403,
    accessKeyId === undefined ? {} : { AWSAccessKeyId: accessKeyId },
  );

const isPresigned = (query: URLSearchParams) =>
  ['X-Amz-Signature', 'X-Amz-Credential', 'X-Amz-Algorithm'].some((name) => query.has(name));

const payloadHashOf = ({ query, headers }: SignedParts, presigned: boolean) =>
  presigned ? (query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD') : headers['x-amz-content-sha256'];

const incomplete = (what: string) => new ServiceError('IncompleteSignature', what);
const malformedHeader = (what: string) =>
  new ServiceError('AuthorizationHeaderMalformed', `The authorization header is malformed; ${what}`);
const parametersError = (what: string) => new ServiceError('AuthorizationQueryParametersError', what);
const malformedParameter = (what: string) =>
  parametersError(`Error parsing the X-Amz-Credential parameter; ${what}`);

/** The service's message about an Authorization header. */
interface HeaderErrors {
  readonly missing: () => ServiceError;
  readonly otherScheme: (header: string) => ServiceError;
  readonly malformed: (what: string) => ServiceError;
}

const otherHeader: HeaderErrors = {
  missing: () => new ServiceError('MissingAuthenticationToken', 'Missing Authentication Token', 403),
  otherScheme: () => incomplete(`Only ${algorithm} is supported`),
  malformed: incomplete,
};

const s3Header: HeaderErrors = {
  missing: () => new ServiceError('AccessDenied', 'Access Denied', 403),
  otherScheme: (header) =>
    header.startsWith('AWS ')
      ? new ServiceError(
          'InvalidRequest',
          `The authorization mechanism you have provided is not supported. Please use ${algorithm}.`,
        )
      : invalidArgument(
          header.includes(' ')
            ? 'Unsupported Authorization Type'
            : "Authorization header is invalid -- one and only one ' ' (space) required",
          'Authorization',
          header.split(' ')[0] ?? '',
        ),
  malformed: malformedHeader,
};

function headerFields(header: string | undefined, errors: HeaderErrors): Map<string, string> {
  if (header === undefined) throw errors.missing();
  if (!header.startsWith(`${algorithm} `)) throw errors.otherScheme(header);
  const parts = header.slice(algorithm.length + 1).split(',');
  const fields = new Map<string, string>();
  for (const part of parts) {
    const field = part.trim();
    const at = field.indexOf('=');
    if (at < 0) throw errors.malformed(`the authorization component "${field}" is malformed.`);
    fields.set(field.slice(0, at), field.slice(at + 1));
  }
  for (const name of ['Credential', 'SignedHeaders', 'Signature'])
    if (!fields.get(name)) throw errors.malformed(`missing ${name}.`);
  return fields;
}

/** An ISO timestamp in its basic form; S3 also takes the Date header. */
function headerTimestamp({ headers }: SignedParts, isS3: boolean): string {
  const sent = headers['x-amz-date'] ?? '';
  if (isTimestamp(sent)) return sent;
  const date = Date.parse(headers['date'] ?? '');
  if (!Number.isNaN(date) && sent === '') return new Date(date).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  throw isS3
    ? new ServiceError('AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header', 403)
    : incomplete('Date must be in ISO-8601 basic format');
}

const isTimestamp = (text: string) => /^\d{8}T\d{6}Z$/.test(text);

/** Parameters of a presigned URL, validated except for the credential. */
function presignedFields(query: URLSearchParams, isS3: boolean): Map<string, string> {
  const names = ['Algorithm', 'Credential', 'Signature', 'Date', 'SignedHeaders', 'Expires'];
  const fields = new Map(names.map((name) => [name, query.get(`X-Amz-${name}`) ?? '']));
  // Only S3 requires X-Amz-Expires.
  if (names.some((name) => fields.get(name) === '' && (isS3 || name !== 'Expires')))
    throw parametersError(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  if (fields.get('Algorithm') !== algorithm)
    throw parametersError(`X-Amz-Algorithm only supports "${algorithm}"`);
  if (!isTimestamp(fields.get('Date') ?? ''))
    throw parametersError(`X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`);
  const expires = Number(fields.get('Expires') || Number.NaN);
  if (!Number.isInteger(expires)) throw parametersError('X-Amz-Expires should be a number');
  if (expires < 1) throw parametersError('X-Amz-Expires must be positive');
  if (expires > maxExpiresSeconds)
    throw parametersError(
      `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${maxExpiresSeconds} seconds`,
    );
  return fields;
}
