import { partitionOf } from '../../aws/connections/partitions.ts';
import { partsOfRole } from '../../aws/policies/roleArn.ts';
import { callsOfPrefix } from './bucketChecks.ts';
import { failed, passed, unknown } from './check.ts';
import type { Fix } from './check.ts';
import { simulated } from './context.ts';
import type { CheckContext, RunCheck } from './context.ts';

/** Another role, where the one of now comes from: one that the experiment names is used whatever the connection has. */
const otherRole = ({ experiment }: Pick<CheckContext, 'experiment'>): readonly Fix[] => [
  { kind: experiment.output.roleArn === undefined ? 'chooseRole' : 'useConnectionRole' },
];

/** That the role exists, and that SageMaker may assume it. */
export const checkRole: RunCheck = async (context) => {
  const { session, roleArn, identity, signal } = context;
  const { aws } = session;
  const chooseRole = otherRole(context);
  if (roleArn === undefined) return unknown('role', { kind: 'not-chosen' }, chooseRole);
  const parts = partsOfRole(roleArn);
  if (parts === undefined) return failed('role', { why: 'malformed', roleArn }, chooseRole);
  if (parts.accountId !== identity.accountId) return unknown('role', { kind: 'other-account' }, chooseRole);
  const role = await aws.lookAtRole(parts.roleName, signal);
  // The same name under another path is another role.
  if (role === undefined || role.arn !== roleArn)
    return failed('role', { why: 'missing', roleArn }, chooseRole);
  switch (role.trust) {
    case 'sagemaker':
      return passed('role', { roleArn });
    case 'others':
      return failed('role', { why: 'untrusted', roleArn }, chooseRole);
    case 'unclear':
      return unknown('role', { kind: 'conditions', actions: ['sts:AssumeRole'] }, chooseRole);
  }
};

/** Whether the role's policies let it read and write the prefix; a bucket's policy may allow or deny it besides. */
export const checkRoleAccess: RunCheck = async (context) => {
  const { session, roleArn, bucket, identity, experiment } = context;
  const chooseRole = otherRole(context);
  if (roleArn === undefined) return unknown('role-access', { kind: 'not-chosen' }, chooseRole);
  if (bucket === undefined) return unknown('role-access', { kind: 'not-chosen' });
  if (partsOfRole(roleArn)?.accountId !== identity.accountId)
    return unknown('role-access', { kind: 'other-account' }, chooseRole);
  const { prefix } = experiment.output;
  const { refused, isRefused, isDenied, unclear } = await simulated(
    context,
    roleArn,
    callsOfPrefix(session.region, bucket, prefix),
  );
  if (isRefused) return failed('role-access', { ...refused, roleArn }, chooseRole, !isDenied);
  return unclear.length > 0
    ? unknown('role-access', { kind: 'conditions', actions: unclear })
    : passed('role-access', { roleArn, bucket, prefix });
};

/** Whether the caller may pass the role to SageMaker. */
export const checkPassRole: RunCheck = async (context) => {
  const { roleArn } = context;
  const chooseRole = otherRole(context);
  if (roleArn === undefined) return unknown('pass-role', { kind: 'not-chosen' }, chooseRole);
  const arn = await context.callerArn();
  if (arn === undefined) return unknown('pass-role', { kind: 'caller' });
  const passing = {
    actions: ['iam:PassRole'],
    resource: roleArn,
    context: { 'iam:PassedToService': 'sagemaker.amazonaws.com' },
  };
  const { refused, isRefused, unclear } = await simulated(context, arn, [passing]);
  if (isRefused) return failed('pass-role', { ...refused, roleArn }, chooseRole);
  return unclear.length > 0
    ? unknown('pass-role', { kind: 'conditions', actions: unclear })
    : passed('pass-role', { roleArn });
};

/** Whether the caller may create the training job. */
export const checkCreateJob: RunCheck = async (context) => {
  const { region } = context.session;
  const arn = await context.callerArn();
  if (arn === undefined) return unknown('create-job', { kind: 'caller' });
  const { accountId } = context.identity;
  const creating = {
    actions: ['sagemaker:CreateTrainingJob', 'sagemaker:AddTags', 'sagemaker:DescribeTrainingJob'],
    resource: `arn:${partitionOf(region)}:sagemaker:${region}:${accountId}:training-job/linear-learner-check`,
  };
  const { refused, isRefused, isDenied, unclear } = await simulated(context, arn, [creating]);
  // Policies may ask for instance types or tags that are not given here.
  if (isRefused) return failed('create-job', refused, [{ kind: 'switchConnection' }], !isDenied);
  return unclear.length > 0
    ? unknown('create-job', { kind: 'conditions', actions: unclear })
    : passed('create-job', { region });
};

/**
 * ARN whose policies decide what the caller may do. That of an assumed role lacks its path, which only IAM knows. Undefined for the
 * account itself and for federated users.
 */
export async function callerArnOf({
  session: { aws },
  identity: { arn },
  signal,
}: Pick<CheckContext, 'session' | 'identity' | 'signal'>): Promise<string | undefined> {
  if (/:iam::\d{12}:user\//.test(arn)) return arn;
  const roleName = /:assumed-role\/([^/]+)\//.exec(arn)?.[1];
  return roleName === undefined ? undefined : (await aws.lookAtRole(roleName, signal))?.arn;
}
