import { type BucketNameProblem, bucketNameInvalid } from './failures/errors.ts';

/** The bucket suggested for a connection that has none. */
export function defaultBucketName(region: string, accountId: string): string {
  return `linear-learner-${region}-${accountId}`;
}

/** The first of S3's bucket naming rules that the name violates; undefined when it is valid. */
export function bucketNameProblem(name: string): BucketNameProblem | undefined {
  if (name.length < 3 || name.length > 63) return 'length';
  if (!/^[a-z0-9.-]+$/.test(name)) return 'characters';
  if (!/^[a-z0-9].*[a-z0-9]$/.test(name)) return 'edges';
  if (/\.\.|\.-|-\./.test(name)) return 'dots';
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return 'ip-address';
  if (/^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|--x-s3|\.mrap|--table-s3)$/.test(name))
    return 'reserved';
  return undefined;
}

export function checkBucketName(name: string): void {
  const problem = bucketNameProblem(name);
  if (problem !== undefined) throw bucketNameInvalid(name, problem);
}
