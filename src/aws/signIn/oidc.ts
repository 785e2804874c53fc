import { CreateTokenCommand, RegisterClientCommand, SSOOIDCClient } from '@aws-sdk/client-sso-oidc';
import type { CreateTokenCommandInput } from '@aws-sdk/client-sso-oidc';
import { placeOf } from '../connections/place.ts';
import type { SsoSettings } from '../connections/profileKinds.ts';
import type { Transport } from '../connections/transport.ts';
import { call, required } from '../failures/call.ts';
import type { SsoToken } from './tokenFile.ts';

/** What a sign-in needs to know. */
export interface SignInPlan {
  /** Of the connection, for messages. */
  readonly label: string;
  readonly sso: SsoSettings;
  /** Where the OIDC service is, if not at AWS. */
  readonly oidcUrl: string | undefined;
  /** By proxies and certificates, as every other call. */
  readonly transport: Pick<Transport, 'requestHandler'>;
  readonly signal: AbortSignal;
}

export interface Registration {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly registrationExpiresAtMs: number;
}

export const openOidc = ({ sso, oidcUrl, transport }: SignInPlan) =>
  new SSOOIDCClient({
    region: sso.region,
    // Signing in needs no signature, and must not look for credentials.
    credentials: { accessKeyId: '', secretAccessKey: '' },
    requestHandler: transport.requestHandler(),
    ...placeOf(oidcUrl),
  });

export async function register(
  client: SSOOIDCClient,
  { sso, signal }: SignInPlan,
  grant: { readonly grantTypes: string[]; readonly redirectUris?: string[] },
): Promise<Registration> {
  const answer = await call('RegisterClient', signal, (options) =>
    client.send(
      new RegisterClientCommand({
        clientName: 'Linear Learner for SageMaker',
        clientType: 'public',
        scopes: [...sso.scopes],
        issuerUrl: sso.startUrl,
        ...grant,
      }),
      options,
    ),
  );
  const expiresAt = required(answer.clientSecretExpiresAt, 'RegisterClient', 'clientSecretExpiresAt');
  return {
    clientId: required(answer.clientId, 'RegisterClient', 'clientId'),
    clientSecret: required(answer.clientSecret, 'RegisterClient', 'clientSecret'),
    registrationExpiresAtMs: expiresAt * 1000,
  };
}

/** Exchanges a grant for a token. Throws what the SDK throws, by whose name a device knows whether to go on waiting. */
export async function createToken(
  client: SSOOIDCClient,
  registration: Registration,
  grant: Omit<CreateTokenCommandInput, 'clientId' | 'clientSecret'>,
  signal: AbortSignal,
): Promise<SsoToken> {
  const { clientId, clientSecret } = registration;
  const answer = await client.send(new CreateTokenCommand({ clientId, clientSecret, ...grant }), {
    abortSignal: signal,
  });
  const expiresIn = required(answer.expiresIn, 'CreateToken', 'expiresIn');
  return {
    ...registration,
    accessToken: required(answer.accessToken, 'CreateToken', 'accessToken'),
    expiresAtMs: Date.now() + expiresIn * 1000,
    refreshToken: answer.refreshToken,
  };
}
