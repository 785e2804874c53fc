import { configuredEndpoints, profileIn, readSharedConfig } from './endpoints.ts';
import type { SharedConfig } from './endpoints.ts';

export interface SharedProfile {
  readonly name: string;
  /** The profile's own region; undefined when the user must pick one. */
  readonly region: string | undefined;
  /** Its SageMaker endpoint, if not AWS's own. */
  readonly endpointUrl: string | undefined;
}

/** The profiles of the shared config, sorted by name, default first. */
export async function listProfiles(): Promise<readonly SharedProfile[]> {
  const config = await readSharedConfig();
  const names = new Set([...Object.keys(config.configFile), ...Object.keys(config.credentialsFile)]);
  return [...names]
    .filter((name) => !/^(sso-session|services)[.\s]/.test(name))
    .sort((a, b) => Number(b === 'default') - Number(a === 'default') || a.localeCompare(b))
    .map((name) => ({
      name,
      region: profileIn(config, name)['region'],
      endpointUrl: sagemakerUrlOf(config, name),
    }));
}

/** A profile that cannot be used is still listed: choosing it reports why. */
function sagemakerUrlOf(config: SharedConfig, profile: string): string | undefined {
  try {
    return configuredEndpoints(config, profile).sagemaker;
  } catch {
    return undefined;
  }
}
