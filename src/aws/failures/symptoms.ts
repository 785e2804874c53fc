import type { CredentialsHelp } from './credentialsHelp.ts';

/** The relevant properties of an error of the SDK, Node's sockets or the credential providers. */
export interface Symptoms {
  readonly operation: string;
  readonly name: string;
  readonly message: string;
  readonly networkCode: string;
  readonly viaSocketFile: boolean;
  /** Where the request went; '' when unknown. */
  readonly host: string;
  /** The proxy that the request went through, without credentials; '' when it went directly. */
  readonly proxy: string;
  /** What the proxy answered in place of a tunnel. */
  readonly proxyStatus: number | undefined;
  readonly status: number | undefined;
  readonly bucketRegion: string | undefined;
  /** What a call of S3 was about, as our clients note it; '' when unknown. */
  readonly requestedArn: string;
  /** What helps where the credentials fail, as our clients note it. */
  readonly credentialsHelp: CredentialsHelp | undefined;
}

export const lostNetwork =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|ENOENT|EACCES|ERR_SOCKET_CONNECTION_TIMEOUT)$/;
/** OpenSSL's and Node's codes for chains of certificates that end nowhere trusted. */
export const untrusted =
  /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_UNTRUSTED|ERR_TLS_CERT_ALTNAME_INVALID|CERT_HAS_EXPIRED)$/;

export function symptomsOf(error: unknown, operation: string): Symptoms {
  const response = fieldOf(error, '$response');
  const status = fieldOf(fieldOf(error, '$metadata'), 'httpStatusCode') ?? fieldOf(response, 'statusCode');
  const region = fieldOf(fieldOf(response, 'headers'), 'x-amz-bucket-region');
  const network = firstWithCode(error) ?? networkOf(error);
  return {
    operation,
    name: error instanceof Error ? error.name : 'Error',
    message: messageOf(error, typeof status === 'number' ? status : undefined),
    networkCode: network?.code ?? '',
    viaSocketFile: network?.viaSocketFile ?? false,
    host: network?.host ?? '',
    ...proxySymptoms(error),
    status: typeof status === 'number' ? status : undefined,
    bucketRegion: typeof region === 'string' ? region : undefined,
    requestedArn: textIn(error, 'requestedArn'),
    // SAFETY: our clients alone note this, with this type.
    credentialsHelp: fieldOf(error, 'credentialsHelp') as CredentialsHelp | undefined,
  };
}

function proxySymptoms(error: unknown): Pick<Symptoms, 'proxy' | 'proxyStatus'> {
  const status = fieldOf(error, 'statusCode');
  const isRefused = fieldOf(error, 'code') === 'ERR_PROXY_TUNNEL' && typeof status === 'number';
  return { proxy: textIn(error, 'viaProxy'), proxyStatus: isRefused ? status : undefined };
}

/** Of a FailureReason, which has neither name nor status. */
export const reasonSymptoms = (reason: string, operation: string): Symptoms => ({
  operation,
  name: '',
  message: reason,
  networkCode: '',
  viaSocketFile: false,
  host: '',
  proxy: '',
  proxyStatus: undefined,
  status: undefined,
  bucketRegion: undefined,
  requestedArn: '',
  credentialsHelp: undefined,
});

const longestMessage = 2000;

/** Providers put whole errors into their messages; the stack stays with the cause, for the log. */
const withoutStack = (message: string): string =>
  (message.split(/\n\s+at /)[0] ?? '').slice(0, longestMessage);

/** S3 responds to HEAD without a body: the SDK then has no message but this word. */
function messageOf(error: unknown, status: number | undefined): string {
  const message = error instanceof Error ? error.message : String(error);
  return message === 'UnknownError' && status !== undefined ? `HTTP ${status}` : withoutStack(message);
}

interface NetworkSymptoms {
  readonly code: string;
  readonly viaSocketFile: boolean;
  readonly host: string;
}

/** The innermost system error: Node wraps several attempts in an AggregateError, and the SDK keeps causes. */
function firstWithCode(error: unknown): NetworkSymptoms | undefined {
  let host = '';
  for (let at = error, depth = 0; at instanceof Error && depth < 5; depth++) {
    const code = fieldOf(at, 'code');
    host ||= hostOf(at);
    const viaSocketFile = typeof fieldOf(at, 'address') === 'string' && fieldOf(at, 'port') === undefined;
    if (typeof code === 'string' && (lostNetwork.test(code) || untrusted.test(code)))
      return { code, viaSocketFile, host };
    at = at instanceof AggregateError ? at.errors[0] : at.cause;
  }
  return undefined;
}

/** Credential providers keep the text of an error of the network alone. */
function networkOf(error: unknown): NetworkSymptoms | undefined {
  if (!(error instanceof Error) || !error.name.endsWith('ProviderError')) return undefined;
  const [, code, host = ''] = /\b(?:getaddrinfo|connect) ([A-Z_]+) (\S+)/.exec(error.message) ?? [];
  if (code !== undefined) return { code, viaSocketFile: false, host };
  if (!/self-signed certificate|unable to (?:verify|get).* certificate/.test(error.message)) return undefined;
  return { code: 'SELF_SIGNED_CERT_IN_CHAIN', viaSocketFile: false, host: hostOf(error) };
}

/** `requestHost` is what our agents note; Node names a host that has no address, otherwise only the address. */
function hostOf(error: Error): string {
  const port = fieldOf(error, 'port');
  const address = typeof port === 'number' ? `${textIn(error, 'address')}:${port}` : '';
  return textIn(error, 'requestHost') || textIn(error, 'hostname') || textIn(error, 'host') || address;
}

function textIn(error: unknown, name: string): string {
  const value = fieldOf(error, name);
  return typeof value === 'string' ? value : '';
}

export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value
    ? // SAFETY: the member exists, and its value stays unknown.
      (value as Record<string, unknown>)[name]
    : undefined;
}
