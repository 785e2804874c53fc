import { trimEnds } from '../../learner/trimEnds.ts';
import { s3UriInvalid } from '../failures/errors.ts';

export interface S3Location {
  readonly bucket: string;
  readonly key: string;
}

/** Throws 's3-uri-invalid'. */
export function parseS3Uri(uri: string): S3Location {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(uri) ?? [];
  if (bucket === undefined || key === undefined) throw s3UriInvalid(uri);
  return { bucket, key };
}

export function s3Uri({ bucket, key }: S3Location): string {
  return `s3://${bucket}/${key}`;
}

/** Joins parts of a key with single slashes; empty parts are dropped. */
export function joinKey(...parts: readonly string[]): string {
  return parts
    .map((part) => trimEnds(part, '/'))
    .filter((part) => part !== '')
    .join('/');
}

/** Whether a location is a prefix whose objects are one table together. */
export const isPrefix = ({ key }: S3Location): boolean => key === '' || key.endsWith('/');
