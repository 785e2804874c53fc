import { ServiceError } from '../../../src/local/protocols/service.ts';
import { inputOf, textOf } from '../calls.ts';
import type { SignedCall } from '../calls.ts';
import type { FakeAccount } from '../identity/account.ts';
import { trusts } from '../identity/policies.ts';
import { quotaNameOf } from './quotas.ts';
import type { Use } from './quotas.ts';

/** What SageMaker checks in other services before it creates anything. Throws its errors. */
export function checkCreation(account: FakeAccount, call: SignedCall): void {
  const input = inputOf(call);
  switch (call.operation) {
    case 'CreateTrainingJob': {
      if (!isAssumable(account, textOf(input, 'RoleArn'))) throw notAssumable(call);
      const { type, count } = instancesOf(input['ResourceConfig'], 'InstanceCount');
      checkQuota(account, call, { type, count, use: 'training job' });
      return;
    }
    case 'CreateModel':
      if (!isAssumable(account, textOf(input, 'ExecutionRoleArn'))) throw notAssumable(call);
      return;
    case 'CreateEndpointConfig': {
      const variants: readonly unknown[] = Array.isArray(input['ProductionVariants'])
        ? input['ProductionVariants']
        : [];
      const instances = variants.map((variant) => instancesOf(variant, 'InitialInstanceCount'));
      account.variants.set(`${call.region} ${textOf(input, 'EndpointConfigName')}`, instances);
      return;
    }
    case 'CreateEndpoint': {
      const instances = account.variants.get(`${call.region} ${textOf(input, 'EndpointConfigName')}`) ?? [];
      for (const { type, count } of instances) checkQuota(account, call, { type, count, use: 'endpoint' });
      return;
    }
    default:
  }
}

/** Jobs and models have words of their own for it. */
export function notAssumable(call: Pick<SignedCall, 'operation' | 'body'>): ServiceError {
  const input = inputOf(call);
  const message =
    call.operation === 'CreateModel'
      ? `The execution role ARN "${textOf(input, 'ExecutionRoleArn')}" is invalid. Please ensure that the role exists and that its trust relationship policy allows the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com".`
      : `Could not assume role ${textOf(input, 'RoleArn')}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.`;
  return new ServiceError('ValidationException', message);
}

const isAssumable = ({ roles }: FakeAccount, arn: string) =>
  [...roles.values()].some(
    (role) =>
      role.arn === arn &&
      trusts(role.trust, 'sts:AssumeRole', 'Service', { names: ['sagemaker.amazonaws.com'] }),
  );

export interface Instances {
  readonly type: string;
  readonly count: number;
}

function instancesOf(value: unknown, countName: string): Instances {
  const members = new Map(Object.entries(typeof value === 'object' && value !== null ? value : {}));
  return { type: String(members.get('InstanceType') ?? ''), count: Number(members.get(countName) ?? 1) };
}

/** Only what one request wants counts: nothing here knows what is running. */
function checkQuota(
  account: FakeAccount,
  { region }: SignedCall,
  { type, count, use }: Instances & { readonly use: Use },
): void {
  const name = quotaNameOf(type, use);
  const limit = account.quotas(region).find(name)?.applied;
  if (limit !== undefined && count > limit)
    throw new ServiceError(
      'ResourceLimitExceeded',
      `The account-level service limit '${name}' is ${limit} Instances, with current utilization of 0 Instances and a request delta of ${count} Instances. Please use AWS Service Quotas to request an increase for this quota. If AWS Service Quotas is not available, contact AWS support to request an increase for this quota.`,
    );
}
