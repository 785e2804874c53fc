import { configuredEndpoints, profileIn, readSharedConfig } from '../connections/endpoints.ts';
import { signInSourceOf } from '../connections/profileKinds.ts';
import type { SignInSource } from '../connections/profileKinds.ts';
import type { ProxySettings } from '../connections/proxies.ts';
import { openTransport } from '../connections/transport.ts';
import { signInFailed } from '../failures/signInFailures.ts';
import { signInWithBrowser } from './browser.ts';
import type { BrowserNeeds } from './browser.ts';
import { signInWithDevice } from './device.ts';
import type { DeviceNeeds } from './device.ts';
import { keptSignInReader, writeSsoToken } from './tokenFile.ts';

/** What a profile signs in with; undefined when no sign-in can help. Contacts nothing. */
export const signInSource = async (profile: string): Promise<SignInSource | undefined> =>
  signInSourceOf(await readSharedConfig(), profile);

export interface SsoSignIn {
  readonly source: Extract<SignInSource, { readonly kind: 'sso' }>;
  readonly label: string;
  readonly way: ({ readonly kind: 'browser' } & BrowserNeeds) | ({ readonly kind: 'device' } & DeviceNeeds);
  readonly signal: AbortSignal | undefined;
  /** How long the user has. */
  readonly limitMs?: number;
  readonly proxies?: ProxySettings | undefined;
}

/** People have to find their phone. */
export const signInLimitMs = 10 * 60_000;

/** Signs in without the AWS CLI and keeps the token where the CLI does. Throws 'sign-in-failed'. */
export async function signInToSso({
  source,
  label,
  way,
  signal,
  limitMs,
  proxies,
}: SsoSignIn): Promise<void> {
  const config = await readSharedConfig();
  const { sso_oidc: oidcUrl } = configuredEndpoints(config, source.profile);
  const transport = openTransport({ proxies, caBundle: profileIn(config, source.profile)['ca_bundle'] });
  const limit = AbortSignal.timeout(limitMs ?? signInLimitMs);
  const plan = {
    label,
    sso: source.sso,
    oidcUrl,
    transport,
    signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
  };
  try {
    const token =
      way.kind === 'browser' ? await signInWithBrowser(plan, way) : await signInWithDevice(plan, way);
    await writeSsoToken(source.sso, token);
  } catch (error) {
    if (limit.aborted && signal?.aborted !== true) throw signInFailed(label, 'late', 'no answer', error);
    throw error;
  } finally {
    transport.release();
  }
}

/**
 * Reads when the sign-in of a profile ends for good; undefined when it does not, renews itself, or is unknown. Contacts nothing, and
 * reads the shared config once, as the clients of the profile do: it may have thousands of profiles.
 * Without a profile: of the one that the environment names, or of its keys, which nothing renews.
 * `credentialsEndAtMs`: of the profile's credentials, which are not renewed without a code if the user had to enter one.
 */
export function signInEndReader(
  profile: string | undefined,
): (credentialsEndAtMs: number | undefined) => Promise<number | undefined> {
  const named = profile ?? process.env['AWS_PROFILE'];
  if (named === undefined) return async (end) => (hasKeysInEnvironment() ? end : undefined);
  let known: ReturnType<typeof signInSource> | undefined;
  const readSource = async () => {
    try {
      return await (known ??= signInSource(named));
    } catch (error) {
      known = undefined;
      throw error;
    }
  };
  let readKept: ReturnType<typeof keptSignInReader> | undefined;
  return async (credentialsEndAtMs) => {
    const source = await readSource();
    if (source?.kind === 'mfa') return credentialsEndAtMs;
    if (source?.kind !== 'sso') return undefined;
    const kept = await (readKept ??= keptSignInReader(source.sso))();
    return kept === undefined || kept.renewsItself ? undefined : kept.expiresAtMs;
  };
}

const hasKeysInEnvironment = () =>
  Boolean(process.env['AWS_ACCESS_KEY_ID']) && Boolean(process.env['AWS_SECRET_ACCESS_KEY']);
