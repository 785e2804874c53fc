import type { ScheduleUse } from '../../../src/local/main/server.ts';
import { ServiceError } from '../../../src/local/protocols/service.ts';
import type { FakeAccount } from '../identity/account.ts';
import { decide, trusts } from '../identity/policies.ts';
import { unauthorized } from '../denials.ts';

export const notAssumableByScheduler = () =>
  new ServiceError(
    'ValidationException',
    'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
  );

/** Throws where a schedule's role cannot be assumed, or may not delete the endpoint. */
export function checkDeletion(account: FakeAccount, { roleArn, endpointArn, tags = {} }: ScheduleUse): void {
  const role = [...account.roles.values()].find(({ arn }) => arn === roleArn);
  const names = ['scheduler.amazonaws.com'];
  const context = { 'aws:SourceAccount': [account.id] };
  if (role === undefined || !trusts(role.trust, 'sts:AssumeRole', 'Service', { names, context }))
    throw notAssumableByScheduler();
  if (endpointArn === undefined) return;
  const need = { action: 'sagemaker:DeleteEndpoint', resource: endpointArn };
  const tagKeys = Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, [value]]);
  const { decision } = decide([...role.policies.values()], { ...need, context: Object.fromEntries(tagKeys) });
  if (decision !== 'allowed') throw unauthorized('sagemaker', { arn: roleArn }, need);
}
