/** Hosts of pages on which people sign in to AWS. */
const hostsOfAws =
  /^(?:[a-z0-9-]+\.)*(?:awsapps\.com|awsapps\.cn|app\.aws|signin\.aws|signin\.amazonaws\.cn)$|^device\.sso\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/;

/**
 * Whether a page that the service wants to be opened is one of AWS, or of the endpoint that the profile is configured for: an answer
 * must not lead the user, with a code that grants access, to any other site.
 */
export function isSignInPage(url: string, configuredUrl: string | undefined): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, host, username, password } = new URL(url);
  if (username !== '' || password !== '') return false;
  if (configuredUrl !== undefined && host === new URL(configuredUrl).host)
    return protocol === 'https:' || protocol === 'http:';
  return protocol === 'https:' && hostsOfAws.test(hostname);
}
