import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Raised when the handshake, or what it promises, changes. */
export const protocolVersion = 1;

export interface ControlActions {
  readonly build: string;
  readonly token: string;
  readonly stop: () => void;
  readonly openPort: () => Promise<string>;
}

/**
 * The server's own small surface under `/-/`, beside AWS's: a handshake, stopping, and a port for other tools. Each call shows
 * the control token. False when the request is not for it.
 */
export function answerControl(
  message: IncomingMessage,
  reply: ServerResponse,
  actions: ControlActions,
): boolean {
  const found = /^\/-\/(handshake|stop|port)$/.exec(message.url ?? '');
  if (found === null) return false;
  message.resume();
  const respond = (status: number, body: object) => {
    reply.writeHead(status, { 'content-type': 'application/json' });
    reply.end(JSON.stringify(body));
  };
  if (!holdsToken(message.headers.authorization, actions.token))
    respond(403, { message: 'The control token is missing or wrong' });
  else if (found[1] === 'handshake')
    respond(200, { protocol: protocolVersion, pid: process.pid, build: actions.build });
  else if (found[1] === 'stop') {
    respond(200, {});
    actions.stop();
  } else {
    actions.openPort().then(
      (endpoint) => respond(200, { endpoint }),
      (error: unknown) => respond(500, { message: String(error) }),
    );
  }
  return true;
}

function holdsToken(header: string | undefined, token: string): boolean {
  const found = Buffer.from((header ?? '').replace(/^Bearer /, ''));
  const expected = Buffer.from(token);
  return found.length === expected.length && timingSafeEqual(found, expected);
}
