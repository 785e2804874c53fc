import {
  CreateRoleCommand,
  GetRoleCommand,
  paginateListRoles,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { call, pause, required } from './failures/call.ts';
import type { AwsClients } from './connections/clients.ts';
import { hasCode, recognise } from './failures/errors.ts';
import { roleTag } from './policies/ownNames.ts';
import type { NewRole } from './policies/rolePolicy.ts';
import { trustIn } from './roleTrust.ts';

export interface ExecutionRole {
  readonly roleName: string;
  readonly arn: string;
  /** milliseconds since 1970 */
  readonly createdAt: number | undefined;
}

/** Also where a condition decides, such as on the account. */
const mayBeAssumed = (trust = '') => trustIn(trust) !== 'others';

/** No account may have more roles. */
const mostRoles = 10_000;

/** The roles of the account that SageMaker may assume, by name. */
export async function listExecutionRoles(
  clients: AwsClients,
  signal?: AbortSignal,
): Promise<readonly ExecutionRole[]> {
  const found: ExecutionRole[] = [];
  let seen = 0;
  await call('ListRoles', signal, async (options) => {
    const pages = paginateListRoles({ client: clients.iam(), pageSize: 1000 }, {}, options);
    for await (const { Roles = [] } of pages) {
      for (const { Arn, RoleName, AssumeRolePolicyDocument, CreateDate } of Roles)
        if (Arn !== undefined && RoleName !== undefined && mayBeAssumed(AssumeRolePolicyDocument))
          found.push({ roleName: RoleName, arn: Arn, createdAt: CreateDate?.getTime() });
      seen += Roles.length;
      if (seen >= mostRoles) break;
    }
  });
  return found.toSorted((a, b) => a.roleName.localeCompare(b.roleName));
}

/**
 * Creates an execution role with its policy. One that we made earlier under this name gets the policy again, so that an attempt that
 * was interrupted can be repeated. Throws 'resource-name-taken' for a role of somebody else.
 */
export async function createExecutionRole(
  clients: AwsClients,
  role: NewRole,
  signal?: AbortSignal,
): Promise<{ readonly arn: string; readonly isNew: boolean }> {
  return createRole(clients, role, { isUsable: (trust) => mayBeAssumed(trust), signal });
}

/** `isUsable` decides by its trust policy, percent-encoded, whether a role that we made earlier will do. */
export async function createRole(
  clients: AwsClients,
  { roleName, description, trust, policyName, policy, tags }: NewRole,
  { isUsable, signal }: CreateRoleOptions,
): Promise<{ readonly arn: string; readonly isNew: boolean }> {
  const creating = new CreateRoleCommand({
    RoleName: roleName,
    AssumeRolePolicyDocument: JSON.stringify(trust),
    Description: description,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  });
  let created: string | undefined;
  try {
    const { Role } = await call('CreateRole', signal, (options) => clients.iam().send(creating, options));
    created = required(Role?.Arn, 'CreateRole', 'Arn');
  } catch (error) {
    if (!isTaken(error)) throw error;
  }
  const arn = created ?? (await ownRole(clients, roleName, { isUsable, signal }));
  const putting = new PutRolePolicyCommand({
    RoleName: roleName,
    PolicyName: policyName,
    PolicyDocument: JSON.stringify(policy),
  });
  await call('PutRolePolicy', signal, (options) => clients.iam().send(putting, options));
  return { arn, isNew: created !== undefined };
}

interface CreateRoleOptions {
  readonly isUsable: (trust: string | undefined) => boolean;
  readonly signal?: AbortSignal | undefined;
}

const isTaken = (error: unknown) =>
  hasCode(error, 'resource-name-taken') ||
  (error instanceof Error &&
    error.cause instanceof Error &&
    error.cause.name.startsWith('EntityAlreadyExists'));

/** The ARN of a role that we made and that is usable. */
async function ownRole(
  clients: AwsClients,
  roleName: string,
  { isUsable, signal }: CreateRoleOptions,
): Promise<string> {
  const { Role } = await call('GetRole', signal, (options) =>
    clients.iam().send(new GetRoleCommand({ RoleName: roleName }), options),
  );
  const isOurs = (Role?.Tags ?? []).some(({ Key, Value }) => Key === roleTag.key && Value === roleTag.value);
  if (isOurs && isUsable(Role?.AssumeRolePolicyDocument)) return required(Role?.Arn, 'GetRole', 'Arn');
  const taken = Object.assign(new Error(`${roleName} already exists`), {
    name: 'EntityAlreadyExistsException',
  });
  throw recognise(taken, 'CreateRole');
}

/** A new role may be unknown to SageMaker, or without its policy, for about ten seconds; rarely longer. */
const knownEverywhereAfterMs = 120_000;
const askAgainAfterMs = 5000;

export interface NewRoleOptions {
  readonly signal?: AbortSignal | undefined;
  /** When the role was requested, in milliseconds since 1970; undefined: long ago. */
  readonly roleRequestedAt?: number | undefined;
  readonly askAgainAfterMs?: number | undefined;
  /** Called before each wait. */
  readonly onWaitingForRole?: (() => void) | undefined;
}

/** Sends a request that names a role, again and again while the role is new and SageMaker does not know it yet. */
export async function onceRoleIsKnown<T>(
  send: () => Promise<T>,
  { signal, roleRequestedAt, onWaitingForRole, ...options }: NewRoleOptions,
): Promise<T> {
  for (;;) {
    try {
      return await send();
    } catch (error) {
      const failure = recognise(error, '');
      const mayBeNew = hasCode(failure, 'role-not-assumable') || hasCode(failure, 'role-lacks-access');
      if (!mayBeNew || Date.now() - (roleRequestedAt ?? 0) > knownEverywhereAfterMs) throw error;
      onWaitingForRole?.();
      await pause(options.askAgainAfterMs ?? askAgainAfterMs, signal);
    }
  }
}
