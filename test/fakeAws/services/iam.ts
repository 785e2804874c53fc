import type { Parameters } from '../../../src/local/identity/parameters.ts';
import { simulatePrincipalPolicy } from '../../../src/local/identity/simulation.ts';
import { ServiceError } from '../../../src/local/protocols/service.ts';
import type { XmlElement } from '../../../src/local/protocols/xml.ts';
import type { FakeAccount, Role } from '../identity/account.ts';
import { decide } from '../identity/policies.ts';
import type { Context, PolicyDocument } from '../identity/policies.ts';
import { pageOf, required, timeOf } from './query.ts';
import type { QueryOperations } from './query.ts';

export const iamNamespace = 'https://iam.amazonaws.com/doc/2010-05-08/';

interface Given {
  readonly account: FakeAccount;
  /** Its own parameters, for lists of structures. */
  readonly form: URLSearchParams;
}

export const iamOperations: QueryOperations<Given> = {
  ListRoles: {
    understood: ['PathPrefix', 'Marker', 'MaxItems'],
    result: ({ account }, parameters) => {
      const prefix = parameters.text('PathPrefix') ?? '/';
      const roles = [...account.roles.values()]
        .filter(({ path }) => path.startsWith(prefix))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1));
      const { page, more } = pageOf(roles, parameters);
      // Tags, descriptions and boundaries come from GetRole alone.
      return [['Roles', page.map((role) => ['member', roleElements(role)])], ...more];
    },
  },
  GetRole: {
    understood: ['RoleName'],
    result: ({ account }, parameters) => [
      ['Role', [...roleElements(roleOf(account, parameters)), ...tagElements(roleOf(account, parameters))]],
    ],
  },
  CreateRole: {
    understood: ['RoleName', 'Path', 'AssumeRolePolicyDocument', 'Description', 'MaxSessionDuration', 'Tags'],
    result: ({ account, form }, parameters) => {
      const name = required(parameters, 'RoleName');
      checkName(name);
      if (account.roles.has(name))
        throw new ServiceError('EntityAlreadyExists', `Role with name ${name} already exists.`, 409);
      const role = account.addRole(name, {
        path: parameters.text('Path') ?? '/',
        description: parameters.text('Description'),
        maxSessionSeconds: Number(parameters.text('MaxSessionDuration') ?? 3600),
        trust: documentOf(required(parameters, 'AssumeRolePolicyDocument')),
        tags: Object.fromEntries(tagsOf(form)),
        policies: {},
      });
      return [['Role', [...roleElements(role), ...tagElements(role)]]];
    },
  },
  DeleteRole: {
    understood: ['RoleName'],
    result: ({ account }, parameters) => {
      const role = roleOf(account, parameters);
      if (role.policies.size > 0)
        throw new ServiceError('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409);
      account.roles.delete(role.name);
      return undefined;
    },
  },
  TagRole: {
    understood: ['RoleName', 'Tags'],
    result: ({ account, form }, parameters) => {
      const { tags } = roleOf(account, parameters);
      for (const [key, value] of tagsOf(form)) tags.set(key, value);
      return undefined;
    },
  },
  PutRolePolicy: {
    understood: ['RoleName', 'PolicyName', 'PolicyDocument'],
    result: ({ account }, parameters) => {
      const { policies } = roleOf(account, parameters);
      const name = required(parameters, 'PolicyName');
      checkName(name);
      policies.set(name, documentOf(required(parameters, 'PolicyDocument')));
      return undefined;
    },
  },
  GetRolePolicy: {
    understood: ['RoleName', 'PolicyName'],
    result: ({ account }, parameters) => {
      const role = roleOf(account, parameters);
      const name = required(parameters, 'PolicyName');
      return [
        ['RoleName', role.name],
        ['PolicyName', name],
        ['PolicyDocument', encoded(policyOf(role, name))],
      ];
    },
  },
  DeleteRolePolicy: {
    understood: ['RoleName', 'PolicyName'],
    result: ({ account }, parameters) => {
      const role = roleOf(account, parameters);
      const name = required(parameters, 'PolicyName');
      policyOf(role, name);
      role.policies.delete(name);
      return undefined;
    },
  },
  ListRolePolicies: {
    understood: ['RoleName', 'Marker', 'MaxItems'],
    result: ({ account }, parameters) => {
      const names = [...roleOf(account, parameters).policies.keys()].toSorted();
      const { page, more } = pageOf(names, parameters);
      return [['PolicyNames', page.map((name) => ['member', name])], ...more];
    },
  },
  ListAccountAliases: {
    understood: ['Marker', 'MaxItems'],
    result: ({ account: { alias } }, parameters) => {
      const { page, more } = pageOf(alias === undefined ? [] : [alias], parameters);
      return [['AccountAliases', page.map((one) => ['member', one])], ...more];
    },
  },
  SimulatePrincipalPolicy: {
    understood: ['PolicySourceArn', 'ActionNames', 'ResourceArns', 'ContextEntries', 'MaxItems', 'Marker'],
    result: ({ account, form }, parameters) => {
      const source = required(parameters, 'PolicySourceArn');
      const policies = account.policiesOf(source);
      if (policies === undefined) throw noSuchRole(source);
      const context = contextOf(form);
      return simulatePrincipalPolicy(parameters, (action, resource) =>
        decide(policies, { action, resource, context }),
      );
    },
  },
};

