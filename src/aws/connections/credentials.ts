import { getDefaultRoleAssumer, getDefaultRoleAssumerWithWebIdentity } from '@aws-sdk/client-sts';
import { fromIni, fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { credentialsFileUnreadable } from '../failures/errors.ts';
import { mfaCodeRejected } from '../failures/signInFailures.ts';
import { fromOwnProcess } from './credentialProcess.ts';
import { openCredentialWaiters } from './credentialWaiters.ts';
import type { CredentialWaiters } from './credentialWaiters.ts';
import type { SharedConfig } from './endpoints.ts';
import { configuredEndpoints, profileIn } from './endpoints.ts';
import { placeOf } from './place.ts';
import { profileKindOf } from './profileKinds.ts';
import type { Transport } from './transport.ts';

export type CredentialProvider = ReturnType<typeof fromNodeProviderChain>;

/** Settings of a profile that define the source of its credentials. */
const credentialSetting =
  /^(aws_access_key_id|aws_secret_access_key|credential_(process|source)|login_session|role_arn|source_profile|sso_\w+|web_identity_token_file)$/;

/** Returns the code that the user's device shows; throws where the user cannot be asked now. */
export type MfaCode = (serialNumber: string) => Promise<string>;

/** How the services that hand out credentials are reached. */
export interface CredentialWay {
  readonly region: string;
  readonly transport: Pick<Transport, 'requestHandler'>;
  readonly mfaCode?: MfaCode | undefined;
  /** How long a credential_process may take, in milliseconds; the SDK would wait for ever. */
  readonly processLimitMs?: number | undefined;
  /** Who waits for the credentials. */
  readonly waiters?: CredentialWaiters | undefined;
}

const defaultProcessLimitMs = 60_000;

/**
 * Credentials of this profile alone; those of the machine's role only if the profile defines no source. Roles are assumed at the
 * profile's own STS endpoint, and sign-in sessions are used at its own SSO endpoint.
 */
export function credentialsOfProfile(
  config: SharedConfig,
  profile: string,
  {
    region,
    transport: { requestHandler },
    mfaCode,
    processLimitMs = defaultProcessLimitMs,
    waiters = openCredentialWaiters(),
  }: CredentialWay,
): CredentialProvider {
  const clientConfig = { ...placeOf(undefined), requestHandler: requestHandler() };
  const hasOwn = Object.keys(profileIn(config, profile)).some((name) => credentialSetting.test(name));
  if (!hasOwn) return fromNodeProviderChain({ profile, clientConfig });
  const configured = configuredEndpoints(config, profile);
  const sts = { profile, region, ...placeOf(configured.sts), requestHandler: requestHandler() };
  const options = {
    ignoreCache: true,
    // The SDK has one configuration for the portal and for the renewal of its token.
    clientConfig: {
      ...placeOf(configured.sso ?? configured.sso_oidc),
      requestHandler: requestHandler(),
    },
    roleAssumer: getDefaultRoleAssumer(sts),
    roleAssumerWithWebIdentity: getDefaultRoleAssumerWithWebIdentity(sts),
    ...(mfaCode === undefined ? {} : { mfaCodeProvider: mfaCode }),
  };
  const limits = { limitMs: processLimitMs, waiters };
  const providerOf = (name: string): CredentialProvider => {
    const settings = profileIn(config, name);
    switch (profileKindOf(config, name)) {
      case 'process':
        return fromOwnProcess({ profile: name, command: settings['credential_process'] ?? '', ...limits });
      case 'role':
      case 'role-mfa':
        return endsInProcess(config, name)
          ? assumed(settings, providerOf(settings['source_profile'] ?? ''), options)
          : fromIni({ ...options, profile: name });
      case 'keys':
      case 'sso':
      case 'sso-legacy':
      case 'login':
      case 'machine-role':
      case 'machine':
      case 'web-identity':
        return fromIni({ ...options, profile: name });
    }
  };
  return recognised(config, profile, providerOf);
}

/** Whether a profile's credentials come, through the profiles whose roles it assumes, from a process of its own. */
export function endsInProcess(
  config: SharedConfig,
  profile: string,
  seen: ReadonlySet<string> = new Set(),
): boolean {
  const kind = profileKindOf(config, profile);
  if (kind === 'process') return true;
  const source = profileIn(config, profile)['source_profile'];
  if ((kind !== 'role' && kind !== 'role-mfa') || source === undefined || seen.has(source)) return false;
  return endsInProcess(config, source, new Set([...seen, profile, source]));
}

interface Assuming {
  readonly roleAssumer: ReturnType<typeof getDefaultRoleAssumer>;
  readonly mfaCodeProvider?: MfaCode;
}

/** As the SDK assumes the role of a profile, with credentials that it cannot fetch. */
const assumed =
  (
    settings: Readonly<Record<string, string | undefined>>,
    source: CredentialProvider,
    { roleAssumer, mfaCodeProvider }: Assuming,
  ): CredentialProvider =>
  async (identity) => {
    const credentials = await source(identity);
    const serialNumber = settings['mfa_serial'];
    const code = serialNumber === undefined ? undefined : await mfaCodeProvider?.(serialNumber);
    return roleAssumer(credentials, {
      RoleArn: settings['role_arn'],
      RoleSessionName: settings['role_session_name'] ?? `aws-sdk-js-${Date.now()}`,
      ExternalId: settings['external_id'],
      DurationSeconds: Number(settings['duration_seconds'] ?? 3600),
      ...(serialNumber === undefined ? {} : { SerialNumber: serialNumber, TokenCode: code }),
    });
  };

/** Credentials of a profile whose kinds of failure the SDK leaves unnamed. */
function recognised(
  config: SharedConfig,
  profile: string,
  providerOf: (profile: string) => CredentialProvider,
): CredentialProvider {
  const provider = providerOf(profile);
  const { mfa_serial: serialNumber = '', source_profile: source = '' } = profileIn(config, profile);
  switch (profileKindOf(config, profile)) {
    case 'role-mfa': {
      // Without the source's credentials the user would enter a code in vain, and the SDK leaves that failure unhandled. A source that
      // needs a code itself is not called twice.
      const first = profileKindOf(config, source) === 'role-mfa' ? undefined : providerOf(source);
      return async (identity) => {
        await first?.(identity);
        return provider(identity).catch((error: unknown) => {
          const isOfCode = error instanceof Error && /MultiFactorAuthentication failed/.test(error.message);
          throw isOfCode ? mfaCodeRejected(serialNumber, error) : error;
        });
      };
    }
    case 'web-identity':
      return (identity) =>
        provider(identity).catch((error: unknown) => {
          throw error instanceof Error && 'syscall' in error && error.syscall === 'open'
            ? credentialsFileUnreadable(error)
            : error;
        });
    case 'keys':
    case 'sso':
    case 'sso-legacy':
    case 'login':
    case 'role':
    case 'machine-role':
    case 'machine':
    case 'process':
      return provider;
  }
}

/** The SDK's default chain, for a connection without a profile. */
export const defaultCredentials = ({
  requestHandler,
}: Pick<Transport, 'requestHandler'>): CredentialProvider =>
  fromNodeProviderChain({ clientConfig: { ...placeOf(undefined), requestHandler: requestHandler() } });
