import { ServiceError } from '../protocols/service.ts';

export const validation = (message: string) => new ServiceError('ValidationException', message);

const failed = (value: string, member: string, constraint: string) =>
  validation(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );

/** Throws SageMaker's validation error unless `image` is the URI of Linear Learner's image, in whichever registry. */
export function requireLinearLearner(image = ''): void {
  if (!/(?:^|\/)linear-learner(?:[:@]|$)/.test(image))
    throw validation(`The embedded server runs only the image of Linear Learner, not ${image || 'none'}.`);
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
