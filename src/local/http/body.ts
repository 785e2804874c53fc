import type { IncomingMessage } from 'node:http';
import { ServiceError, requestTooLarge } from '../protocols/service.ts';
import type { ServiceRequest } from '../protocols/service.ts';
import { decodeAwsChunked } from './chunked.ts';

/** Bytes of request bodies that are in memory at a time, over all requests. */
export interface BodyMemory {
  /** Throws ServiceError 503 when there is no room. */
  reserve(bytes: number): void;
  release(bytes: number): void;
}

export function openBodyMemory(maxBytes: number): BodyMemory {
  let reserved = 0;
  return {
    reserve(bytes) {
      if (reserved + bytes > maxBytes)
        throw new ServiceError(
          'ServiceUnavailable',
          'The embedded server holds too many large requests at once. Please try again.',
          503,
        );
      reserved += bytes;
    },
    release(bytes) {
      reserved -= bytes;
    },
  };
}

/** The body of one request. */
export interface RequestBody extends Pick<ServiceRequest, 'body' | 'trailers' | 'readBody'> {
  /** Gives back the memory that readBody has taken. */
  release(): void;
}

/** S3's own limit of a body that it reads whole: more than any XML it takes. */
const defaultMaxBytes = 8 * 1024 * 1024;

/**
 * The body of a message, read only when something iterates over it. A message is never destroyed from here, so that an error can
 * still be answered.
 */
export function openBody(
  message: IncomingMessage,
  headers: ServiceRequest['headers'],
  memory: BodyMemory,
): RequestBody {
  const trailers: Record<string, string> = {};
  const framed = isAwsChunked(headers);
  const stream = (): AsyncIterable<Uint8Array> => {
    const raw = message.iterator({ destroyOnReturn: false });
    return framed ? decodeAwsChunked(raw, trailers) : raw;
  };
  let reserved = 0;
  let whole: Promise<Buffer> | undefined;
  const readAll = async (maxBytes: number): Promise<Buffer> => {
    if (Number(headers['content-length'] ?? 0) > maxBytes) throw requestTooLarge(maxBytes);
    const chunks: Uint8Array[] = [];
    let size = 0;
    const take = (chunk: Uint8Array) => {
      size += chunk.length;
      if (size > maxBytes) throw requestTooLarge(maxBytes);
      memory.reserve(chunk.length);
      reserved += chunk.length;
      chunks.push(chunk);
    };
    if (framed) for await (const chunk of stream()) take(chunk);
    else await takeAll(message, take);
    const [first] = chunks;
    return first instanceof Buffer && chunks.length === 1 ? first : Buffer.concat(chunks);
  };
  async function* body(): AsyncGenerator<Uint8Array> {
    if (whole === undefined) yield* stream();
    else yield await whole;
  }
  return {
    body: { [Symbol.asyncIterator]: body },
    trailers,
    readBody: (maxBytes = defaultMaxBytes) => (whole ??= readAll(maxBytes)),
    release() {
      memory.release(reserved);
      reserved = 0;
    },
  };
}

/** Hands on a message's chunks as they arrive, which for small bodies takes less than iterating. Rejects with what `take` throws. */
function takeAll(message: IncomingMessage, take: (chunk: Uint8Array) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const onClose = () => {
      if (!message.readableEnded) reject(new Error('the client has hung up'));
    };
    if (message.destroyed) return onClose();
    const stop = (error: unknown) => {
      message.off('data', onData).pause();
      reject(error);
    };
    const onData = (chunk: Uint8Array) => {
      try {
        take(chunk);
      } catch (error) {
        stop(error);
      }
    };
    message.on('data', onData).once('end', resolve).once('error', reject);
    message.once('close', onClose);
  });
}

/** Content-Encoding alone says nothing: some clients set it on a body that is not framed. */
const isAwsChunked = (headers: ServiceRequest['headers']) =>
  (headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-') ||
  ((headers['content-encoding'] ?? '').includes('aws-chunked') &&
    headers['x-amz-decoded-content-length'] !== undefined);
