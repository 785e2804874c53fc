import { ServiceError } from './service.ts';
import type { ServiceResponse } from './service.ts';
import { escapeXml } from './xml.ts';

/** The wire protocol of a service. */
export type Protocol = 'json' | 'rest-json' | 's3' | 'query';

/** An error in the protocol's own shape; anything but a ServiceError is reported as an internal failure. */
export function errorResponse(
  protocol: Protocol,
  error: unknown,
  requestId: string,
  headOnly: boolean,
): ServiceResponse {
  const { code, message, status, members } = named(
    protocol,
    error instanceof ServiceError ? error : internalFailure(protocol, error),
  );
  const headers = requestIdHeaders(protocol, requestId);
  if (headOnly) return { status, headers };
  switch (protocol) {
    case 'json':
      return {
        status,
        headers: { ...headers, 'content-type': 'application/x-amz-json-1.1' },
        body: JSON.stringify({ __type: code, message, ...members }),
      };
    case 'rest-json':
      return {
        status,
        headers: { ...headers, 'content-type': 'application/json', 'x-amzn-errortype': code },
        body: JSON.stringify({ Message: message, message, ...members }),
      };
    case 's3':
      return {
        status,
        headers: { ...headers, 'content-type': 'application/xml' },
        body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message>${factsOf(members)}<RequestId>${requestId}</RequestId><HostId>${requestId}</HostId></Error>`,
      };
    case 'query':
      return {
        status,
        headers: { ...headers, 'content-type': 'text/xml' },
        body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      };
  }
}

/** Additional elements of an S3 error. */
const factsOf = (members: ServiceError['members']): string =>
  Object.entries(members)
    .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
    .join('');

type Renamed = Pick<ServiceError, 'code'> & Partial<Pick<ServiceError, 'message' | 'status'>>;

const jsonErrors: Readonly<Record<string, Renamed>> = {
  InvalidClientTokenId: { code: 'UnrecognizedClientException', status: 400 },
  SignatureDoesNotMatch: { code: 'InvalidSignatureException', status: 400 },
  MissingAuthenticationToken: { code: 'MissingAuthenticationTokenException', status: 400 },
  IncompleteSignature: { code: 'IncompleteSignatureException' },
};

/** The protocol's names for common errors. */
const renamed: Readonly<Record<Protocol, Readonly<Record<string, Renamed>>>> = {
  json: jsonErrors,
  'rest-json': Object.fromEntries(
    Object.entries(jsonErrors).map(([name, { code }]) => [name, { code, status: 403 }]),
  ),
  s3: {
    InvalidClientTokenId: {
      code: 'InvalidAccessKeyId',
      message: 'The AWS Access Key Id you provided does not exist in our records.',
    },
    RequestEntityTooLargeException: { code: 'MaxMessageLengthExceeded' },
    ServiceUnavailable: { code: 'SlowDown' },
  },
  query: {},
};

function named(protocol: Protocol, { code, message, status, members }: ServiceError) {
  return { code, message, status, members, ...renamed[protocol][code] };
}

/** The id of a request, as the service names it. */
export const requestIdHeaders = (protocol: Protocol, requestId: string): Readonly<Record<string, string>> =>
  protocol === 's3'
    ? { 'x-amz-request-id': requestId, 'x-amz-id-2': requestId }
    : { 'x-amzn-requestid': requestId };

const fullDiskCodes = new Set<unknown>(['disk-full', 'ENOSPC', 'EDQUOT']);

function internalFailure(protocol: Protocol, error: unknown): ServiceError {
  const full = error instanceof Error && 'code' in error && fullDiskCodes.has(error.code);
  const message = full
    ? 'No space left on the disk of the embedded server.'
    : 'We encountered an internal error. The log of the embedded server has its details.';
  return new ServiceError(protocol === 's3' ? 'InternalError' : 'InternalFailure', message, full ? 507 : 500);
}
