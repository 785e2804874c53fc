import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  paginateListRolePolicies,
  paginateListRoles,
} from '@aws-sdk/client-iam';
import type { AwsClients } from './connections/clients.ts';
import type { OurResources } from './leftovers.ts';
import { call, unlessMissing } from './failures/call.ts';
import { roleTag } from './policies/ownNames.ts';

/** How many roles one search reads, as each takes a call, and how many at a time. */
const most = 200;
const atATime = 8;

/** The roles of the account that carry our tag. AWS's own, for its services, are not looked at. */
export async function listOurRoles(clients: AwsClients, signal?: AbortSignal): Promise<OurResources> {
  const names: string[] = [];
  await call('ListRoles', signal, async (options) => {
    for await (const { Roles = [] } of paginateListRoles({ client: clients.iam() }, {}, options)) {
      for (const { RoleName, Path = '/' } of Roles)
        if (RoleName !== undefined && !Path.startsWith('/aws-')) names.push(RoleName);
      if (names.length > most) break;
    }
  });
  const found: { readonly name: string; readonly createdAt: number | undefined }[] = [];
  for (let from = 0; from < Math.min(names.length, most); from += atATime) {
    const some = await Promise.all(
      names.slice(from, Math.min(from + atATime, most)).map(async (name) => {
        const role = await unlessMissing(() => roleOf(clients, name, signal));
        const isOurs = role?.Tags?.some(({ Key, Value }) => Key === roleTag.key && Value === roleTag.value);
        return isOurs === true ? [{ name, createdAt: role?.CreateDate?.getTime() }] : [];
      }),
    );
    for (const one of some.flat()) found.push(one);
  }
  return { found, hasMore: names.length > most };
}

async function roleOf(clients: AwsClients, name: string, signal: AbortSignal | undefined) {
  const answer = await call('GetRole', signal, (options) =>
    clients.iam().send(new GetRoleCommand({ RoleName: name }), options),
  );
  return answer.Role;
}

/** Deletes a role with the policies in it. One that other policies are attached to is refused by IAM. */
export async function deleteRole(clients: AwsClients, name: string, signal?: AbortSignal): Promise<void> {
  await unlessMissing(async () => {
    for (const policy of await policiesOf(clients, name, signal))
      await call('DeleteRolePolicy', signal, (options) =>
        clients.iam().send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName: policy }), options),
      );
    await call('DeleteRole', signal, (options) =>
      clients.iam().send(new DeleteRoleCommand({ RoleName: name }), options),
    );
  });
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
