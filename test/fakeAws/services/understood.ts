import { costOperations } from './costExplorer.ts';
import { iamOperations } from './iam.ts';
import { oidcOperations } from './ssoOidc.ts';
import { pricingOperations } from './pricing.ts';
import { quotaOperations } from './serviceQuotas.ts';
import { stsOperations } from './sts.ts';

type Understood = Readonly<Record<string, readonly string[]>>;

const membersOf = (
  operations: Readonly<Record<string, { readonly understood: readonly string[] }>>,
): Understood =>
  Object.fromEntries(Object.entries(operations).map(([name, { understood }]) => [name, understood]));

/** By service, as botocore names it: every operation that the fake has of its own, and the members that it understands. */
export const understood: Readonly<Record<string, Understood>> = {
  sts: membersOf(stsOperations),
  iam: membersOf(iamOperations),
  pricing: membersOf(pricingOperations),
  ce: membersOf(costOperations),
  'service-quotas': membersOf(quotaOperations),
  'sso-oidc': membersOf(oidcOperations),
  sso: {
    GetRoleCredentials: ['roleName', 'accountId', 'accessToken'],
    ListAccounts: ['nextToken', 'maxResults', 'accessToken'],
    ListAccountRoles: ['nextToken', 'maxResults', 'accessToken', 'accountId'],
    Logout: ['accessToken'],
  },
  signin: { CreateOAuth2Token: ['tokenInput'] },
};
