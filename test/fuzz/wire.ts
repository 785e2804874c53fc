import { createHash, createHmac } from 'node:crypto';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A request as it goes over the wire; nothing of it is checked or completed. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

const encode = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const queryOf = ({ query }: RawRequest) =>
  query.map(([name, value]) => `${encode(name)}=${encode(value)}`).toSorted();

/** S3 takes no header of this kind that is not signed. */
const amazonHeadersOf = ({ headers }: RawRequest) =>
  Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]): [string, string] => [name.toLowerCase(), value])
      .filter(([name]) => name.startsWith('x-amz-')),
  );

/**
 * The headers of a request with a Signature Version 4 that is right. `payloadHash` replaces the hash of the body in S3; by default it is its
 * own hash, which other services take without a header.
 */
export function signed(
  request: RawRequest,
  { accessKeyId, secretAccessKey }: Credentials,
  service: string,
  payloadHash?: string,
  { region = 'us-east-1', now = new Date() }: { readonly region?: string; readonly now?: Date } = {},
): RawRequest {
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const date = time.slice(0, 8);
  const scope = `${date}/${region}/${service}/aws4_request`;
  const hash = payloadHash ?? sha256(request.body);
  const signedHeaders: Record<string, string> = {
    host: '127.0.0.1',
    ...(service === 's3' ? { 'x-amz-content-sha256': hash } : {}),
    'x-amz-date': time,
    ...amazonHeadersOf(request),
  };
  const names = Object.keys(signedHeaders).toSorted();
  const path = service === 's3' ? request.path : request.path.split('/').map(encode).join('/');
  const canonical = [
    request.method,
    path,
    queryOf(request).join('&'),
    ...names.map((name) => `${name}:${signedHeaders[name]?.trim().replaceAll(/ +/g, ' ')}`),
    '',
    names.join(';'),
    hash,
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = [region, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${secretAccessKey}`, date));
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${hmac(key, text).toString('hex')}`;
  return { ...request, headers: { ...request.headers, ...signedHeaders, authorization } };
}

/** Head and body in one; a length is added unless the headers say how long the body is. */
export function bytesOfRequest(request: RawRequest): Buffer {
  const { method, path, headers, body } = request;
  const query = queryOf(request).join('&');
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const isSized = names.has('content-length') || names.has('transfer-encoding');
  const lines = [
    `${method} ${path}${query === '' ? '' : `?${query}`} HTTP/1.1`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(names.has('host') ? [] : ['host: 127.0.0.1']),
    ...(isSized || body.length === 0 ? [] : [`content-length: ${body.length}`]),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

/** aws-chunked framing of `chunks`, with the trailers given. */
export function awsChunked(chunks: readonly Buffer[], trailers: readonly string[] = []): Buffer {
  const framed = chunks.flatMap((chunk) => [
    Buffer.from(`${chunk.length.toString(16)}\r\n`),
    chunk,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([
    ...framed,
    Buffer.from(`0\r\n${trailers.map((line) => `${line}\r\n`).join('')}\r\n`),
  ]);
}

/** Where a server listens: a port of 127.0.0.1, or the path of a socket. */
export type Address = number | string;

/** What became of a request: its status and the rest of the answer's first bytes, or how its connection ended. */
export type Outcome =
  | { readonly kind: 'answered'; readonly status: number; readonly head: string }
  | { readonly kind: 'closed' }
  | { readonly kind: 'unanswered' };

export interface Sending {
  /** Whether the client stops writing after its bytes, since it has announced more of them or may have. */
  readonly isCut: boolean;
  readonly timeoutMs: number;
}

/** Sends bytes and waits for the first of the answer, for the end of the connection, or for the timeout. */
export function exchange(address: Address, bytes: Buffer, { isCut, timeoutMs }: Sending): Promise<Outcome> {
  return new Promise((resolve) => {
    const socket = open(address);
    let head = '';
    const finish = (outcome: Outcome) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(outcome);
    };
    const timer = setTimeout(() => finish({ kind: 'unanswered' }), timeoutMs);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      head += chunk.toString('latin1');
      // 100 Continue comes before the answer.
      const status = /^(?:HTTP\/1\.1 1\d\d[^]*?\r\n\r\n)*HTTP\/1\.1 ([2-9]\d\d)/.exec(head)?.[1];
      if (status !== undefined) finish({ kind: 'answered', status: Number(status), head });
    });
    socket.once('close', () => finish({ kind: 'closed' }));
    if (isCut) socket.end(bytes);
    else socket.write(bytes);
  });
}

/** Sends bytes and hangs up: in order, or at once with a reset. Resolves when the connection is gone. */
export function hangUp(address: Address, bytes: Buffer, isReset: boolean): Promise<void> {
  return new Promise((resolve) => {
    const socket = open(address);
    socket.on('error', () => undefined);
    socket.resume();
    socket.once('close', () => resolve());
    socket.write(bytes, () => {
      if (isReset && typeof address === 'number') socket.resetAndDestroy();
      else socket.end();
    });
  });
}

const open = (address: Address): Socket =>
  typeof address === 'number' ? connect(address, '127.0.0.1') : connect(address);
