import { linearLearnerImage } from '../../learner/imageUris.ts';
import { partitionOf } from '../connections/partitions.ts';
import { roleNamePrefix, roleTag } from './ownNames.ts';
import { bucketArn, objectsArn, type Policy, type Scope } from './policies.ts';

/** Who may assume an execution role. */
export const sageMakerTrust = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
} as const;

/**
 * The least that an execution role needs to train and host Linear Learner with the data of a bucket and prefix
 * (docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html, CreateTrainingJob and CreateModel).
 */
export function rolePolicy(scope: Scope): Policy {
  const { region, accountId } = scope;
  const partition = partitionOf(region);
  const key = objectsArn(scope).slice(bucketArn(scope).length + 1);
  const folder = key.replace(/\/?\*$/, '');
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'ListData',
        Effect: 'Allow',
        Action: ['s3:ListBucket'],
        Resource: bucketArn(scope),
        ...(folder === '' ? {} : { Condition: { StringLike: { 's3:prefix': [folder, `${folder}/*`] } } }),
      },
      {
        Sid: 'ReadAndWriteData',
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'],
        Resource: objectsArn(scope),
      },
      {
        Sid: 'WriteLogs',
        Effect: 'Allow',
        Action: [
          'logs:CreateLogGroup',
          'logs:CreateLogStream',
          'logs:DescribeLogStreams',
          'logs:PutLogEvents',
        ],
        Resource: `arn:${partition}:logs:${region}:${accountId}:log-group:/aws/sagemaker/*`,
      },
      {
        Sid: 'WriteMetrics',
        Effect: 'Allow',
        Action: ['cloudwatch:PutMetricData'],
        Resource: '*',
      },
      {
        Sid: 'PullImage',
        Effect: 'Allow',
        Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        Resource: imageArn(region, partition),
      },
      { Sid: 'SignInToRegistry', Effect: 'Allow', Action: ['ecr:GetAuthorizationToken'], Resource: '*' },
    ],
  };
}

/** The repository of the algorithm's image; any account's where SageMaker has no image in the region. */
function imageArn(region: string, partition: string): string {
  const account = linearLearnerImage(region)?.split('.')[0] ?? '*';
  return `arn:${partition}:ecr:${region}:${account}:repository/linear-learner`;
}

export interface NewRole {
  readonly roleName: string;
  readonly description: string;
  /** Who may assume it. */
  readonly trust: object;
  readonly policyName: string;
  readonly policy: Policy;
  readonly tags: Readonly<Record<string, string>>;
}

/** The execution role for a bucket and prefix, by default named after the bucket. */
export function newRole(scope: Scope, roleName = defaultRoleName(scope)): NewRole {
  return {
    roleName,
    description: 'Lets SageMaker train and serve Linear Learner models',
    trust: sageMakerTrust,
    policyName: 'LinearLearner',
    policy: rolePolicy(scope),
    tags: { [roleTag.key]: roleTag.value },
  };
}

/** At most 64 letters, digits and +=,.@-_ */
const defaultRoleName = ({ bucket }: Scope) =>
  `${roleNamePrefix}${bucket.replaceAll(/[^\w+=,.@-]/g, '-')}`.slice(0, 64).replace(/[.-]+$/, '');
