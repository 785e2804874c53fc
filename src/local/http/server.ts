import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { errorResponse, requestIdHeaders } from '../protocols/errors.ts';
import type { Protocol } from '../protocols/errors.ts';
import { ServiceError, invalidArgument } from '../protocols/service.ts';
import type { Service, ServiceRequest, ServiceResponse } from '../protocols/service.ts';
import { isPresignedV2, verifyPresignedV2 } from '../signatures/presignedV2.ts';
import { readScope } from '../signatures/scope.ts';
import { sha256, verifySignature } from '../signatures/sigv4.ts';
import type { Credentials, SignedParts } from '../signatures/sigv4.ts';
import { openBody, requestTimeout } from './body.ts';
import type { BodyLimits, RequestBody } from './body.ts';

export interface Route {
  readonly protocol: Protocol;
  readonly service: Service;
  /** Of a request whose signature covers its body, which is read whole before anything is done. */
  readonly maxBodyBytes: number;
}

export interface HttpOptions {
  readonly credentials: Credentials;
  readonly clock: () => Date;
  readonly bodies: BodyLimits;
  /** Which service answers; undefined: none does. */
  readonly route: (service: string, path: string) => Route | undefined;
  readonly onRequest: () => void;
  readonly onError: (error: unknown) => void;
}

/** A connection can break at any time; whoever reads or writes then gets the error too. */
const ignore = () => undefined;

/** An HTTP server that answers signed requests alone. The caller listens and closes. */
export function createHttpServer(options: HttpOptions): Server {
  const server = createServer((message, reply) => {
    options.onRequest();
    message.on('error', ignore);
    reply.on('error', ignore);
    void respond(message, reply, options);
  });
  server.keepAliveTimeout = 60_000;
  // A large object may take long as long as bytes keep arriving: see BodyLimits.
  server.requestTimeout = 0;
  return server;
}

/** Answers one request, or closes its connection; never rejects. */
async function respond(message: IncomingMessage, reply: ServerResponse, options: HttpOptions): Promise<void> {
  const requestId = randomUUID();
  const known: Known = { protocol: guessProtocol(message) };
  try {
    const response = await answer(message, reply, { requestId, options, known });
    await send(reply, response, requestIdHeaders(known.protocol, requestId));
  } catch (error) {
    // The client has hung up: there is nobody to answer.
    if (reply.destroyed || message.socket.destroyed) reply.destroy();
    else {
      if (!(error instanceof ServiceError)) options.onError(error);
      const response = errorResponse(known.protocol, error, requestId, message.method === 'HEAD');
      const isOver = error instanceof ServiceError && error.code === requestTimeout;
      const headers = { ...response.headers, ...(isOver ? { connection: 'close' } : {}) };
      await refuse(message, reply, { ...response, headers });
    }
  } finally {
    known.body?.release();
  }
}

/** What is known of a request as it is looked into. */
interface Known {
  protocol: Protocol;
  body?: RequestBody;
}

async function answer(
  message: IncomingMessage,
  reply: ServerResponse,
  { requestId, options, known }: { requestId: string; options: HttpOptions; known: Known },
): Promise<ServiceResponse> {
  const [path, search] = splitUrl(message.url ?? '/');
  const headers = headersOf(message);
  const opened = openBody(message, headers, options.bodies);
  known.body = opened;
  const { body, trailers, readBody } = opened;
  const method = message.method ?? 'GET';
  const onHangUp = (act: () => void) =>
    void reply.once('close', () => {
      if (!reply.writableFinished) act();
    });
  const signed = { method, path, query: new URLSearchParams(search), headers };
  const { service: serviceName, region, verifyBody } = authenticate(signed, known.protocol === 's3', options);
  const route = options.route(serviceName, path);
  if (route === undefined)
    throw new ServiceError('UnknownOperationException', `The service ${serviceName} is not served here`);
  known.protocol = route.protocol;
  if (verifyBody !== undefined) verifyBody(await readBody(route.maxBodyBytes));
  const { query } = signed;
  return route.service({
    method,
    path,
    query,
    headers,
    body,
    trailers,
    readBody,
    requestId,
    region,
    onHangUp,
  });
}

