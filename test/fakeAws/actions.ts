import { inputOf, textOf } from './calls.ts';
import type { Call, SignedCall } from './calls.ts';
import type { Need } from './denials.ts';
import type { Context } from './identity/policies.ts';

/**
 * What each call needs, from AWS's service authorization reference (docs.aws.amazon.com/service-authorization), not from the product: a
 * call whose rights the product forgets is refused here. Calls that are not listed need the right of their own name.
 */
export function needsOf(call: SignedCall): readonly Need[] {
  switch (call.service) {
    case 's3':
      return s3Needs(call);
    case 'sagemaker':
      return sagemakerNeeds(call);
    case 'runtime': {
      const name = call.path.split('/')[2] ?? '';
      return [{ action: 'sagemaker:InvokeEndpoint', resource: sagemakerArn(call, 'endpoint', name) }];
    }
    case 'logs':
      return [{ action: `logs:${call.operation}`, resource: logsArn(call) }];
    case 'iam':
      return [call.operation, ...(isTaggedRole(call) ? ['TagRole'] : [])].map((name) => ({
        action: `iam:${name}`,
        resource: iamArn(call),
      }));
    case 'servicequotas':
      return [{ action: `servicequotas:${call.operation}`, resource: quotaArn(call) }];
    case 'scheduler':
      return schedulerNeeds(call);
    case 'pricing':
      return [{ action: `pricing:${call.operation}`, resource: '*' }];
    case 'ce':
      return [{ action: `ce:${call.operation}`, resource: '*' }];
    case 'monitoring':
      return [{ action: `cloudwatch:${call.operation}`, resource: '*' }];
    // The role's trust decides on AssumeRole of the same account, and nobody can be denied the others.
    case 'sts':
    // No policy holds for these.
    case 'sso':
    case 'sso-oidc':
    case 'signin':
    case 'metadata':
    case 'pricelist':
      return [];
  }
}

/** Condition keys of a call. */
export function contextOf(call: SignedCall): Context {
  const { principal, query, region } = call;
  return {
    'aws:PrincipalArn': [principal.sourceArn],
    'aws:PrincipalAccount': [principal.accountId],
    'aws:RequestedRegion': [region],
    'aws:MultiFactorAuthPresent': [String(principal.hasMfa === true)],
    'iam:PassedToService': [`${call.service === 'scheduler' ? 'scheduler' : 'sagemaker'}.amazonaws.com`],
    ...(query.has('prefix') ? { 's3:prefix': [query.get('prefix') ?? ''] } : {}),
    ...(query.has('delimiter') ? { 's3:delimiter': [query.get('delimiter') ?? ''] } : {}),
  };
}

/** Actions of operations that are named otherwise. */
const s3Actions: Readonly<Record<string, readonly string[]>> = {
  ListBuckets: ['ListAllMyBuckets'],
  HeadBucket: ['ListBucket'],
  ListObjects: ['ListBucket'],
  ListObjectsV2: ['ListBucket'],
  ListObjectVersions: ['ListBucketVersions'],
  ListMultipartUploads: ['ListBucketMultipartUploads'],
  GetBucketEncryption: ['GetEncryptionConfiguration'],
  PutBucketEncryption: ['PutEncryptionConfiguration'],
  DeleteBucketEncryption: ['PutEncryptionConfiguration'],
  DeleteBucketTagging: ['PutBucketTagging'],
  GetBucketLifecycleConfiguration: ['GetLifecycleConfiguration'],
  PutBucketLifecycleConfiguration: ['PutLifecycleConfiguration'],
  GetObjectLockConfiguration: ['GetBucketObjectLockConfiguration'],
  GetPublicAccessBlock: ['GetBucketPublicAccessBlock'],
  PutPublicAccessBlock: ['PutBucketPublicAccessBlock'],
  DeletePublicAccessBlock: ['PutBucketPublicAccessBlock'],
  HeadObject: ['GetObject'],
  GetObjectAttributes: ['GetObject', 'GetObjectAttributes'],
  CopyObject: ['PutObject'],
  CreateMultipartUpload: ['PutObject'],
  UploadPart: ['PutObject'],
  UploadPartCopy: ['PutObject'],
  CompleteMultipartUpload: ['PutObject'],
  ListParts: ['ListMultipartUploadParts'],
};
const ofVersions = new Set([
  'GetObject',
  'GetObjectAttributes',
  'DeleteObject',
  'GetObjectTagging',
  'PutObjectTagging',
]);

