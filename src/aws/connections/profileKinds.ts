import { profileIn } from './endpoints.ts';
import type { SharedConfig } from './endpoints.ts';

/** Where the credentials of a profile come from, by its settings alone. */
export type ProfileKind =
  | 'keys'
  | 'sso'
  | 'sso-legacy'
  | 'login'
  | 'role'
  | 'role-mfa'
  | 'machine-role'
  | 'process'
  | 'web-identity'
  | 'machine';

/** In the order in which the SDK looks for them. */
export function profileKindOf(config: SharedConfig, profile: string): ProfileKind {
  const settings = profileIn(config, profile);
  const has = (name: string) => settings[name] !== undefined && settings[name] !== '';
  if (has('role_arn') && has('source_profile') && !has('credential_source'))
    return has('mfa_serial') ? 'role-mfa' : 'role';
  if (has('credential_source')) return 'machine-role';
  if (has('aws_access_key_id') && has('aws_secret_access_key')) return 'keys';
  if (has('role_arn') && has('web_identity_token_file')) return 'web-identity';
  if (has('credential_process')) return 'process';
  if (has('sso_session')) return 'sso';
  if (has('sso_start_url')) return 'sso-legacy';
  if (has('login_session')) return 'login';
  return 'machine';
}

/** The account that a profile's own settings name; undefined when only a call can tell. */
export function accountOf(config: SharedConfig, profile: string): string | undefined {
  const settings = profileIn(config, profile);
  const arn = settings['role_arn'] ?? settings['login_session'] ?? '';
  return settings['sso_account_id'] ?? settings['aws_account_id'] ?? /:(\d{12}):/.exec(arn)?.[1];
}

/** What a profile signs in with, itself or through the profiles whose role it assumes. */
export type SignInSource =
  | { readonly kind: 'sso'; readonly profile: string; readonly sso: SsoSettings }
  | { readonly kind: 'login'; readonly profile: string; readonly loginSession: string }
  | { readonly kind: 'mfa'; readonly profile: string };

export interface SsoSettings {
  readonly startUrl: string;
  readonly region: string;
  readonly scopes: readonly string[];
  /** Undefined for a profile that has the settings itself, as older versions of the CLI wrote it. */
  readonly sessionName: string | undefined;
}

/** Undefined when no sign-in can help: keys, processes and machines have credentials or have none. */
export function signInSourceOf(
  config: SharedConfig,
  profile: string,
  seen: ReadonlySet<string> = new Set(),
): SignInSource | undefined {
  const settings = profileIn(config, profile);
  switch (profileKindOf(config, profile)) {
    case 'sso':
    case 'sso-legacy': {
      const sso = ssoSettingsOf(config, profile);
      return sso === undefined ? undefined : { kind: 'sso', profile, sso };
    }
    case 'login':
      return { kind: 'login', profile, loginSession: settings['login_session'] ?? '' };
    case 'role':
    case 'role-mfa': {
      const source = settings['source_profile'] ?? '';
      const visited = new Set([...seen, profile]);
      const ofSource = visited.has(source) ? undefined : signInSourceOf(config, source, visited);
      return ofSource ?? (settings['mfa_serial'] === undefined ? undefined : { kind: 'mfa', profile });
    }
    case 'keys':
    case 'machine-role':
    case 'process':
    case 'web-identity':
    case 'machine':
      return undefined;
  }
}

/** The AWS CLI requests this scope when a session names none. */
const defaultScopes = ['sso:account:access'];

function ssoSettingsOf(config: SharedConfig, profile: string): SsoSettings | undefined {
  const own = profileIn(config, profile);
  const sessionName = own['sso_session'];
  const settings = sessionName === undefined ? own : config.configFile[`sso-session.${sessionName}`];
  const startUrl = settings?.['sso_start_url'];
  const region = settings?.['sso_region'];
  if (startUrl === undefined || region === undefined) return undefined;
  const scopes = settings?.['sso_registration_scopes']?.split(',').flatMap((scope) => scope.trim() || []);
  return { startUrl, region, scopes: scopes ?? defaultScopes, sessionName };
}
