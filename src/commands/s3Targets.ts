import * as vscode from 'vscode';
import { isPrefix, parseS3Uri, s3Uri } from '../aws/s3/s3Uri.ts';
import type { S3Location } from '../aws/s3/s3Uri.ts';
import type { S3Target } from '../aws/s3/types.ts';
import { ask } from '../platform/prompts.ts';
import type { Services } from './services.ts';

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

/**
 * What a command is about: the row it was called on or, with more, all that are selected. What is below a selected prefix is part of it.
 * A command that its menu does not offer for buckets leaves those out that are selected too. Throws Cancelled.
 */
export async function requireTargets(
  given: string | undefined,
  several: readonly string[] | undefined,
  { title, takesBuckets }: { readonly title: string; readonly takesBuckets: boolean },
): Promise<readonly [S3Target, ...S3Target[]]> {
  const isSelection = several !== undefined && (several.length > 1 || given === undefined);
  const selected = isSelection ? several.map(targetOf).filter(({ key }) => takesBuckets || key !== '') : [];
  const [first, ...others] = withoutParts(selected);
  return first === undefined ? [targetOf(await requireS3Uri(given, title))] : [first, ...others];
}

/** A pinned row and the one where the object is are one object. */
export function withoutParts(targets: readonly S3Target[]): readonly S3Target[] {
  const byUri = new Map(targets.map((target) => [s3Uri(target), target]));
  const prefixes = [...byUri].filter(([, { kind }]) => kind === 'prefix').map(([uri]) => uri);
  return [...byUri]
    .filter(([uri]) => !prefixes.some((prefix) => prefix !== uri && uri.startsWith(prefix)))
    .map(([, target]) => target);
}

/** The S3 URI of one, the number of several. */
export function targetsText(targets: readonly S3Target[]): string {
  const [first] = targets;
  return targets.length === 1 && first !== undefined
    ? s3Uri(first)
    : vscode.l10n.t('{0} objects and prefixes', targets.length.toLocaleString(vscode.env.language));
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

/**
 * Selects the folder that a target was in, in place of several rows that are gone: VS Code goes on counting those, and would offer the
 * menu of several rows on the next one.
 */
export async function selectFolder(
  { revealObject, log }: Pick<Services, 'revealObject' | 'log'>,
  { bucket, key }: S3Location,
): Promise<void> {
  try {
    await revealObject(bucket, placeOf({ key }).folder);
  } catch (error) {
    log.warn(`The folder of s3://${bucket}/${key} could not be selected: ${String(error)}`);
  }
}
