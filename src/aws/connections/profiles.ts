import { configuredEndpoints, profileIn, readSharedConfig } from './endpoints.ts';
import type { SharedConfig } from './endpoints.ts';
import { accountOf, profileKindOf } from './profileKinds.ts';
import type { ProfileKind } from './profileKinds.ts';

export interface SharedProfile {
  readonly name: string;
  readonly kind: ProfileKind;
  /** The account that its settings name; undefined when only a call can tell. */
  readonly accountId: string | undefined;
  /** The profile's own region; undefined when the user must pick one. */
  readonly region: string | undefined;
  /** Its SageMaker endpoint, if not AWS's own. */
  readonly endpointUrl: string | undefined;
}

/** The profiles of the shared config, sorted by name, default first. Contacts nothing. */
export const listProfiles = async (): Promise<readonly SharedProfile[]> =>
  profilesOf(await readSharedConfig());

export function profilesOf(config: SharedConfig): readonly SharedProfile[] {
  const { compare } = new Intl.Collator();
  const names = new Set([...Object.keys(config.configFile), ...Object.keys(config.credentialsFile)]);
  return [...names]
    .filter((name) => !/^(sso-session|services)[.\s]/.test(name))
    .sort((a, b) => Number(b === 'default') - Number(a === 'default') || compare(a, b))
    .map((name) => ({
      name,
      kind: profileKindOf(config, name),
      accountId: accountOf(config, name),
      region: profileIn(config, name)['region'],
      endpointUrl: sagemakerUrlOf(config, name),
    }));
}

/** A profile that cannot be used is still listed: choosing it reports why. */
function sagemakerUrlOf(config: SharedConfig, profile: string): string | undefined {
  // Of thousands of profiles, hardly one has an endpoint.
  const { endpoint_url: url, services } = profileIn(config, profile);
  if (url === undefined && services === undefined) return undefined;
  try {
    return configuredEndpoints(config, profile).sagemaker;
  } catch {
    return undefined;
  }
}
