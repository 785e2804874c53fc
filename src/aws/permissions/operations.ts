import type { Ability } from './abilities.ts';

/** What an action is allowed on; `resourceArn` has the ARNs. */
export type ResourceKind =
  | 'any'
  | 'bucket'
  | 'objects'
  | 'training-job'
  | 'model'
  | 'endpoint'
  | 'endpoint-config'
  | 'log-streams'
  | 'execution-role'
  | 'roles'
  | 'new-role'
  | 'deleter-role'
  | 'schedule-group'
  | 'schedules';

/** A right that an operation needs, and what does not work where it is denied. */
interface Right {
  readonly on: ResourceKind | readonly ResourceKind[];
  readonly for: readonly [Ability, ...Ability[]];
}

/** By IAM action. An operation without rights needs none. */
export type Rights = Readonly<Record<string, Right>>;

const anyTags = {
  'training-job': { on: 'training-job', for: ['train'] },
  model: { on: 'model', for: ['deploy'] },
  endpoint: { on: 'endpoint', for: ['deploy'] },
  'endpoint-config': { on: 'endpoint-config', for: ['deploy'] },
} as const satisfies Rights;

/**
 * Every operation of AWS that the code calls, by service and by the SDK's name, with the rights it needs
 * (docs.aws.amazon.com/service-authorization). Policies, docs/permissions.md and messages are made of it.
 */
