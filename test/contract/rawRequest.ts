import { request } from 'node:http';
import { signed } from '../fuzz/wire.ts';
import type { Credentials, RawRequest } from '../fuzz/wire.ts';

export interface RawAnswer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** Signs a request as it is and sends it, for what no SDK sends. */
export function sendSigned(
  server: { readonly socketPath: string; readonly client: { readonly credentials: Credentials } },
  service: string,
  given: Partial<Omit<RawRequest, 'body'>> & { readonly path: string; readonly body?: string },
  payloadHash?: string,
): Promise<RawAnswer> {
  const raw: RawRequest = {
    method: 'POST',
    query: [],
    headers: {},
    ...given,
    body: Buffer.from(given.body ?? ''),
  };
  const { headers } = signed(raw, server.client.credentials, service, payloadHash);
  const query = raw.query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  const path = query.length === 0 ? raw.path : `${raw.path}?${query.join('&')}`;
  return sendRaw(server.socketPath, { method: raw.method, path, headers, body: raw.body });
}

/** Sends a raw request; a header with several values is repeated. */
export function sendRaw(
  socketPath: string,
  given: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string | string[]>>;
    readonly body?: Uint8Array;
  },
): Promise<RawAnswer> {
  const { body: sentBody, ...rest } = given;
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, ...rest });
    sent.on('error', reject).on('response', (reply) => {
      let body = '';
      reply.on('data', (chunk) => (body += String(chunk)));
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body }));
    });
    sent.end(sentBody);
  });
}
