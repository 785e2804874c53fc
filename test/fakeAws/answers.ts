import type { ServerResponse } from 'node:http';
import { errorResponse } from '../../src/local/protocols/errors.ts';
import type { Protocol } from '../../src/local/protocols/errors.ts';
import { ServiceError } from '../../src/local/protocols/service.ts';
import type { ServiceResponse } from '../../src/local/protocols/service.ts';
import type { Call, ServiceName } from './calls.ts';

const protocols: Readonly<Record<ServiceName, Protocol | 'oauth' | 'plain'>> = {
  s3: 's3',
  sagemaker: 'json',
  logs: 'json',
  servicequotas: 'json',
  ce: 'json',
  monitoring: 'json',
  pricing: 'json',
  scheduler: 'rest-json',
  runtime: 'rest-json',
  sso: 'rest-json',
  sts: 'query',
  iam: 'query',
  'sso-oidc': 'oauth',
  signin: 'oauth',
  metadata: 'plain',
  pricelist: 'plain',
};

export const isXml = ({ service }: Call) => /^(s3|query)$/.test(protocols[service]);

/** An error as its service writes it; anything that is not a service's own is a fault of the fake, said in its message. */
export function errorAnswer({ service, method }: Call, error: unknown, requestId: string): ServiceResponse {
  const own =
    error instanceof ServiceError
      ? error
      : new ServiceError('InternalFailure', `The fake failed: ${String(error)}`, 500);
  const protocol = protocols[service];
  switch (protocol) {
    case 'oauth':
      return {
        status: own.status,
        headers: {
          'content-type': 'application/json',
          'x-amzn-errortype': own.code,
          'x-amzn-requestid': requestId,
        },
        body: JSON.stringify(own.members),
      };
    case 'plain':
      return {
        status: own.status,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ Code: own.code, Message: own.message }),
      };
    case 'json':
    case 'rest-json':
    case 's3':
    case 'query':
      return errorResponse(protocol, own, requestId, method === 'HEAD');
  }
}

export const jsonAnswer = (value: object, type = 'application/json'): ServiceResponse => ({
  status: 200,
  headers: { 'content-type': type },
  body: JSON.stringify(value),
});

export function send(reply: ServerResponse, { status, headers, body }: ServiceResponse): void {
  const bytes = bytesOf(body);
  reply.writeHead(status, {
    ...headers,
    ...(headers?.['content-length'] === undefined ? { 'content-length': bytes.length } : {}),
  });
  reply.end(bytes);
}

/** The head and half of the body, and then the connection breaks. */
export function sendHalf(reply: ServerResponse, { status, headers, body }: ServiceResponse): void {
  const bytes = bytesOf(body);
  reply.writeHead(status, { ...headers, 'content-length': Math.max(1, bytes.length) });
  reply.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => reply.destroy());
}

function bytesOf(body: ServiceResponse['body']): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body);
  throw new Error('the fake answers with whole bodies');
}
