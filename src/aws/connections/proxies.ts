import { BlockList, isIP } from 'node:net';
import { proxyInvalid } from '../failures/errors.ts';

/** VS Code's settings about proxies, as far as the user has any. */
export interface ProxySettings {
  /** `http.proxy` */
  readonly proxy?: string;
  /** `http.proxySupport` */
  readonly support?: string;
  /** `http.noProxy` */
  readonly noProxy?: readonly string[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Target {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
}

/**
 * The URL of the proxy for a request; undefined when it goes directly. VS Code's setting comes before the environment, and hosts that
 * either of them excludes need no proxy. Throws 'proxy-invalid'.
 */
export function proxyOf(
  target: Target,
  { proxy, support, noProxy = [] }: ProxySettings,
  env: Environment,
): string | undefined {
  if (support === 'off') return undefined;
  const own = proxy?.trim();
  const [source, url] = own ? ['http.proxy', own] : proxyIn(env, target.protocol);
  if (url === undefined) return undefined;
  const excluded = [...noProxy, ...(setting(env, 'NO_PROXY') ?? '').split(/[\s,]+/)];
  if (isLoopback(target.hostname) || excluded.some((entry) => isExcluded(target, entry.trim())))
    return undefined;
  return checkedUrl(source, url);
}

/** HTTP_PROXY in capitals is what a CGI server sets from a header; nobody runs us as one. */
function proxyIn(env: Environment, protocol: string): readonly [string, string | undefined] {
  const name = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const url = setting(env, name);
  return url === undefined ? ['ALL_PROXY', setting(env, 'ALL_PROXY')] : [name, url];
}

/** Lower case comes first, as in curl; empty means unset. */
const setting = (env: Environment, name: string): string | undefined =>
  env[name.toLowerCase()]?.trim() || env[name]?.trim() || undefined;

function checkedUrl(source: string, text: string): string {
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw proxyInvalid(source, withoutCredentials(text));
  return url.href;
}

/** For messages and logs. */
export function withoutCredentials(url: string): string {
  return url.replace(/\/\/[^/]*@/, '//').replace(/^[^/]*@/, '');
}

const isLoopback = (hostname: string) =>
  /^(localhost|.*\.localhost|127(\.\d+){3}|\[?::1\]?)$/i.test(hostname);

/** An entry is `*`, a host, the end of one, either with a port, or a network like 10.0.0.0/8. */
function isExcluded({ protocol, hostname, port }: Target, entry: string): boolean {
  if (entry === '') return false;
  if (entry === '*') return true;
  const host = hostname.toLowerCase().replace(/^\[|\]$/g, '');
  if (entry.includes('/')) return isInNetwork(host, entry);
  const [, name = '', itsPort] =
    /^\[?(.+?)\]?(?::(\d+))?$/.exec(isIP(entry) === 6 ? `[${entry}]` : entry) ?? [];
  if (itsPort !== undefined && Number(itsPort) !== (port ?? (protocol === 'https:' ? 443 : 80))) return false;
  const end = name.toLowerCase().replace(/^\*?\./, '');
  return host === end || host.endsWith(`.${end}`);
}

function isInNetwork(host: string, entry: string): boolean {
  const [network = '', bits] = entry.split('/');
  const family = isIP(network);
  const most = family === 6 ? 128 : 32;
  if (family === 0 || isIP(host) !== family || !/^\d+$/.test(bits ?? '') || Number(bits) > most) return false;
  const type = family === 6 ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(network, Number(bits), type);
  return list.check(host, type);
}
