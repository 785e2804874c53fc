import { ServiceError } from '../protocols/service.ts';

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

/** `s3://bucket/key`, and S3's two forms of web addresses. */
const s3Addresses = [
  /^s3:\/\/([^/]+)\/?(.*)$/,
  /^https:\/\/s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com\/([^/]+)\/?(.*)$/,
  /^https:\/\/([^/]+)\.s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com\/?(.*)$/,
];

/** Throws SageMaker's validation error unless `uri` is an S3 address. */
export function parseS3Uri(uri: string, member: string): { bucket: string; key: string } {
  const found = s3Addresses.map((address) => address.exec(uri)).find((one) => one !== null);
  if (found !== undefined) return { bucket: found[1] ?? '', key: found[2] ?? '' };
  if (uri.startsWith('https://')) throw validation(`${uri} at '${member}' is not an Amazon S3 address`);
  throw failed(uri, member, 'Member must satisfy regular expression pattern: ^(https|s3)://([^/]+)/?(.*)$');
}
