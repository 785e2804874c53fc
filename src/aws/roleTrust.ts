import { GetRoleCommand } from '@aws-sdk/client-iam';
import * as z from 'zod/mini';
import type { AwsClients } from './connections/clients.ts';
import { call, required, unlessMissing } from './failures/call.ts';

export interface RoleLook {
  readonly arn: string;
  /** Whether SageMaker may assume it; 'unclear' where that depends on a condition, or the policy is unreadable. */
  readonly trust: 'sagemaker' | 'others' | 'unclear';
}

/** A role of the caller's account by its name; undefined when there is none. */
export async function lookAtRole(
  clients: AwsClients,
  RoleName: string,
  signal?: AbortSignal,
): Promise<RoleLook | undefined> {
  const answer = await unlessMissing(() =>
    call('GetRole', signal, (options) => clients.iam().send(new GetRoleCommand({ RoleName }), options)),
  );
  if (answer === undefined) return undefined;
  const { Arn, AssumeRolePolicyDocument = '' } = required(answer.Role, 'GetRole', 'Role');
  return { arn: required(Arn, 'GetRole', 'Arn'), trust: trustIn(AssumeRolePolicyDocument) };
}

const texts = z.union([z.string(), z.array(z.string())]);
const statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.optional(z.union([z.literal('*'), z.record(z.string(), texts)])),
  NotPrincipal: z.optional(z.unknown()),
  Action: z.optional(texts),
  NotAction: z.optional(z.unknown()),
  Condition: z.optional(z.unknown()),
});
const document = z.object({ Statement: z.union([statement, z.array(statement)]) });

const service = /^(\*|sagemaker\.amazonaws\.com(\.cn)?)$/;
const assume = /^(\*|sts:\*|sts:assume\*|sts:assumerole\*?)$/i;

/** `encoded`: percent-encoded JSON, as IAM returns it. */
export function trustIn(encoded: string): RoleLook['trust'] {
  const parsed = document.safeParse(jsonIn(encoded));
  if (!parsed.success) return 'unclear';
  const concerning = many(parsed.data.Statement).filter(isAboutSageMaker);
  const has = (effect: 'Allow' | 'Deny', plainly: boolean) =>
    concerning.some((one) => one.Effect === effect && isPlain(one) === plainly);
  if (has('Deny', true) || concerning.length === 0) return 'others';
  return has('Allow', true) && !has('Deny', false) ? 'sagemaker' : 'unclear';
}

/** Nothing beyond principal and action decides whether it applies. */
const isPlain = ({ Condition, NotPrincipal, NotAction }: z.infer<typeof statement>) =>
  (Condition ?? NotPrincipal ?? NotAction) === undefined;

const isAboutSageMaker = ({ Principal, NotPrincipal, Action, NotAction }: z.infer<typeof statement>) =>
  (NotPrincipal !== undefined || namesSageMaker(Principal)) &&
  (NotAction !== undefined || many(Action).some((action) => assume.test(action)));

const namesSageMaker = (principal: z.infer<typeof statement>['Principal']) =>
  principal === '*' || many(principal?.['Service']).some((name) => service.test(name));

function many<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return isMany(value) ? value : [value];
}

const isMany = <T>(value: T | readonly T[]): value is readonly T[] => Array.isArray(value);

function jsonIn(encoded: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(encoded));
  } catch {
    return undefined;
  }
}