function s3Needs({ operation, place: { bucket, key }, query, headers, body }: Call): readonly Need[] {
  if (operation === 'ListBuckets') return [{ action: 's3:ListAllMyBuckets', resource: '*' }];
  const arn = `arn:aws:s3:::${bucket}`;
  if (operation === 'DeleteObjects')
    return keysOf(body).map((one) => ({ action: 's3:DeleteObject', resource: `${arn}/${one}` }));
  const resource = key === '' ? arn : `${arn}/${key}`;
  const names = (s3Actions[operation] ?? [operation]).map((name) =>
    query.has('versionId') && ofVersions.has(name) ? name.replace(/Tagging|Attributes|$/, 'Version$&') : name,
  );
  const tags = 'x-amz-tagging' in headers && /^(Put|Create|Copy)/.test(operation) ? ['PutObjectTagging'] : [];
  const own = [...names, ...tags].map((name) => ({ action: `s3:${name}`, resource }));
  const source = headers['x-amz-copy-source'];
  if (source === undefined) return own;
  const [from = ''] = decodeURIComponent(source).replace(/^\//, '').split('?');
  return [{ action: 's3:GetObject', resource: `arn:aws:s3:::${from}` }, ...own];
}

const keysOf = (body: Buffer) =>
  [...body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key);

const arnOf = ({ region, principal }: SignedCall, service: string, rest: string) =>
  `arn:aws:${service}:${region}:${principal.accountId}:${rest}`;

const sagemakerArn = (call: SignedCall, kind: string, name: string) =>
  arnOf(call, 'sagemaker', `${kind}/${name.toLowerCase()}`);

const kinds = [
  ['TrainingJobName', 'training-job'],
  ['ModelName', 'model'],
  ['EndpointName', 'endpoint'],
  ['EndpointConfigName', 'endpoint-config'],
] as const;

function sagemakerNeeds(call: SignedCall): readonly Need[] {
  const { operation } = call;
  const input = inputOf(call);
  const action = `sagemaker:${operation}`;
  if (operation.endsWith('Tags')) return [{ action, resource: textOf(input, 'ResourceArn') }];
  if (operation.startsWith('List')) return [{ action, resource: '*' }];
  const named = kinds.filter(([member]) => textOf(input, member) !== '');
  // CreateEndpoint concerns both the endpoint and its configuration.
  const own = named.map(([member, kind]) => ({
    action,
    resource: sagemakerArn(call, kind, textOf(input, member)),
  }));
  const tags = Array.isArray(input['Tags']) && input['Tags'].length > 0 ? own.slice(0, 1) : [];
  const role = textOf(input, 'RoleArn') || textOf(input, 'ExecutionRoleArn');
  return [
    ...own,
    ...tags.map(({ resource }) => ({ action: 'sagemaker:AddTags', resource })),
    ...(role === '' ? [] : [{ action: 'iam:PassRole', resource: role }]),
  ];
}

function logsArn(call: SignedCall): string {
  const input = inputOf(call);
  const given = textOf(input, 'logGroupIdentifier');
  if (given.startsWith('arn:')) return `${given}:log-stream:`;
  const group = textOf(input, 'logGroupName') || given || textOf(input, 'logGroupNamePrefix');
  return arnOf(call, 'logs', `log-group:${group}:log-stream:${textOf(input, 'logStreamName')}`);
}

const isTaggedRole = ({ operation, body }: SignedCall): boolean =>
  operation === 'CreateRole' && new URLSearchParams(body.toString()).has('Tags.member.1.Key');

function iamArn({ body, principal: { accountId }, operation }: SignedCall): string {
  const form = new URLSearchParams(body.toString());
  if (operation === 'SimulatePrincipalPolicy') return form.get('PolicySourceArn') ?? '*';
  if (operation === 'ListAccountAliases') return '*';
  const path = form.get('Path') ?? form.get('PathPrefix') ?? '/';
  return `arn:aws:iam::${accountId}:role${path}${form.get('RoleName') ?? ''}`;
}

function schedulerNeeds(call: SignedCall): readonly Need[] {
  const { operation, path, query } = call;
  const action = `scheduler:${operation}`;
  if (operation.startsWith('List')) return [{ action, resource: '*' }];
  const name = decodeURIComponent(path.split('/')[2] ?? '');
  const input = inputOf(call);
  if (operation.endsWith('Group')) {
    const resource = arnOf(call, 'scheduler', `schedule-group/${name}`);
    const tags = Array.isArray(input['Tags']) ? [{ action: 'scheduler:TagResource', resource }] : [];
    return [{ action, resource }, ...tags];
  }
  const group = textOf(input, 'GroupName') || (query.get('groupName') ?? 'default');
  const resource = arnOf(call, 'scheduler', `schedule/${group}/${name}`);
  const target = new Map(Object.entries(input['Target'] ?? {}));
  const role = String(target.get('RoleArn') ?? '');
  return [{ action, resource }, ...(role === '' ? [] : [{ action: 'iam:PassRole', resource: role }])];
}

function quotaArn(call: SignedCall): string {
  const input = inputOf(call);
  const code = textOf(input, 'QuotaCode');
  return code === '' ? '*' : arnOf(call, 'servicequotas', `${textOf(input, 'ServiceCode')}/${code}`);
}
