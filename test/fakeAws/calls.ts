import type { IncomingMessage } from 'node:http';
import type { Principal } from './identity/principals.ts';
import { placeInS3, s3OperationOf } from './s3/operations.ts';
import type { S3Place } from './s3/operations.ts';

/** Names as in the scope of a signature, and `runtime`, `metadata` and `pricelist`, which have none of their own. */
export type ServiceName =
  | 's3'
  | 'sagemaker'
  | 'runtime'
  | 'logs'
  | 'sts'
  | 'iam'
  | 'servicequotas'
  | 'ce'
  | 'scheduler'
  | 'monitoring'
  | 'pricing'
  | 'sso'
  | 'sso-oidc'
  | 'signin'
  | 'metadata'
  | 'pricelist';

/** A request as it came, and which operation of which service it calls. */
export interface Call {
  readonly service: ServiceName;
  /** The SDK's name of it. */
  readonly operation: string;
  readonly region: string;
  readonly method: string;
  /** Percent-encoded, as sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Of S3. */
  readonly place: S3Place;
}

/** A call whose signature was checked. */
export interface SignedCall extends Call {
  readonly principal: Principal;
}

/** The members of a JSON body; none of a body that is not JSON. */
export function inputOf({ body }: Pick<Call, 'body'>): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** The text at a name of an input; empty where there is none. */
export function textOf(input: Readonly<Record<string, unknown>>, name: string): string {
  const value = input[name];
  return typeof value === 'string' ? value : '';
}

export function callOf(message: IncomingMessage, body: Buffer): Call {
  const url = message.url ?? '/';
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  const query = new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
  const headers = headersOf(message);
  const method = message.method ?? 'GET';
  const host = (headers['host'] ?? '').replace(/:\d+$/, '');
  const scope = scopeOf(headers, query);
  const service =
    scope === undefined ? unsignedServiceOf(method, path, headers) : serviceOf(scope.service, path);
  const place = placeInS3(host, path);
  const parts = { method, path, query, headers, body };
  return {
    ...parts,
    service,
    region: scope?.region ?? regionOfHost(host),
    place,
    operation:
      service === 's3' ? s3OperationOf(parts, place) : (operationOf(service, parts) ?? `${method} ${path}`),
  };
}

function headersOf(message: IncomingMessage): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers))
    headers[name] = Array.isArray(value) ? value.join(',') : (value ?? '');
  return headers;
}

/** Region and service that a signature is for, in the header or in the query. */
function scopeOf(headers: Call['headers'], query: URLSearchParams) {
  const credential =
    /Credential=([^,\s]+)/.exec(headers['authorization'] ?? '')?.[1] ?? query.get('X-Amz-Credential') ?? '';
  const [, , region, service] = credential.split('/');
  return region === undefined || service === undefined ? undefined : { region, service };
}

const regionOfHost = (host: string) => /\.([a-z]{2}(?:-[a-z]+)+-\d)\./.exec(host)?.[1] ?? 'us-east-1';

const signedServices: Readonly<Record<string, ServiceName>> = {
  s3: 's3',
  sagemaker: 'sagemaker',
  logs: 'logs',
  sts: 'sts',
  iam: 'iam',
  servicequotas: 'servicequotas',
  ce: 'ce',
  scheduler: 'scheduler',
  monitoring: 'monitoring',
  pricing: 'pricing',
};

const serviceOf = (scope: string, path: string): ServiceName =>
  scope === 'sagemaker' && path.startsWith('/endpoints/') ? 'runtime' : (signedServices[scope] ?? 's3');

/** Services whose calls carry no signature, by path. */
const unsignedPaths: Readonly<Record<string, readonly [ServiceName, operation: string]>> = {
  'GET /federation/credentials': ['sso', 'GetRoleCredentials'],
  'GET /assignment/accounts': ['sso', 'ListAccounts'],
  'GET /assignment/roles': ['sso', 'ListAccountRoles'],
  'POST /logout': ['sso', 'Logout'],
  'POST /client/register': ['sso-oidc', 'RegisterClient'],
  'POST /device_authorization': ['sso-oidc', 'StartDeviceAuthorization'],
  'POST /token': ['sso-oidc', 'CreateToken'],
  'GET /authorize': ['sso-oidc', 'Authorize'],
  'POST /v1/token': ['signin', 'CreateOAuth2Token'],
  'GET /v1/authorize': ['signin', 'Authorize'],
  'PUT /latest/api/token': ['metadata', 'GetToken'],
  'GET /latest/meta-data/iam/security-credentials/': ['metadata', 'ListInstanceRoles'],
  'GET /container/credentials': ['metadata', 'GetContainerCredentials'],
};

function unsignedServiceOf(method: string, path: string, headers: Call['headers']): ServiceName {
  if (path.startsWith('/latest/meta-data/')) return 'metadata';
  if (path.startsWith('/offers/')) return 'pricelist';
  const known = unsignedPaths[`${method} ${path}`];
  if (known !== undefined) return known[0];
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true ? 'sts' : 's3';
}

/** Of EventBridge Scheduler: by method, and whether the path ends in a name. */
function scheduleOperationOf(method: string, path: string): string | undefined {
  const [, root, name] = path.split('/');
  const kind = root === 'schedule-groups' ? 'ScheduleGroup' : 'Schedule';
  if (name === undefined) return `List${kind}s`;
  const verb = { POST: 'Create', GET: 'Get', PUT: 'Update', DELETE: 'Delete' }[method];
  return verb && `${verb}${kind}`;
}

function operationOf(
  service: ServiceName,
  { method, path, headers, body }: Pick<Call, 'method' | 'path' | 'headers' | 'body'>,
): string | undefined {
  switch (service) {
    case 'sagemaker':
    case 'logs':
    case 'servicequotas':
    case 'ce':
    case 'monitoring':
    case 'pricing':
      return (headers['x-amz-target'] ?? '').split('.')[1];
    case 'scheduler':
      return scheduleOperationOf(method, path);
    case 'runtime':
      return 'InvokeEndpoint';
    case 'sts':
    case 'iam':
      return new URLSearchParams(body.toString()).get('Action') ?? undefined;
    case 's3':
      return undefined;
    case 'pricelist':
      return 'GetPriceList';
    case 'sso':
    case 'sso-oidc':
    case 'signin':
    case 'metadata':
      return (
        unsignedPaths[`${method} ${path}`]?.[1] ??
        (path.startsWith('/latest/meta-data/') ? 'GetInstanceCredentials' : undefined)
      );
  }
}