const awsOperations = {
  s3: {
    ListBuckets: { 's3:ListAllMyBuckets': { on: 'any', for: ['list-buckets'] } },
    HeadBucket: { 's3:ListBucket': { on: 'bucket', for: ['train', 'create-buckets', 'bucket-properties'] } },
    CreateBucket: { 's3:CreateBucket': { on: 'bucket', for: ['create-buckets'] } },
    PutPublicAccessBlock: { 's3:PutBucketPublicAccessBlock': { on: 'bucket', for: ['create-buckets'] } },
    PutBucketEncryption: { 's3:PutEncryptionConfiguration': { on: 'bucket', for: ['encrypt-buckets'] } },
    GetBucketVersioning: { 's3:GetBucketVersioning': { on: 'bucket', for: ['bucket-properties'] } },
    GetPublicAccessBlock: { 's3:GetBucketPublicAccessBlock': { on: 'bucket', for: ['bucket-properties'] } },
    GetBucketOwnershipControls: {
      's3:GetBucketOwnershipControls': { on: 'bucket', for: ['bucket-properties'] },
    },
    GetBucketEncryption: { 's3:GetEncryptionConfiguration': { on: 'bucket', for: ['bucket-properties'] } },
    ListObjectsV2: {
      's3:ListBucket': { on: 'bucket', for: ['list-objects', 'delete-objects', 'copy-objects'] },
    },
    ListObjectVersions: { 's3:ListBucketVersions': { on: 'bucket', for: ['versions'] } },
    ListMultipartUploads: { 's3:ListBucketMultipartUploads': { on: 'bucket', for: ['clean-up-uploads'] } },
    HeadObject: {
      's3:GetObject': { on: 'objects', for: ['train', 'read-objects', 'object-tags', 'copy-objects'] },
    },
    GetObject: { 's3:GetObject': { on: 'objects', for: ['read-objects'] } },
    GetObjectTagging: { 's3:GetObjectTagging': { on: 'objects', for: ['object-tags', 'copy-objects'] } },
    PutObject: { 's3:PutObject': { on: 'objects', for: ['train', 'write-objects'] } },
    CreateMultipartUpload: {
      's3:PutObject': { on: 'objects', for: ['train', 'write-objects', 'copy-objects'] },
      's3:PutObjectTagging': { on: 'objects', for: ['copy-objects'] },
    },
    UploadPart: { 's3:PutObject': { on: 'objects', for: ['train', 'write-objects', 'resume-uploads'] } },
    UploadPartCopy: {
      's3:GetObject': { on: 'objects', for: ['copy-objects'] },
      's3:PutObject': { on: 'objects', for: ['copy-objects'] },
    },
    CompleteMultipartUpload: {
      's3:PutObject': { on: 'objects', for: ['train', 'write-objects', 'resume-uploads'] },
    },
    ListParts: { 's3:ListMultipartUploadParts': { on: 'objects', for: ['resume-uploads'] } },
    AbortMultipartUpload: { 's3:AbortMultipartUpload': { on: 'objects', for: ['clean-up-uploads'] } },
    CopyObject: {
      's3:GetObject': { on: 'objects', for: ['copy-objects'] },
      's3:GetObjectTagging': { on: 'objects', for: ['copy-objects'] },
      's3:PutObject': { on: 'objects', for: ['copy-objects'] },
      's3:PutObjectTagging': { on: 'objects', for: ['copy-objects'] },
    },
    DeleteObject: { 's3:DeleteObject': { on: 'objects', for: ['delete-objects', 'copy-objects'] } },
    DeleteObjects: {
      's3:DeleteObject': { on: 'objects', for: ['delete-objects'] },
      's3:DeleteObjectVersion': { on: 'objects', for: ['versions'] },
    },
  },
  sagemaker: {
    CreateTrainingJob: {
      'sagemaker:CreateTrainingJob': { on: 'training-job', for: ['train'] },
      'sagemaker:AddTags': anyTags['training-job'],
      'iam:PassRole': { on: 'execution-role', for: ['train'] },
    },
    DescribeTrainingJob: {
      'sagemaker:DescribeTrainingJob': {
        on: 'training-job',
        for: ['follow-training', 'train', 'unclear-answers', 'count-instances'],
      },
    },
    ListTrainingJobs: {
      'sagemaker:ListTrainingJobs': { on: 'any', for: ['list-training', 'count-instances'] },
    },
    StopTrainingJob: { 'sagemaker:StopTrainingJob': { on: 'training-job', for: ['stop-training'] } },
    DeleteTrainingJob: { 'sagemaker:DeleteTrainingJob': { on: 'training-job', for: ['delete-training'] } },
    CreateModel: {
      'sagemaker:CreateModel': { on: 'model', for: ['deploy'] },
      'sagemaker:AddTags': anyTags.model,
      'iam:PassRole': { on: 'execution-role', for: ['deploy'] },
    },
    ListModels: { 'sagemaker:ListModels': { on: 'any', for: ['find-leftovers'] } },
    ListEndpointConfigs: {
      'sagemaker:ListEndpointConfigs': { on: 'any', for: ['find-leftovers', 'part-use'] },
    },
    DescribeModel: { 'sagemaker:DescribeModel': { on: 'model', for: ['unclear-answers', 'part-use'] } },
    DeleteModel: { 'sagemaker:DeleteModel': { on: 'model', for: ['delete-endpoints'] } },
    CreateEndpointConfig: {
      'sagemaker:CreateEndpointConfig': { on: 'endpoint-config', for: ['deploy'] },
      'sagemaker:AddTags': anyTags['endpoint-config'],
    },
    DescribeEndpointConfig: {
      'sagemaker:DescribeEndpointConfig': {
        on: 'endpoint-config',
        for: ['see-endpoints', 'delete-endpoints', 'part-use', 'count-instances', 'unclear-answers'],
      },
    },
    DeleteEndpointConfig: {
      'sagemaker:DeleteEndpointConfig': { on: 'endpoint-config', for: ['delete-endpoints'] },
    },
    CreateEndpoint: {
      'sagemaker:CreateEndpoint': { on: ['endpoint', 'endpoint-config'], for: ['deploy'] },
      'sagemaker:AddTags': anyTags.endpoint,
    },
    DescribeEndpoint: {
      'sagemaker:DescribeEndpoint': {
        on: 'endpoint',
        for: [
          'deploy',
          'see-endpoints',
          'delete-endpoints',
          'part-use',
          'unclear-answers',
          'count-instances',
        ],
      },
    },
    ListEndpoints: {
      'sagemaker:ListEndpoints': { on: 'any', for: ['list-endpoints', 'part-use', 'count-instances'] },
    },
    DeleteEndpoint: { 'sagemaker:DeleteEndpoint': { on: 'endpoint', for: ['delete-endpoints'] } },
    AddTags: { 'sagemaker:AddTags': { on: 'endpoint', for: ['extend-leases'] } },
    ListTags: {
      'sagemaker:ListTags': {
        on: ['endpoint', 'endpoint-config', 'model', 'training-job'],
        for: ['see-endpoints', 'origins', 'unclear-answers', 'keep-leases', 'find-leftovers'],
      },
    },
  },
  runtime: {
    InvokeEndpoint: { 'sagemaker:InvokeEndpoint': { on: 'endpoint', for: ['predict'] } },
  },
  logs: {
    DescribeLogStreams: { 'logs:DescribeLogStreams': { on: 'log-streams', for: ['training-log'] } },
    GetLogEvents: { 'logs:GetLogEvents': { on: 'log-streams', for: ['training-log'] } },
  },
  iam: {
    ListAccountAliases: { 'iam:ListAccountAliases': { on: 'any', for: ['account-alias'] } },
    ListRoles: { 'iam:ListRoles': { on: 'roles', for: ['list-roles', 'find-roles'] } },
    ListRolePolicies: { 'iam:ListRolePolicies': { on: 'new-role', for: ['delete-role'] } },
    DeleteRolePolicy: { 'iam:DeleteRolePolicy': { on: 'new-role', for: ['delete-role'] } },
    DeleteRole: { 'iam:DeleteRole': { on: 'new-role', for: ['delete-role'] } },
    CreateRole: {
      'iam:CreateRole': { on: 'new-role', for: ['create-role', 'repeat-create-role', 'create-deleter-role'] },
      'iam:TagRole': { on: 'new-role', for: ['create-role', 'repeat-create-role', 'create-deleter-role'] },
    },
    GetRole: {
      'iam:GetRole': {
        on: 'roles',
        for: ['check-rights', 'repeat-create-role', 'create-deleter-role', 'find-roles'],
      },
    },
    SimulatePrincipalPolicy: { 'iam:SimulatePrincipalPolicy': { on: 'roles', for: ['check-rights'] } },
    PutRolePolicy: {
      'iam:PutRolePolicy': {
        on: 'new-role',
        for: ['create-role', 'repeat-create-role', 'create-deleter-role'],
      },
    },
  },
  servicequotas: {
    GetServiceQuota: { 'servicequotas:GetServiceQuota': { on: 'any', for: ['check-quotas'] } },
    GetAWSDefaultServiceQuota: {
      'servicequotas:GetAWSDefaultServiceQuota': { on: 'any', for: ['check-quotas'] },
    },
    ListServiceQuotas: { 'servicequotas:ListServiceQuotas': { on: 'any', for: ['check-rare-quotas'] } },
    ListAWSDefaultServiceQuotas: {
      'servicequotas:ListAWSDefaultServiceQuotas': { on: 'any', for: ['check-rare-quotas'] },
    },
  },
  scheduler: {
    CreateScheduleGroup: {
      'scheduler:CreateScheduleGroup': { on: 'schedule-group', for: ['schedule-deletions'] },
      'scheduler:TagResource': { on: 'schedule-group', for: ['schedule-deletions'] },
    },
    CreateSchedule: {
      'scheduler:CreateSchedule': { on: 'schedules', for: ['schedule-deletions'] },
      'iam:PassRole': { on: 'deleter-role', for: ['schedule-deletions'] },
    },
    GetSchedule: { 'scheduler:GetSchedule': { on: 'schedules', for: ['schedule-deletions'] } },
    UpdateSchedule: {
      'scheduler:UpdateSchedule': { on: 'schedules', for: ['schedule-deletions'] },
      'iam:PassRole': { on: 'deleter-role', for: ['schedule-deletions'] },
    },
    DeleteSchedule: { 'scheduler:DeleteSchedule': { on: 'schedules', for: ['schedule-deletions'] } },
    ListSchedules: { 'scheduler:ListSchedules': { on: 'any', for: ['schedule-deletions'] } },
  },
  pricing: {
    GetProducts: { 'pricing:GetProducts': { on: 'any', for: ['read-prices'] } },
  },
  ce: {
    GetCostAndUsage: { 'ce:GetCostAndUsage': { on: 'any', for: ['aws-bill'] } },
  },
  monitoring: {
    GetMetricData: { 'cloudwatch:GetMetricData': { on: 'any', for: ['idle-endpoints'] } },
  },
  // Whoever signs in has no rights yet.
  'sso-oidc': {
    CreateToken: {},
    RegisterClient: {},
    StartDeviceAuthorization: {},
  },
  sts: {
    GetCallerIdentity: {},
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Rights>>>>;

/** One operation of the table. */
export interface AwsOperation {
  readonly service: string;
  readonly operation: string;
  readonly rights: Rights;
}

export const operationList = (): readonly AwsOperation[] =>
  Object.entries(awsOperations).flatMap(([service, operations]) =>
    Object.entries<Rights>(operations).map(([operation, rights]) => ({ service, operation, rights })),
  );

/** The rights of an operation by the SDK's name; none for one that is not in the table. */
export const rightsOf = (operation: string): Rights =>
  operationList().find((one) => one.operation === operation)?.rights ?? {};

/** What does not work where an action is denied, of one operation or of all. */
export function deniedAbilities(action: string, operation?: string): readonly Ability[] {
  const rows = operationList().filter((one) => operation === undefined || one.operation === operation);
  return [...new Set(rows.flatMap(({ rights }) => rights[action]?.for ?? []))];
}
