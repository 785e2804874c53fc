import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isPresignedV2, verifyPresignedV2 } from '../signatures/presignedV2.ts';
import { readScope, sha256, verifySignature } from '../signatures/sigv4.ts';
import type { Credentials } from '../signatures/sigv4.ts';
import { AwsChunkedDecoder } from './chunked.ts';
import { errorResponse, requestIdHeaders } from '../protocols/errors.ts';
import type { Protocol } from '../protocols/errors.ts';
import { ServiceError } from '../protocols/service.ts';
import type { Service, ServiceRequest, ServiceResponse } from '../protocols/service.ts';

export interface Route {
  readonly protocol: Protocol;
  readonly service: Service;
}

export interface HttpOptions {
  readonly credentials: Credentials;
  readonly clock: () => Date;
  /** Which service answers; undefined: none does. */
  readonly route: (service: string, request: ServiceRequest) => Route | undefined;
  readonly onRequest: () => void;
  readonly onError: (error: unknown) => void;
}

const maxBufferedBytes = 64 * 1024 * 1024;

/** An HTTP server that answers signed requests alone. The caller listens and closes. */
export function createHttpServer(options: HttpOptions): Server {
  const server = createServer((message, reply) => {
    options.onRequest();
    void answer(message, options)
      .then((response) => send(reply, response))
      .catch((error: unknown) => {
        // A client that has read enough hangs up.
        if (!reply.destroyed) options.onError(error);
        reply.destroy();
      });
  });
  server.keepAliveTimeout = 60_000;
  return server;
}

async function answer(message: IncomingMessage, options: HttpOptions): Promise<ServiceResponse> {
  const requestId = randomUUID();
  let protocol = guessProtocol(message);
  try {
    const { request, service } = await authenticate(message, requestId, options);
    const route = options.route(service, request);
    if (route === undefined)
      throw new ServiceError('UnknownOperationException', `The service ${service} is not served here`, 400);
    protocol = route.protocol;
    const response = await route.service(request);
    return {
      ...response,
      headers: { ...requestIdHeaders(requestId), ...response.headers },
    };
  } catch (error) {
    if (!(error instanceof ServiceError)) options.onError(error);
    message.resume();
    return errorResponse(protocol, error, requestId, message.method === 'HEAD');
  }
}

async function authenticate(
  message: IncomingMessage,
  requestId: string,
  { credentials, clock }: HttpOptions,
): Promise<{ request: ServiceRequest; service: string }> {
  const [path, search] = splitUrl(message.url ?? '/');
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );
  const parts = { method: message.method ?? 'GET', path, query: new URLSearchParams(search), headers };
  if (isPresignedV2(parts)) {
    verifyPresignedV2(parts, credentials, clock());
    return { service: 's3', request: streamedRequest(message, parts, requestId) };
  }
  const scope = readScope(parts, credentials);
  const { service, payloadHash } = scope;
  if (service === 's3' && payloadHash !== undefined) {
    verifySignature(parts, scope, credentials, payloadHash, clock());
    return { service, request: streamedRequest(message, parts, requestId) };
  }
  const body = await readAll(message, maxBufferedBytes);
  verifySignature(parts, scope, credentials, sha256(body), clock());
  return {
    service,
    request: { ...parts, requestId, body: Readable.from([body]), readBody: async () => body },
  };
}

function streamedRequest(
  message: IncomingMessage,
  parts: Pick<ServiceRequest, 'method' | 'path' | 'query' | 'headers'>,
  requestId: string,
): ServiceRequest {
  const chunked =
    (parts.headers['content-encoding'] ?? '').includes('aws-chunked') ||
    (parts.headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');
  const body = chunked ? message.pipe(new AwsChunkedDecoder()) : message;
  message.once('error', (error) => body.destroy(error));
  return { ...parts, requestId, body, readBody: (maxBytes = maxBufferedBytes) => readAll(body, maxBytes) };
}

function splitUrl(url: string): [string, string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

async function readAll(body: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const bytes: Buffer = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes)
      throw new ServiceError('RequestEntityTooLarge', `The request is larger than ${maxBytes} bytes`, 413);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** How to refuse a request before its service is known. */
function guessProtocol(message: IncomingMessage): Protocol {
  if (/\/s3\/aws4_request/.test(message.headers.authorization ?? '')) return 's3';
  if (message.headers['x-amz-target'] !== undefined) return 'json';
  if ((message.url ?? '').startsWith('/endpoints/')) return 'rest-json';
  return (message.headers['content-type'] ?? '').includes('x-www-form-urlencoded') ? 'query' : 's3';
}

async function send(reply: ServerResponse, { status, headers = {}, body }: ServiceResponse): Promise<void> {
  reply.writeHead(status, {
    ...headers,
    ...(body === undefined || body instanceof Readable
      ? {}
      : { 'content-length': String(Buffer.byteLength(body)) }),
  });
  if (body instanceof Readable) await pipeline(body, reply);
  else reply.end(body);
}
