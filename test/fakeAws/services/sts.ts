import { ServiceError } from '../../../src/local/protocols/service.ts';
import type { XmlElement } from '../../../src/local/protocols/xml.ts';
import type { Parameters } from '../../../src/local/identity/parameters.ts';
import type { Cloud } from '../cloud.ts';
import { unauthorized } from '../denials.ts';
import type { FakeAccount, Role } from '../identity/account.ts';
import { trusts } from '../identity/policies.ts';
import type { Context } from '../identity/policies.ts';
import type { Principal, Session } from '../identity/principals.ts';
import { required, timeOf } from './query.ts';
import type { QueryOperations } from './query.ts';

export const stsNamespace = 'https://sts.amazonaws.com/doc/2011-06-15/';

interface Given {
  readonly cloud: Cloud;
  /** Undefined where nobody signed the call. */
  readonly principal: Principal | undefined;
}

const shortestSeconds = 900;
const hour = 3600;

export const stsOperations: QueryOperations<Given> = {
  GetCallerIdentity: {
    understood: [],
    result: (given) => {
      const { arn, userId, accountId } = signer(given);
      return [
        ['Arn', arn],
        ['UserId', userId],
        ['Account', accountId],
      ];
    },
  },
  GetSessionToken: {
    understood: ['DurationSeconds', 'SerialNumber', 'TokenCode'],
    result: (given, parameters) => {
      const principal = signer(given);
      const hasMfa = checkMfa(given.cloud, principal, parameters);
      const seconds = secondsOf(parameters, { otherwise: 12 * hour, longest: 36 * hour });
      return [credentialsOf(given.cloud.keys.issue({ ...principal, hasMfa }, seconds))];
    },
  },
  AssumeRole: {
    understood: [
      'RoleArn',
      'RoleSessionName',
      'DurationSeconds',
      'ExternalId',
      'SerialNumber',
      'TokenCode',
      'SourceIdentity',
      'Tags',
    ],
    result: (given, parameters) => {
      const principal = signer(given);
      const arn = required(parameters, 'RoleArn');
      const hasMfa = checkMfa(given.cloud, principal, parameters) || principal.hasMfa === true;
      const externalId = parameters.text('ExternalId');
      const found = roleOf(given.cloud, arn);
      const { accountId } = principal;
      const names = [principal.arn, principal.sourceArn, accountId, `arn:aws:iam::${accountId}:root`];
      const context: Context = {
        'aws:MultiFactorAuthPresent': [String(hasMfa)],
        ...(externalId === undefined ? {} : { 'sts:ExternalId': [externalId] }),
      };
      if (found === undefined || !trusts(found.role.trust, 'sts:AssumeRole', 'AWS', { names, context }))
        throw unauthorized('sts', principal, { action: 'sts:AssumeRole', resource: arn }, '');
      return assumed(found, parameters, hasMfa);
    },
  },
  AssumeRoleWithWebIdentity: {
    understood: ['RoleArn', 'RoleSessionName', 'DurationSeconds', 'WebIdentityToken', 'ProviderId'],
    result: ({ cloud }, parameters) => {
      const claims = claimsOf(required(parameters, 'WebIdentityToken'), cloud.now());
      const found = roleOf(cloud, required(parameters, 'RoleArn'));
      const provider = claims.iss.replace(/^https?:\/\//, '');
      const names =
        found === undefined ? [] : [`arn:aws:iam::${found.account.id}:oidc-provider/${provider}`, provider];
      if (
        found === undefined ||
        !trusts(found.role.trust, 'sts:AssumeRoleWithWebIdentity', 'Federated', { names })
      )
        throw new ServiceError(
          'AccessDenied',
          'Not authorized to perform sts:AssumeRoleWithWebIdentity',
          403,
        );
      return [
        ...assumed(found, parameters, false),
        ['SubjectFromWebIdentityToken', claims.sub],
        ['Provider', names[0] ?? ''],
        ['Audience', claims.aud],
      ];
    },
  },
};

function signer({ principal }: Given): Principal {
  if (principal === undefined)
    throw new ServiceError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
  return principal;
}

interface FoundRole {
  readonly account: FakeAccount;
  readonly role: Role;
}

function roleOf({ accounts }: Cloud, arn: string): FoundRole | undefined {
  for (const account of accounts.values())
    for (const role of account.roles.values()) if (role.arn === arn) return { account, role };
  return undefined;
}

/** Whether a code was given; throws when it is not the one that the device shows. */
function checkMfa({ accounts }: Cloud, { accountId }: Principal, { text }: Parameters): boolean {
  const [serial, code] = [text('SerialNumber'), text('TokenCode')];
  if (serial === undefined && code === undefined) return false;
  if (accounts.get(accountId)?.mfaDevices.get(serial ?? '') === code && code !== undefined) return true;
  throw new ServiceError(
    'AccessDenied',
    'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
    403,
  );
}

function assumed(
  { account, role }: FoundRole,
  parameters: Parameters,
  hasMfa: boolean,
): readonly XmlElement[] {
  const name = required(parameters, 'RoleSessionName');
  if (!/^[\w+=,.@-]{2,64}$/.test(name))
    throw new ServiceError(
      'ValidationError',
      `1 validation error detected: Value '${name}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
    );
  const seconds = secondsOf(parameters, { otherwise: hour, longest: 12 * hour });
  if (seconds > role.maxSessionSeconds)
    throw new ServiceError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  const session = account.assume(role, name, { seconds, hasMfa });
  const source = parameters.text('SourceIdentity');
  return [
    credentialsOf(session),
    [
      'AssumedRoleUser',
      [
        ['AssumedRoleId', session.principal.userId],
        ['Arn', session.principal.arn],
      ],
    ],
    ...(source === undefined ? [] : [['SourceIdentity', source] as const]),
  ];
}

function secondsOf(
  { text }: Parameters,
  { otherwise, longest }: { readonly otherwise: number; readonly longest: number },
): number {
  const seconds = Number(text('DurationSeconds') ?? otherwise);
  const limit =
    seconds < shortestSeconds
      ? `greater than or equal to ${shortestSeconds}`
      : `less than or equal to ${longest}`;
  if (!Number.isInteger(seconds) || seconds < shortestSeconds || seconds > longest)
    throw new ServiceError(
      'ValidationError',
      `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value ${limit}`,
    );
  return seconds;
}

const credentialsOf = ({ accessKeyId, secretAccessKey, sessionToken, expiresAtMs }: Session): XmlElement => [
  'Credentials',
  [
    ['AccessKeyId', accessKeyId],
    ['SecretAccessKey', secretAccessKey],
    ['SessionToken', sessionToken],
    ['Expiration', timeOf(expiresAtMs)],
  ],
];

/** The claims of a token of any issuer; its signature is not checked. */
function claimsOf(
  token: string,
  now: Date,
): { readonly iss: string; readonly sub: string; readonly aud: string } {
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  } catch {
    // reported below
  }
  if (typeof claims !== 'object' || claims === null)
    throw new ServiceError(
      'InvalidIdentityToken',
      'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
    );
  const text = (name: string) => String(new Map(Object.entries(claims)).get(name) ?? '');
  const seconds = Math.floor(now.getTime() / 1000);
  if (Number(text('exp')) <= seconds)
    throw new ServiceError(
      'ExpiredTokenException',
      `Token expired: current date/time ${seconds} must be before the expiration date/time ${text('exp')}`,
    );
  return { iss: text('iss'), sub: text('sub'), aud: text('aud') };
}
