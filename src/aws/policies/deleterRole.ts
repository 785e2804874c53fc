import { partitionOf } from '../connections/partitions.ts';
import { deleterRoleName, roleTag } from './ownNames.ts';
import type { Scope } from './policies.ts';
import type { NewRole } from './rolePolicy.ts';

/**
 * The role with which schedules delete endpoints after their leases. It deletes nothing but endpoints that carry the tag of our create
 * calls, and EventBridge Scheduler alone may assume it, for schedules of the same account.
 */
export function deleterRole({ region, accountId }: Pick<Scope, 'region' | 'accountId'>): NewRole {
  return {
    roleName: deleterRoleName,
    description: 'Lets EventBridge Scheduler delete endpoints of Linear Learner after their leases',
    trust: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'scheduler.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
        },
      ],
    },
    policyName: 'LinearLearner',
    policy: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'DeleteOwnEndpoints',
          Effect: 'Allow',
          Action: ['sagemaker:DeleteEndpoint'],
          Resource: `arn:${partitionOf(region)}:sagemaker:*:${accountId}:endpoint/*`,
          Condition: { Null: { 'aws:ResourceTag/linear-learner:attempt': 'false' } },
        },
      ],
    },
    tags: { [roleTag.key]: roleTag.value },
  };
}
