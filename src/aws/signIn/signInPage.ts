import { partitionOf } from '../connections/partitions.ts';

/** Hosts of pages on which people sign in to AWS; of AWS China, and of all others. */
const hostsOfChina = /^(?:[a-z0-9-]+\.)*(?:awsapps\.cn|signin\.amazonaws\.cn)$/;
const hostsElsewhere =
  /^(?:[a-z0-9-]+\.)*(?:awsapps\.com|app\.aws|signin\.aws|signin\.amazonaws-us-gov\.com)$/;
const devicePage = /^device\.sso\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;

export interface SignInPlace {
  readonly region: string;
  /** Where the OIDC service is, if not at AWS. */
  readonly oidcUrl: string | undefined;
}

/**
 * Whether a page that the service wants to be opened is one of AWS, in the partition of the region, or of the endpoint that the profile is
 * configured for: an answer must not lead the user, with a code that grants access, to any other site.
 */
export function isSignInPage(url: string, { region, oidcUrl }: SignInPlace): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, host, username, password } = new URL(url);
  if (username !== '' || password !== '') return false;
  if (oidcUrl !== undefined && host === new URL(oidcUrl).host)
    return protocol === 'https:' || protocol === 'http:';
  return protocol === 'https:' && isHostOf(hostname, partitionOf(region));
}

function isHostOf(hostname: string, partition: string): boolean {
  const regionOfDevice = devicePage.exec(hostname)?.[1];
  if (regionOfDevice !== undefined)
    return partitionOf(regionOfDevice) === partition && hostname.endsWith('.cn') === (partition === 'aws-cn');
  return (partition === 'aws-cn' ? hostsOfChina : hostsElsewhere).test(hostname);
}
