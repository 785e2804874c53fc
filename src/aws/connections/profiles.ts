import { configuredEndpoints, profileIn, readSharedConfig } from './endpoints.ts';
import type { SharedConfig } from './endpoints.ts';

export interface SharedProfile {
  readonly name: string;
  /** The profile's own region; undefined when it names none, and the user must pick one. */
  readonly region: string | undefined;
  /** Where it reaches SageMaker, unless at AWS. */
  readonly endpointUrl: string | undefined;
}

/** The profiles of ~/.aws/config and ~/.aws/credentials (or where the AWS_ variables say), sorted by name, default first. */
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

/** A profile that cannot be used is listed all the same: choosing it says why. */
function sagemakerUrlOf(config: SharedConfig, profile: string): string | undefined {
  try {
    return configuredEndpoints(config, profile).sagemaker;
  } catch {
    return undefined;
  }
}