/** Without a prototype: a client may name `constructor` as one of its signed headers. */
function headersOf(message: IncomingMessage): ServiceRequest['headers'] {
  const headers: Record<string, string> = Object.create(null);
  const given = message.headers;
  for (const name of Object.keys(given)) {
    const value = given[name];
    headers[name] = Array.isArray(value) ? value.join(',') : (value ?? '');
  }
  // Node joins repeated headers with ", ", but they are signed joined by ",".
  const isRepeated = message.rawHeaders.length > 2 * Object.keys(headers).length;
  for (const [name, values = []] of isRepeated ? Object.entries(message.headersDistinct) : [])
    if (values.length > 1 && headers[name] === values.join(', ')) headers[name] = values.join(',');
  return headers;
}

interface Authenticated {
  readonly service: string;
  readonly region?: string;
  /** Of a request whose body is signed with it: throws unless the body is the one that was signed. */
  readonly verifyBody?: (body: Uint8Array) => void;
}

function authenticate(parts: SignedParts, isS3: boolean, { credentials, clock }: HttpOptions): Authenticated {
  if (isPresignedV2(parts)) {
    verifyPresignedV2(parts, credentials, clock());
    return { service: 's3' };
  }
  if (isForm(parts)) throw formRefused();
  const scope = readScope(parts, credentials, isS3);
  const { service, region, payloadHash } = scope;
  if (service === 's3' && payloadHash !== undefined) {
    checkPayloadHash(payloadHash);
    verifySignature(parts, scope, credentials, payloadHash, clock());
    return { service, region };
  }
  const verifyBody = (body: Uint8Array) => verifySignature(parts, scope, credentials, sha256(body), clock());
  return { service, region, verifyBody };
}

const payloadPlaceholders = new Set([
  'UNSIGNED-PAYLOAD',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
]);

function checkPayloadHash(value: string): void {
  if (payloadPlaceholders.has(value) || /^[0-9a-f]{64}$/.test(value)) return;
  throw invalidArgument(
    `x-amz-content-sha256 must be ${[...payloadPlaceholders].join(', ')} or a valid sha256 value.`,
    'x-amz-content-sha256',
    value,
  );
}

/** An upload by a form, which carries its signature in its fields. */
const isForm = ({ method, headers }: SignedParts) =>
  method === 'POST' &&
  headers['authorization'] === undefined &&
  (headers['content-type'] ?? '').startsWith('multipart/form-data');

const formRefused = () =>
  new ServiceError(
    'NotImplemented',
    'Uploads by a presigned POST form are not implemented by the embedded server: use a presigned PUT.',
    501,
  );

function splitUrl(url: string): [string, string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

/** How to refuse a request before its service is known. */
function guessProtocol(message: IncomingMessage): Protocol {
  if (
    /\/s3\/aws4_request|X-Amz-Credential=[^&]*%2Fs3%2F/i.test(
      `${message.headers.authorization} ${message.url}`,
    )
  )
    return 's3';
  if (message.headers['x-amz-target'] !== undefined) return 'json';
  if (/\/scheduler\/aws4_request/.test(message.headers.authorization ?? '')) return 'rest-json';
  if ((message.url ?? '').startsWith('/endpoints/')) return 'rest-json';
  return (message.headers['content-type'] ?? '').includes('x-www-form-urlencoded') ? 'query' : 's3';
}

async function send(
  reply: ServerResponse,
  { status, headers, body }: ServiceResponse,
  more?: ServiceResponse['headers'],
): Promise<void> {
  const sent: Record<string, string> = { ...more, ...headers };
  if (body === undefined) reply.writeHead(status, sent).end();
  else if (typeof body === 'string' || body instanceof Uint8Array) {
    sent['content-length'] = String(Buffer.byteLength(body));
    reply.writeHead(status, sent).end(body);
  } else {
    reply.writeHead(status, sent);
    await pipeline(body, reply);
  }
}

/** More of a refused body than this is not waited for. */
const drainedBytes = 64 * 1024 * 1024;

/**
 * Sends an error. What is left of the body is read and dropped, since a client that is still writing would not see the answer to
 * a connection that is closed at once.
 */
async function refuse(
  message: IncomingMessage,
  reply: ServerResponse,
  response: ServiceResponse,
): Promise<void> {
  if (reply.headersSent) {
    reply.destroy();
    return;
  }
  let drained = 0;
  message.on('data', (chunk: Uint8Array) => {
    drained += chunk.length;
    if (drained > drainedBytes) message.destroy();
  });
  message.resume();
  await send(reply, response).catch(() => reply.destroy());
}