const noSuchRole = (name: string) =>
  new ServiceError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);

function roleOf({ roles }: FakeAccount, parameters: Parameters): Role {
  const name = required(parameters, 'RoleName');
  const role = roles.get(name);
  if (role === undefined) throw noSuchRole(name);
  return role;
}

function policyOf({ policies }: Role, name: string): PolicyDocument {
  const document = policies.get(name);
  if (document === undefined)
    throw new ServiceError('NoSuchEntity', `The role policy with name ${name} cannot be found.`, 404);
  return document;
}

const encoded = (document: PolicyDocument) => encodeURIComponent(JSON.stringify(document));

const roleElements = (role: Role): readonly XmlElement[] => [
  ['Path', role.path],
  ['RoleName', role.name],
  ['RoleId', role.id],
  ['Arn', role.arn],
  ['CreateDate', timeOf(role.createdAt)],
  ['AssumeRolePolicyDocument', encoded(role.trust)],
  ...(role.description === undefined ? [] : [['Description', role.description] as const]),
  ['MaxSessionDuration', role.maxSessionSeconds],
];

function tagElements({ tags }: Role): readonly XmlElement[] {
  const elements = [...tags].map(([key, value]): XmlElement => [
    'member',
    [
      ['Key', key],
      ['Value', value],
    ],
  ]);
  return elements.length === 0 ? [] : [['Tags', elements]];
}

function checkName(name: string): void {
  if (!/^[\w+=,.@-]{1,64}$/.test(name))
    throw new ServiceError(
      'ValidationError',
      `The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
    );
}

function documentOf(text: string): PolicyDocument {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === 'object' && document !== null && 'Statement' in document)
      // SAFETY: a policy of the product's own; a part of it that is no policy fails when it is evaluated.
      return document as PolicyDocument;
  } catch {
    // reported below
  }
  throw new ServiceError('MalformedPolicyDocument', 'This policy contains invalid Json');
}

/** Structures of a list, by their number, with the names that follow it. */
function structuresOf(form: URLSearchParams, list: string): readonly ReadonlyMap<string, string>[] {
  const byNumber = new Map<number, Map<string, string>>();
  for (const [name, value] of form) {
    const [, number, member] = /^\w+\.member\.(\d+)\.(.+)$/.exec(name) ?? [];
    if (member === undefined || !name.startsWith(`${list}.`)) continue;
    const structure = byNumber.get(Number(number)) ?? new Map<string, string>();
    byNumber.set(Number(number), structure.set(member, value));
  }
  return [...byNumber].toSorted(([a], [b]) => a - b).map(([, structure]) => structure);
}

const tagsOf = (form: URLSearchParams) =>
  structuresOf(form, 'Tags').map((tag): [string, string] => [tag.get('Key') ?? '', tag.get('Value') ?? '']);

const contextOf = (form: URLSearchParams): Context =>
  Object.fromEntries(
    structuresOf(form, 'ContextEntries').map((entry) => [
      entry.get('ContextKeyName') ?? '',
      [...entry].filter(([name]) => name.startsWith('ContextKeyValues.member.')).map(([, value]) => value),
    ]),
  );
