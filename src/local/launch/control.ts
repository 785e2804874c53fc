import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Incremented when the handshake or its meaning changes. */
export const protocolVersion = 2;

export interface ControlActions {
  readonly build: string;
  /** Its real path. */
  readonly stateFolder: string;
  readonly token: string;
  /** Ports open to other tools. */
  readonly ports: () => readonly number[];
  readonly runningJobCount: () => number;
  /** Accepts no new job from now on; resolves when the last one has ended. */
  readonly drain: () => Promise<void>;
  /** Ends the process, which closes the caller's connection. */
  readonly stop: () => void;
  readonly openPort: () => Promise<string>;
}

const controlPaths = ['handshake', 'drain', 'drained', 'stop', 'port'] as const;

export type Control = (message: IncomingMessage, reply: ServerResponse) => boolean;

/**
 * The server's control interface under `/-/`, beside AWS's. Every call needs the control token. Returns false for other requests.
 *
 * | path | answer |
 * |---|---|
 * | `/-/handshake` | pid, build, state folder and ports, and whether a successor waits |
 * | `/-/drain` | at once: the number of running jobs; no new one starts |
 * | `/-/drained` | the headers at once, the end when the last job has ended |
 * | `/-/stop` | none: the connection closes when the process has ended |
 * | `/-/port` | the URL of a new port for other tools |
 */
export function createControl(actions: ControlActions): Control {
  let waitingCount = 0;
  return (message, reply) => {
    if (message.url?.startsWith('/-/') !== true) return false;
    const action = controlPaths.find((name) => message.url === `/-/${name}`);
    if (action === undefined) return false;
    message.resume();
    const respond = (status: number, body: object) => {
      if (!reply.headersSent) reply.writeHead(status, { 'content-type': 'application/json' });
      reply.end(JSON.stringify(body));
    };
    const settle = (work: Promise<object>) =>
      work.then(
        (body) => respond(200, body),
        (error: unknown) => respond(500, { message: String(error) }),
      );
    const runningJobs = actions.runningJobCount();
    if (!holdsToken(message.headers.authorization, actions.token)) {
      respond(403, { message: 'The control token is missing or wrong' });
      return true;
    }
    switch (action) {
      case 'handshake':
        respond(200, {
          protocol: protocolVersion,
          pid: process.pid,
          build: actions.build,
          stateFolder: actions.stateFolder,
          ports: actions.ports(),
          hasSuccessor: waitingCount > 0,
        });
        break;
      case 'drain':
        void actions.drain();
        respond(200, { runningJobs });
        break;
      case 'drained':
        waitingCount += 1;
        reply.once('close', () => (waitingCount -= 1));
        reply.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
        void settle(actions.drain().then(() => ({})));
        break;
      case 'stop':
        actions.stop();
        break;
      case 'port':
        void settle(actions.openPort().then((endpoint) => ({ endpoint })));
    }
    return true;
  };
}

function holdsToken(header: string | undefined, token: string): boolean {
  const found = Buffer.from((header ?? '').replace(/^Bearer /, ''));
  const expected = Buffer.from(token);
  return found.length === expected.length && timingSafeEqual(found, expected);
}
