import { ServiceError } from '../../../src/local/protocols/service.ts';
import type { ServiceResponse } from '../../../src/local/protocols/service.ts';
import { jsonAnswer } from '../answers.ts';
import type { Call } from '../calls.ts';
import { expired } from '../faults.ts';
import type { Assignment, Sso } from './sso.ts';

const hour = 3600;

/** The SSO portal: accounts and roles of whoever holds the token, and their keys. */
export function answerPortal(sso: Sso, { operation, query, headers }: Call): ServiceResponse {
  const token = headers['x-amz-sso_bearer_token'] ?? '';
  if (!sso.isSignedIn(token)) throw expired('sso');
  switch (operation) {
    case 'GetRoleCredentials':
      return roleCredentials(sso.assignments, query);
    case 'ListAccounts': {
      const accounts = new Map(sso.assignments.map((one) => [one.account.id, one]));
      const { page, more } = pageOf([...accounts.values()], query);
      return jsonAnswer({
        accountList: page.map(({ account, accountName }) => ({
          accountId: account.id,
          accountName,
          emailAddress: `${account.id}@example.com`,
        })),
        ...more,
      });
    }
    case 'ListAccountRoles': {
      const accountId = query.get('account_id') ?? '';
      const { page, more } = pageOf(
        sso.assignments.filter(({ account }) => account.id === accountId),
        query,
      );
      return jsonAnswer({ roleList: page.map(({ roleName }) => ({ roleName, accountId })), ...more });
    }
    case 'Logout':
      sso.end(token);
      return jsonAnswer({});
    default:
      throw new ServiceError('UnknownOperationException', `The fake does not serve ${operation}`);
  }
}

function roleCredentials(assignments: readonly Assignment[], query: URLSearchParams): ServiceResponse {
  const found = assignments.find(
    ({ account, roleName }) => account.id === query.get('account_id') && roleName === query.get('role_name'),
  );
  if (found === undefined) throw new ServiceError('ForbiddenException', 'No access', 403);
  const session = found.account.assume(found.role, 'ada@example.com', { seconds: hour });
  const { accessKeyId, secretAccessKey, sessionToken, expiresAtMs: expiration } = session;
  return jsonAnswer({ roleCredentials: { accessKeyId, secretAccessKey, sessionToken, expiration } });
}

function pageOf<T>(items: readonly T[], query: URLSearchParams) {
  const size = Number(query.get('max_result') ?? '100');
  const start = Number(query.get('next_token') ?? '0');
  const end = Math.min(items.length, start + size);
  return { page: items.slice(start, end), more: end < items.length ? { nextToken: String(end) } : {} };
}
