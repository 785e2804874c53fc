import type { IncomingMessage } from 'node:http';
import { ServiceError, requestTooLarge } from '../protocols/service.ts';
import type { ServiceRequest } from '../protocols/service.ts';
import { openPermits } from '../permits/permits.ts';
import type { Permit, Permits } from '../permits/permits.ts';
import { decodeAwsChunked } from './chunked.ts';

/** What bounds the bodies of requests, over all listeners. */
export interface BodyLimits {
  /** Memory for bodies that are read whole, held until the response. Large bodies never delay small ones. */
  readonly small: Permits;
  readonly large: Permits;
  /** How long a request waits for memory that slow clients may hold. */
  readonly waitMs: number;
  /** How long a client may pause in the middle of a body. */
  readonly idleMs: number;
}

const smallBytes = 64 * 1024;
const [allSmallBytes, allLargeBytes] = [32 * 1024 * 1024, 192 * 1024 * 1024];

export const bodyLimits = (given: Partial<BodyLimits> = {}): BodyLimits => ({
  small: openPermits(allSmallBytes),
  large: openPermits(allLargeBytes),
  waitMs: 60_000,
  idleMs: 60_000,
  ...given,
});

/** The body of one request. */
export interface RequestBody extends Pick<ServiceRequest, 'body' | 'trailers' | 'readBody'> {
  /** Releases the memory permits that readBody took. */
  release(): void;
}

/** S3's own limit of a body that it reads whole: more than any XML it takes. */
const defaultMaxBytes = 8 * 1024 * 1024;
const noRoom = () =>
  new ServiceError(
    'ServiceUnavailable',
    'The embedded server holds too many large requests at once. Please try again.',
    503,
  );

/** Error code for a client that stopped sending; its connection is closed. */
export const requestTimeout = 'RequestTimeout';

const isIdle = () =>
  new ServiceError(
    requestTimeout,
    'Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.',
  );

/** The chunks of a source; throws RequestTimeout when it has none for `idleMs` while one is wanted. */
async function* unlessIdle(source: AsyncIterator<Uint8Array>, idleMs: number): AsyncGenerator<Uint8Array> {
  let isReading = false;
  let fail: (error: unknown) => void = () => undefined;
  const timer = setTimeout(() => {
    if (isReading) fail(isIdle());
  }, idleMs);
  const read = () =>
    new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
      fail = reject;
      isReading = true;
      timer.refresh();
      const settled = source.next().finally(() => (isReading = false));
      settled.then(resolve, reject);
    });
  try {
    for (let chunk = await read(); chunk.done !== true; chunk = await read()) yield chunk.value;
  } finally {
    clearTimeout(timer);
    // return() would wait for the pending chunk.
    if (!isReading) await source.return?.();
  }
}

/**
 * The body of a message, read only when something iterates over it; a body that is read whole waits for room first. A message is never
 * destroyed from here, so that an error can still be answered.
 */
export function openBody(
  message: IncomingMessage,
  headers: ServiceRequest['headers'],
  limits: BodyLimits,
): RequestBody {
  const trailers: Record<string, string> = {};
  const isFramed = isAwsChunked(headers);
  const stream = (): AsyncIterable<Uint8Array> => {
    const raw = unlessIdle(message.iterator({ destroyOnReturn: false }), limits.idleMs);
    return isFramed ? decodeAwsChunked(raw, trailers) : raw;
  };
  let permit: Permit | undefined;
  let whole: Promise<Buffer> | undefined;
  const readAll = async (maxBytes: number): Promise<Buffer> => {
    const announced = announcedBytes(headers);
    if (announced !== undefined && announced > maxBytes) throw requestTooLarge(maxBytes);
    const most = announced ?? maxBytes;
    permit = await waitForRoom(message, most, limits);
    const chunks: Uint8Array[] = [];
    const body = announced === undefined ? undefined : Buffer.allocUnsafe(announced);
    let size = 0;
    const take = (chunk: Uint8Array) => {
      if (size + chunk.length > most) throw requestTooLarge(maxBytes);
      if (body === undefined) chunks.push(chunk);
      else body.set(chunk, size);
      size += chunk.length;
    };
    if (isFramed) for await (const chunk of stream()) take(chunk);
    else await takeAll(message, take, limits.idleMs);
    permit.keep(size);
    return body?.subarray(0, size) ?? Buffer.concat(chunks);
  };
  async function* body(): AsyncGenerator<Uint8Array> {
    if (whole === undefined) yield* stream();
    else yield await whole;
  }
  return {
    body: { [Symbol.asyncIterator]: body },
    trailers,
    readBody: (maxBytes = defaultMaxBytes) => (whole ??= readAll(maxBytes)),
    release: () => permit?.release(),
  };
}

/**
 * Passes on a message's chunks as they arrive: cheaper than iterating for small bodies. Rejects with what `take` throws, and
 * with RequestTimeout.
 */
function takeAll(message: IncomingMessage, take: (chunk: Uint8Array) => void, idleMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const onClose = () => {
      if (!message.readableEnded) stop(new Error('the client has hung up'));
    };
    const stop = (error: unknown) => {
      clearTimeout(timer);
      message.off('data', onData).pause();
      reject(error);
    };
    const onData = (chunk: Uint8Array) => {
      timer.refresh();
      try {
        take(chunk);
      } catch (error) {
        stop(error);
      }
    };
    const onEnd = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => stop(isIdle()), idleMs);
    if (message.destroyed) return onClose();
    message.on('data', onData).once('end', onEnd).once('error', stop);
    message.once('close', onClose);
  });
}

/** Length of the body on the wire, including framing; undefined if the message does not declare it. */
function announcedBytes(headers: ServiceRequest['headers']): number | undefined {
  if (headers['transfer-encoding'] !== undefined) return undefined;
  return Number(headers['content-length'] ?? 0);
}

/** Rejects when the client disconnects, and with 503 after a timeout. */
async function waitForRoom(message: IncomingMessage, bytes: number, limits: BodyLimits): Promise<Permit> {
  const permits = bytes > smallBytes ? limits.large : limits.small;
  const permit = permits.takeNow(bytes);
  if (permit !== undefined) return permit;
  const abort = new AbortController();
  const leave = () => abort.abort(new Error('the client has hung up'));
  const timer = setTimeout(() => abort.abort(noRoom()), limits.waitMs);
  message.once('close', leave);
  try {
    return await permits.take(bytes, abort.signal);
  } finally {
    clearTimeout(timer);
    message.off('close', leave);
  }
}

/** Content-Encoding alone says nothing: some clients set it on a body that is not framed. */
const isAwsChunked = (headers: ServiceRequest['headers']) =>
  (headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-') ||
  ((headers['content-encoding'] ?? '').includes('aws-chunked') &&
    headers['x-amz-decoded-content-length'] !== undefined);
