import { once } from 'node:events';
import { Agent, type AgentOptions, get, IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, get as getEncrypted } from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { proxiesUnsupported } from '../failures/errors.ts';
import { trustedCertificates } from './certificates.ts';
import { type Environment, proxyOf, type ProxySettings, type Target, withoutCredentials } from './proxies.ts';

/** The way to a connection's services. */
export interface TransportOptions {
  /** Of a server on a Unix socket or named pipe; nothing else counts then. */
  readonly socketPath?: string | undefined;
  readonly proxies?: ProxySettings | undefined;
  /** The profile's `ca_bundle`, a path. */
  readonly caBundle?: string | undefined;
  readonly env?: Environment;
}

export interface Transport {
  /** A handler for one client, over the sockets that all clients share. */
  readonly requestHandler: () => NodeHttpHandler;
  /** What a URL answers without signature or credentials; its body is a stream. Redirects are not followed. */
  readonly get: (url: URL, signal?: AbortSignal) => Promise<IncomingMessage>;
  /** Closes idle sockets now and the others after their current request. */
  readonly release: () => void;
}

type Agents = { readonly httpAgent: Agent; readonly httpsAgent: HttpsAgent };
type Handle = NodeHttpHandler['handle'];

/** One pool of sockets for all clients of a connection: directly, and one through each proxy. */
export function openTransport(options: TransportOptions): Transport {
  const { socketPath, proxies = {}, caBundle, env = process.env } = options;
  const pools = new Map<string | undefined, Promise<Agents>>();
  const opened = new Set<Agents>();
  let certificates: Promise<string[] | undefined> | undefined;
  let isReleased = false;
  const open = async (proxy: string | undefined): Promise<Agents> => {
    const ca =
      socketPath === undefined ? await (certificates ??= trustedCertificates(env, caBundle)) : undefined;
    const agents = newAgents({ socketPath, proxy, ca });
    opened.add(agents);
    if (isReleased) keepNoIdleSockets(agents);
    return agents;
  };
  const agentsFor = async (target: Target) => {
    const proxy = socketPath === undefined ? proxyOf(target, proxies, env) : undefined;
    const known = pools.get(proxy) ?? open(proxy);
    pools.set(proxy, known);
    return { proxy, agents: await known };
  };
  return {
    requestHandler: () => new RoutedHandler(agentsFor),
    async get(url, signal) {
      const { protocol, hostname } = url;
      const target = { protocol, hostname, port: url.port === '' ? undefined : Number(url.port) };
      const { proxy, agents } = await agentsFor(target);
      const options = { timeout: quietMs, ...(signal === undefined ? {} : { signal }) };
      const request =
        protocol === 'https:'
          ? getEncrypted(url, { ...options, agent: agents.httpsAgent })
          : get(url, { ...options, agent: agents.httpAgent });
      request.on('timeout', () => request.destroy(timedOut()));
      try {
        const [response] = await once(request, 'response');
        if (response instanceof IncomingMessage) return response;
        throw new TypeError('The request has no response');
      } catch (error) {
        throw withWay(error, hostname, proxy);
      }
    },
    release() {
      isReleased = true;
      for (const agents of opened) keepNoIdleSockets(agents);
    },
  };
}

/** Longest pause in a response. */
const quietMs = 30_000;

const timedOut = () =>
  Object.assign(new Error(`No answer for ${quietMs / 1000} seconds`), { code: 'ETIMEDOUT' });

/** Notes on an error where it happened. */
function withWay(error: unknown, requestHost: string, proxy: string | undefined): unknown {
  if (error instanceof Error)
    Object.assign(error, {
      requestHost,
      ...(proxy === undefined ? {} : { viaProxy: withoutCredentials(proxy) }),
    });
  return error;
}

function keepNoIdleSockets({ httpAgent, httpsAgent }: Agents): void {
  for (const agent of [httpAgent, httpsAgent]) {
    // Requests in flight finish first: an agent that keeps no free sockets closes theirs then.
    agent.maxFreeSockets = 0;
    for (const sockets of Object.values(agent.freeSockets))
      for (const socket of sockets ?? []) socket.destroy();
  }
}

type AgentsFor = (target: Target) => Promise<{ readonly proxy: string | undefined; readonly agents: Agents }>;

/** The SDK's handler, which takes the agents of each request's way, and notes on errors where they happened. */
class RoutedHandler extends NodeHttpHandler {
  readonly #agentsFor: AgentsFor;
  readonly #handlers = new Map<Agents, NodeHttpHandler>();

  constructor(agentsFor: AgentsFor) {
    super();
    this.#agentsFor = agentsFor;
  }

  override async handle(...[request, options]: Parameters<Handle>): ReturnType<Handle> {
    const { proxy, agents } = await this.#agentsFor(request);
    const handler = this.#handlers.get(agents) ?? new NodeHttpHandler(agents);
    this.#handlers.set(agents, handler);
    try {
      return await handler.handle(request, options);
    } catch (error) {
      throw withWay(error, request.hostname, proxy);
    }
  }

  /** The agents are shared: the transport closes them. */
  override destroy(): void {
    this.#handlers.clear();
  }
}

function newAgents({
  socketPath,
  proxy,
  ca,
}: {
  readonly socketPath: string | undefined;
  readonly proxy: string | undefined;
  readonly ca: string[] | undefined;
}): Agents {
  if (proxy !== undefined && !supportsProxies(process.versions.node))
    throw proxiesUnsupported(process.version);
  // Options of Node that its types lack.
  const shared: AgentOptions & { readonly socketPath?: string; readonly proxyEnv?: Environment } = {
    keepAlive: true,
    ...(socketPath === undefined ? {} : { socketPath }),
    ...(proxy === undefined ? {} : { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } }),
  };
  return {
    httpAgent: new Agent(shared),
    httpsAgent: new HttpsAgent({ ...shared, ...(ca === undefined ? {} : { ca }) }),
  };
}

/** Node's agents know proxies since 22.21 and 24.5; older ones would silently go without. */
export function supportsProxies(nodeVersion: string): boolean {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
}
