import { ServiceError } from '../../../src/local/protocols/service.ts';
import type { ServiceResponse } from '../../../src/local/protocols/service.ts';
import { textOf } from '../calls.ts';
import type { Call } from '../calls.ts';
import { isLoopback } from './codes.ts';
import type { Input, JsonOperations } from './json.ts';
import type { Client, IssuedToken, Sso } from './sso.ts';

interface Given {
  readonly sso: Sso;
  readonly now: Date;
}

const problem = (code: string, error: string, description: string, status = 400) =>
  new ServiceError(code, description, status, { error, error_description: description });

export const oidcOperations: JsonOperations<Given> = {
  RegisterClient: {
    understood: ['clientName', 'clientType', 'scopes', 'redirectUris', 'grantTypes', 'issuerUrl'],
    result: ({ sso }, input) => {
      if (textOf(input, 'clientType') !== 'public' || textOf(input, 'clientName') === '')
        throw problem('InvalidClientMetadataException', 'invalid_client_metadata', 'Invalid client metadata');
      const redirectUris = textsOf(input['redirectUris']);
      if (redirectUris.some((uri) => !isLoopback(uri)))
        throw problem('InvalidRedirectUriException', 'invalid_redirect_uri', 'Invalid redirect URI');
      const { id, secret, issuedAtMs, expiresAtMs } = sso.register(redirectUris);
      return {
        clientId: id,
        clientSecret: secret,
        clientIdIssuedAt: Math.floor(issuedAtMs / 1000),
        clientSecretExpiresAt: Math.floor(expiresAtMs / 1000),
      };
    },
  },
  StartDeviceAuthorization: {
    understood: ['clientId', 'clientSecret', 'startUrl'],
    result: (given, input) => {
      const client = clientOf(given, input);
      if (textOf(input, 'startUrl') !== given.sso.startUrl)
        throw problem('InvalidRequestException', 'invalid_request', 'Invalid start URL');
      const device = given.sso.startDevice(client.id);
      const page = given.sso.devicePage ?? `${given.sso.startUrl}/#/device`;
      return {
        deviceCode: device.deviceCode,
        userCode: device.userCode,
        verificationUri: page,
        verificationUriComplete: `${page}?user_code=${device.userCode}`,
        expiresIn: Math.round((device.expiresAtMs - given.now.getTime()) / 1000),
        interval: device.intervalSeconds,
      };
    },
  },
  CreateToken: {
    understood: [
      'clientId',
      'clientSecret',
      'grantType',
      'deviceCode',
      'code',
      'refreshToken',
      'scope',
      'redirectUri',
      'codeVerifier',
    ],
    result: (given, input) => {
      const client = clientOf(given, input);
      const { accessToken, refreshToken, expiresAtMs } = tokenOf(given, client, input);
      return {
        accessToken,
        tokenType: 'Bearer',
        expiresIn: Math.round((expiresAtMs - given.now.getTime()) / 1000),
        refreshToken,
      };
    },
  },
};

const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

function clientOf({ sso, now }: Given, input: Input): Client {
  const client = sso.clients.get(textOf(input, 'clientId'));
  if (
    client === undefined ||
    client.secret !== textOf(input, 'clientSecret') ||
    client.expiresAtMs <= now.getTime()
  )
    throw problem('InvalidClientException', 'invalid_client', 'Invalid client', 401);
  return client;
}

const invalidGrant = () => problem('InvalidGrantException', 'invalid_grant', 'Invalid grant provided');

function tokenOf(given: Given, client: Client, input: Input): IssuedToken {
  const { sso } = given;
  switch (textOf(input, 'grantType')) {
    case 'urn:ietf:params:oauth:grant-type:device_code':
      return tokenOfDevice(given, client, textOf(input, 'deviceCode'));
    case 'authorization_code': {
      const isRedeemed = sso.codes.redeem({
        code: textOf(input, 'code'),
        clientId: client.id,
        redirectUri: textOf(input, 'redirectUri'),
        verifier: textOf(input, 'codeVerifier'),
      });
      if (!isRedeemed) throw invalidGrant();
      return sso.issue();
    }
    case 'refresh_token': {
      const token = sso.refresh(textOf(input, 'refreshToken'));
      if (token === undefined) throw invalidGrant();
      return token;
    }
    default:
      throw problem('UnsupportedGrantTypeException', 'unsupported_grant_type', 'Unsupported grant type');
  }
}

function tokenOfDevice({ sso, now }: Given, client: Client, deviceCode: string): IssuedToken {
  const device = sso.devices.get(deviceCode);
  if (device === undefined || device.clientId !== client.id) throw invalidGrant();
  if (device.expiresAtMs <= now.getTime())
    throw problem('ExpiredTokenException', 'expired_token', 'Device code has expired');
  const isEarly = now.getTime() - device.polledAtMs < device.intervalSeconds * 1000;
  device.polledAtMs = now.getTime();
  if (isEarly) {
    device.intervalSeconds += 5;
    throw problem('SlowDownException', 'slow_down', 'Polling too fast');
  }
  switch (device.state) {
    case 'pending':
      throw problem('AuthorizationPendingException', 'authorization_pending', 'Authorization is pending');
    case 'denied':
      throw problem('AccessDeniedException', 'access_denied', 'The user denied the request');
    case 'approved':
      sso.devices.delete(deviceCode);
      return sso.issue();
  }
}

/** The page on which the user signs in: it leads back at once. */
export function authorizePage({ codes, allows, clients }: Sso, { query }: Call): ServiceResponse {
  const client = clients.get(query.get('client_id') ?? '');
  const wanted = withoutPort(query.get('redirect_uri') ?? '');
  const location =
    client?.redirectUris.some((uri) => withoutPort(uri) === wanted) === true
      ? codes.redirectOf(query, allows)
      : undefined;
  return redirectTo(location);
}

/** A native program does not know its port when it registers. */
const withoutPort = (uri: string) => uri.replace(/^(http:\/\/[^/]*?):\d+/, '$1');

export const redirectTo = (location: string | undefined): ServiceResponse =>
  location === undefined
    ? { status: 400, headers: { 'content-type': 'text/html' }, body: '<h1>Invalid request</h1>' }
    : { status: 302, headers: { location } };
