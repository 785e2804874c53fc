import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';

/** The path that the AWS CLI registers too. */
export const callbackPath = '/oauth/callback';

export interface Loopback {
  readonly redirectUri: string;
  /** Query of the first request that comes to the redirect URI. Rejects when the signal aborts. */
  readonly answer: (signal: AbortSignal) => Promise<URLSearchParams>;
  /** Shows this text in the browser that waits for it, and closes the port. */
  readonly close: (text: string) => Promise<void>;
}

/** Listens on a free port of this machine alone, for one answer of a browser. */
export async function openLoopback(): Promise<Loopback> {
  let waiting: ServerResponse | undefined;
  let answered: (query: URLSearchParams) => void = () => undefined;
  const arrival = new Promise<URLSearchParams>((resolve) => (answered = resolve));
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    // Browsers also ask for an icon, and other programs for anything; the first answer counts.
    if (request.method !== 'GET' || url.pathname !== callbackPath || waiting !== undefined) {
      response.writeHead(404).end();
      return;
    }
    waiting = response;
    answered(url.searchParams);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    redirectUri: `http://127.0.0.1:${port}${callbackPath}`,
    answer: async (signal) => {
      signal.throwIfAborted();
      const stopped = once(signal, 'abort').then((): never => {
        throw signal.reason;
      });
      return Promise.race([arrival, stopped]);
    },
    async close(text) {
      const headers = { 'content-type': 'text/plain; charset=utf-8', connection: 'close' };
      const response = waiting;
      if (response !== undefined && !response.writableEnded)
        await new Promise<void>((resolve) => {
          response.once('close', resolve);
          response.writeHead(200, headers).end(text);
        });
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
