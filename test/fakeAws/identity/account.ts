import { accountOf } from '../../../src/local/account.ts';
import { openQuotas } from '../services/quotas.ts';
import type { Quotas } from '../services/quotas.ts';
import type { Instances } from '../services/sagemaker.ts';
import { administrator, trustOf } from './policies.ts';
import type { PolicyDocument } from './policies.ts';
import { idOf } from './principals.ts';
import type { AccessKey, AccessKeys, Principal, Session } from './principals.ts';

export interface Role {
  readonly path: string;
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly createdAt: Date;
  readonly description: string | undefined;
  readonly maxSessionSeconds: number;
  readonly trust: PolicyDocument;
  readonly tags: Map<string, string>;
  /** Inline policies by name. */
  readonly policies: Map<string, PolicyDocument>;
}

interface RoleOptions {
  /** `/` or of the form `/service-role/`. */
  readonly path?: string;
  readonly description?: string | undefined;
  readonly maxSessionSeconds?: number;
  /** Who may assume it; by default SageMaker. */
  readonly trust?: PolicyDocument;
  readonly tags?: Readonly<Record<string, string>>;
  /** By name; by default one that allows everything. */
  readonly policies?: Readonly<Record<string, PolicyDocument>>;
}

interface UserOptions {
  /** By default one that allows everything. */
  readonly policies?: readonly PolicyDocument[];
}

/** An account's users, roles and quotas. Tests change it directly, clients by IAM. */
export interface FakeAccount {
  readonly id: string;
  alias: string | undefined;
  readonly roles: Map<string, Role>;
  /** Serial numbers of MFA devices, and the code that each shows. */
  readonly mfaDevices: Map<string, string>;
  /** SageMaker's, of a region. */
  quotas(region: string): Quotas;
  /** US dollars that SageMaker costs, by day, such as "2026-12-01"; the day after the last is not known yet. */
  readonly bills: Map<string, number>;
  /** Of endpoint configurations, by region and name. */
  readonly variants: Map<string, readonly Instances[]>;
  addRole(name: string, options?: RoleOptions): Role;
  /** A user with an access key that does not expire. */
  addUser(name: string, options?: UserOptions): AccessKey;
  /** Policies of a user or role of the account; undefined: there is no such principal. */
  policiesOf(arn: string): readonly PolicyDocument[] | undefined;
  /** Keys of a role's session. Who may assume the role is up to the caller. */
  assume(
    role: Role,
    sessionName: string,
    options: { readonly seconds: number; readonly hasMfa?: boolean },
  ): Session;
}

export const trustsSageMaker = trustOf({ Service: 'sagemaker.amazonaws.com' });

export function openAccount(id: string, keys: AccessKeys, now: () => Date): FakeAccount {
  const { roleName } = accountOf(id);
  const roles = new Map<string, Role>();
  const users = new Map<string, readonly PolicyDocument[]>();
  const quotas = new Map<string, Quotas>();
  const account: FakeAccount = {
    id,
    alias: undefined,
    roles,
    mfaDevices: new Map(),
    bills: new Map(),
    variants: new Map(),
    quotas(region) {
      const known = quotas.get(region) ?? openQuotas();
      quotas.set(region, known);
      return known;
    },
    addRole(name, options = {}) {
      const { path = '/', trust = trustsSageMaker, policies = { everything: administrator } } = options;
      const role: Role = {
        path,
        name,
        id: `AROA${idOf(8)}`,
        arn: `arn:aws:iam::${id}:role${path}${name}`,
        createdAt: now(),
        description: options.description,
        maxSessionSeconds: options.maxSessionSeconds ?? 3600,
        trust,
        tags: new Map(Object.entries(options.tags ?? {})),
        policies: new Map(Object.entries(policies)),
      };
      roles.set(name, role);
      return role;
    },
    addUser(name, { policies = [administrator] } = {}) {
      const arn = `arn:aws:iam::${id}:user/${name}`;
      users.set(arn, policies);
      const principal: Principal = {
        accountId: id,
        arn,
        userId: `AIDA${idOf(8)}`,
        sourceArn: arn,
        policies: () => users.get(arn) ?? [],
      };
      const isFirst = users.size === 1;
      return keys.add({
        accessKeyId: isFirst ? `AKIA${id}` : `AKIA${idOf(8)}`,
        secretAccessKey: isFirst ? `secret of ${id}` : `secret of ${name} of ${id}`,
        principal,
      });
    },
    policiesOf: (arn) =>
      users.get(arn) ?? policiesOfRole([...roles.values()].find((role) => role.arn === arn)),
    assume: (role, sessionName, { seconds, hasMfa = false }) =>
      keys.issue(
        {
          accountId: id,
          arn: `arn:aws:sts::${id}:assumed-role/${role.name}/${sessionName}`,
          userId: `${role.id}:${sessionName}`,
          sourceArn: role.arn,
          policies: () => policiesOfRole(roles.get(role.name)) ?? [],
          hasMfa,
        },
        seconds,
      ),
  };
  account.addRole(roleName);
  account.addUser('admin');
  return account;
}

const policiesOfRole = (role: Role | undefined) =>
  role === undefined ? undefined : [...role.policies.values()];
