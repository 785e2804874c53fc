import { ServiceError, malformedTrailer } from '../protocols/service.ts';

const incomplete = () =>
  new ServiceError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the x-amz-decoded-content-length HTTP header',
  );
const malformed = (what: string) =>
  new ServiceError('IncompleteBody', `The aws-chunked framing of the body is malformed: ${what}`);

/** Of a chunk's size with its signature, and of each trailer. */
const longestLineBytes = 8 * 1024;
const mostTrailers = 32;

type State =
  | { readonly kind: 'size' | 'data-end' | 'trailers' | 'end' }
  | { readonly kind: 'data'; readonly remaining: number };

/**
 * Removes aws-chunked framing: `SIZE[;chunk-signature=…]\r\n DATA \r\n … 0\r\n TRAILERS \r\n`. Trailers, lower-case, are put into
 * `trailers`. Throws ServiceError for framing that is malformed or cut short.
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Uint8Array>,
  trailers: Record<string, string>,
): AsyncGenerator<Uint8Array> {
  let state: State = { kind: 'size' };
  let pending: Uint8Array = new Uint8Array(0);
  for await (const bytes of source) {
    pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
    while (pending.length > 0) {
      if (state.kind === 'data') {
        const data: Uint8Array = pending.subarray(0, state.remaining);
        pending = pending.subarray(data.length);
        const remaining: number = state.remaining - data.length;
        state = remaining === 0 ? { kind: 'data-end' } : { kind: 'data', remaining };
        yield data;
        continue;
      }
      const line = takeLine(pending);
      if (line === undefined) break;
      pending = pending.subarray(line.length + 2);
      state = afterLine(state.kind, line, trailers);
    }
  }
  // Some clients leave out the empty line that ends the trailers.
  if (state.kind !== 'end' && state.kind !== 'trailers') throw incomplete();
}

/** A line without its end, as latin1; undefined when its end is still to come. */
function takeLine(bytes: Uint8Array): string | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = buffer.subarray(0, longestLineBytes).indexOf('\r\n');
  if (end >= 0) return buffer.toString('latin1', 0, end);
  if (buffer.length >= longestLineBytes) throw malformed('a line is too long');
  return undefined;
}

function afterLine(
  state: Exclude<State['kind'], 'data'>,
  line: string,
  trailers: Record<string, string>,
): State {
  switch (state) {
    case 'size':
      return afterSize(line);
    case 'data-end':
      if (line !== '') throw malformed('a chunk is longer than its size');
      return { kind: 'size' };
    case 'trailers':
      return afterTrailer(line, trailers);
    case 'end':
      throw malformed('it goes on after its end');
  }
}

function afterSize(line: string): State {
  const size = /^([0-9a-f]{1,12})(?:;|$)/i.exec(line)?.[1];
  if (size === undefined) throw malformed('a chunk has no size');
  const remaining = Number.parseInt(size, 16);
  return remaining === 0 ? { kind: 'trailers' } : { kind: 'data', remaining };
}

function afterTrailer(line: string, trailers: Record<string, string>): State {
  if (line === '') return { kind: 'end' };
  const at = line.indexOf(':');
  if (at < 0 || Object.keys(trailers).length >= mostTrailers) throw malformedTrailer();
  trailers[line.slice(0, at).trim().toLowerCase()] = line.slice(at + 1).trim();
  return { kind: 'trailers' };
}
