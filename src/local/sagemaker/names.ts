import { ServiceError } from '../http/types.ts';

export const accountId = '111122223333';
export const region = 'us-east-1';
export const executionRoleArn = `arn:aws:iam::${accountId}:role/LinearLearnerLocalExecutionRole`;

/** SageMaker's ARNs hold names in lower case. */
export const arnOf = (kind: 'training-job' | 'model' | 'endpoint-config' | 'endpoint', name: string) =>
  `arn:aws:sagemaker:${region}:${accountId}:${kind}/${name.toLowerCase()}`;

const dashedName = '^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}';
const modelName = '^[a-zA-Z0-9]([\\-a-zA-Z0-9]*[a-zA-Z0-9])?';
const roleArn = '^arn:aws[a-z\\-]*:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+$';

export const validation = (message: string) => new ServiceError('ValidationException', message);

const failed = (value: string, member: string, constraint: string) =>
  validation(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );

/** Throws SageMaker's validation error unless `value` is a name of at most 63 characters of the member's pattern. */
export function checkName(value: string, member: string): void {
  const pattern = member === 'modelName' ? modelName : dashedName;
  if (value.length > 63) throw failed(value, member, 'Member must have length less than or equal to 63');
  if (!new RegExp(`${pattern}$`).test(value))
    throw failed(value, member, `Member must satisfy regular expression pattern: ${pattern}`);
}

export function checkRoleArn(value: string): void {
  if (!new RegExp(roleArn).test(value))
    throw failed(value, 'roleArn', `Member must satisfy regular expression pattern: ${roleArn}`);
}

/** `s3://bucket/key`; throws SageMaker's validation error for anything else. */
export function parseS3Uri(uri: string, member: string): { bucket: string; key: string } {
  const found = /^s3:\/\/([^/]+)\/?(.*)$/.exec(uri);
  if (found === null)
    throw failed(uri, member, 'Member must satisfy regular expression pattern: ^(https|s3)://([^/]+)/?(.*)$');
  return { bucket: found[1] ?? '', key: found[2] ?? '' };
}
