import * as vscode from 'vscode';
import { isPrefix, parseS3Uri } from '../aws/s3/s3Uri.ts';
import type { S3Location } from '../aws/s3/s3Uri.ts';
import type { S3Target } from '../aws/s3/types.ts';
import { ask } from '../platform/prompts.ts';

/** What an S3 URI names: all below a bucket or a key that ends in '/', else one object. Throws 's3-uri-invalid'. */
export function targetOf(uri: string): S3Target {
  const location = parseS3Uri(uri);
  return { ...location, kind: isPrefix(location) ? 'prefix' : 'object' };
}

/** The S3 URI that a command was called with, or one that the user types. Throws Cancelled. */
export async function requireS3Uri(given: string | undefined, title: string): Promise<string> {
  if (given !== undefined) return given;
  return ask({
    title,
    prompt: vscode.l10n.t('S3 URI of a bucket, a prefix or an object'),
    placeHolder: 's3://bucket/key',
    problem: s3UriProblem,
  });
}

export const s3UriProblem = (value: string): string | undefined =>
  /^s3:\/\/[^/]+/.test(value) ? undefined : vscode.l10n.t('An S3 URI begins with s3://BUCKET.');

/** The folder that an object or a prefix is in, and its name there without a final '/'. */
export function placeOf({ key }: Pick<S3Location, 'key'>): {
  readonly folder: string;
  readonly name: string;
} {
  const path = key.replace(/\/$/, '');
  const at = path.lastIndexOf('/') + 1;
  return { folder: path.slice(0, at), name: path.slice(at) };
}

/** The prefix that takes what is made at a row: itself, or the folder of an object. */
export const folderAt = ({ bucket, key }: S3Location): S3Location => ({
  bucket,
  key: isPrefix({ bucket, key }) ? key : placeOf({ key }).folder,
});
