import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  paginateListRolePolicies,
  paginateListRoles,
} from '@aws-sdk/client-iam';
import type { AwsClients } from './connections/clients.ts';
import { call, unlessMissing } from './failures/call.ts';
import { hasCode } from './failures/errors.ts';
import { deleterRoleName, roleNamePrefix, rolePath, roleTag } from './policies/ownNames.ts';
import { untilGone } from './untilGone.ts';

/** How many roles one search reads, as each takes a call, and how many at a time. */
const most = 200;
const atATime = 8;

/** What shows that a role is ours. */
export type RoleEvidence = 'tag' | 'path' | 'name';

export interface OurRoles {
  readonly found: readonly { readonly name: string; readonly evidence: RoleEvidence }[];
  readonly hasMore: boolean;
}

interface Candidate {
  readonly name: string;
  readonly evidence: 'path' | 'name' | undefined;
}

/**
 * The roles of the account with our tag, or with a path or a name as we give them. AWS's own, for its services, are not looked at.
 */
export async function listOurRoles(clients: AwsClients, signal?: AbortSignal): Promise<OurRoles> {
  const all: Candidate[] = [];
  await call('ListRoles', signal, async (options) => {
    for await (const { Roles = [] } of paginateListRoles({ client: clients.iam() }, {}, options))
      for (const { RoleName, Path = '/' } of Roles)
        if (RoleName !== undefined && !Path.startsWith('/aws-'))
          all.push({ name: RoleName, evidence: evidenceOf(RoleName, Path) });
  });
  // Those that others may have are read after ours: each takes a call.
  const candidates = all.toSorted(
    (a, b) => Number(b.evidence !== undefined) - Number(a.evidence !== undefined),
  );
  const found: OurRoles['found'][number][] = [];
  for (let from = 0; from < Math.min(candidates.length, most); from += atATime) {
    const some = await Promise.all(
      candidates.slice(from, Math.min(from + atATime, most)).map(async ({ name, evidence }) => {
        const isOurs = await isTagged(clients, name, evidence !== undefined, signal);
        const shown: RoleEvidence | undefined = isOurs ? 'tag' : evidence;
        return shown === undefined ? [] : [{ name, evidence: shown }];
      }),
    );
    for (const one of some.flat()) found.push(one);
  }
  return { found, hasMore: candidates.length > most };
}

function evidenceOf(name: string, path: string): Candidate['evidence'] {
  if (path.startsWith(rolePath)) return 'path';
  return name === deleterRoleName || name.startsWith(roleNamePrefix) ? 'name' : undefined;
}

/** `isOptional`: something else shows already that the role is ours, so that its tags need not be readable. */
async function isTagged(
  clients: AwsClients,
  name: string,
  isOptional: boolean,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    const role = await unlessMissing(() => roleOf(clients, name, signal));
    return role?.Tags?.some(({ Key, Value }) => Key === roleTag.key && Value === roleTag.value) === true;
  } catch (error) {
    if (isOptional && hasCode(error, 'access-denied')) return false;
    throw error;
  }
}

async function roleOf(clients: AwsClients, name: string, signal: AbortSignal | undefined) {
  const answer = await call('GetRole', signal, (options) =>
    clients.iam().send(new GetRoleCommand({ RoleName: name }), options),
  );
  return answer.Role;
}

/** Deletes a role with the policies in it, and returns once IAM no longer finds it. One that other policies are attached to is refused. */
export async function deleteRole(
  clients: AwsClients,
  name: string,
  options: { readonly signal?: AbortSignal | undefined; readonly pollIntervalMs: number },
): Promise<void> {
  const { signal } = options;
  await unlessMissing(async () => {
    for (const policy of await policiesOf(clients, name, signal))
      await call('DeleteRolePolicy', signal, (options) =>
        clients.iam().send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName: policy }), options),
      );
    await call('DeleteRole', signal, (options) =>
      clients.iam().send(new DeleteRoleCommand({ RoleName: name }), options),
    );
  });
  const isThere = async () => (await unlessMissing(() => roleOf(clients, name, signal))) !== undefined;
  return untilGone({ kind: 'role', name }, isThere, options);
}

async function policiesOf(
  clients: AwsClients,
  name: string,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const found: string[] = [];
  await call('ListRolePolicies', signal, async (options) => {
    const pages = paginateListRolePolicies({ client: clients.iam() }, { RoleName: name }, options);
    for await (const { PolicyNames = [] } of pages) for (const policy of PolicyNames) found.push(policy);
  });
  return found;
}
