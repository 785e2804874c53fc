import { loadSharedConfigFiles } from '@smithy/shared-ini-file-loader';
import { endpointUrlInvalid, servicesSectionMissing } from '../failures/errors.ts';
import { isEndpointUrl } from './types.ts';

/** The services we call, as named in the `services` sections of the shared config. */
export const serviceNames = [
  'sagemaker',
  'sagemaker_runtime',
  's3',
  'cloudwatch_logs',
  'cloudwatch',
  'scheduler',
  'sts',
  'iam',
  'service_quotas',
  'pricing',
  'cost_explorer',
  'sso',
  'sso_oidc',
] as const;
export type ServiceName = (typeof serviceNames)[number];

/** URLs that replace AWS's own for these services. */
export type ConfiguredEndpoints = Readonly<Partial<Record<ServiceName, string>>>;

type Section = Readonly<Record<string, string | undefined>>;

/** The shared config by section name; settings of a nested section have names like `s3.endpoint_url`. */
export interface SharedConfig {
  readonly configFile: Readonly<Record<string, Section>>;
  readonly credentialsFile: Readonly<Record<string, Section>>;
}

/** Reads ~/.aws/config and ~/.aws/credentials (or the files in AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE) without the SDK's cache. */
export const readSharedConfig = (): Promise<SharedConfig> => loadSharedConfigFiles({ ignoreCache: true });

/** A profile's settings from both files; the config file takes precedence, as in the SDK. */
export const profileIn = ({ configFile, credentialsFile }: SharedConfig, profile: string): Section => ({
  ...credentialsFile[profile],
  ...configFile[profile],
});

/**
 * The endpoints that a profile itself sets with `endpoint_url` or a `services` section. The SDK would also use those of the
 * environment and of the default profile, whichever profile was selected. Throws AwsFailure.
 */
export function configuredEndpoints(config: SharedConfig, profile: string): ConfiguredEndpoints {
  const settings = profileIn(config, profile);
  if (settings['ignore_configured_endpoint_urls']?.toLowerCase() === 'true') return {};
  const section = settings['services'];
  const services = section === undefined ? {} : config.configFile[`services.${section}`];
  if (services === undefined) throw servicesSectionMissing(profile, section ?? '');
  const endpoints = serviceNames.flatMap((service) => {
    const url = services[`${service}.endpoint_url`] ?? settings['endpoint_url'];
    if (url === undefined || url === '') return [];
    if (!isEndpointUrl(url)) throw endpointUrlInvalid(profile, url);
    return [[service, url] as const];
  });
  return Object.fromEntries(endpoints);
}
