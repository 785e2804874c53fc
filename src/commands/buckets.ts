import * as vscode from 'vscode';
import { bucketNameProblem } from '../aws/bucketNames.ts';
import { connectionLabel } from '../aws/connections/types.ts';
import { isCancelled } from '../platform/cancellation.ts';
import { withProgress, withProgressIfSlow } from '../platform/progress.ts';
import { ask, pick, tell } from '../platform/prompts.ts';
import type { DestinationAccess } from '../runs/session.ts';
import type { Given } from './arguments.ts';
import { scopeOf } from './copyPermissions.ts';
import { askRole } from './roles.ts';
import type { Services } from './services.ts';

/** Asks for a bucket by S3's own naming rules; Esc throws Cancelled. */
export function askBucket(
  question: { readonly title: string; readonly prompt: string },
  suggested: string | undefined,
): Promise<string> {
  return ask({
    ...question,
    ...(suggested === undefined ? {} : { value: suggested }),
    problem: (value) =>
      bucketNameProblem(value) === undefined
        ? undefined
        : vscode.l10n.t(
            'Use 3 to 63 lowercase letters, digits, dots and hyphens, beginning and ending with a letter or a digit.',
          ),
  });
}

/** One of the buckets of the region, or the name of another; where they cannot be listed, a name. Throws Cancelled. */
export async function askBucketOf(
  { aws, region }: Pick<DestinationAccess, 'aws' | 'region'>,
  title: string,
  suggested: string | undefined,
): Promise<string> {
  const prompt = vscode.l10n.t('Bucket for training data and models; created if it does not exist');
  const buckets = await withProgressIfSlow(vscode.l10n.t('Listing buckets'), (signal) =>
    aws.listRegionalBuckets(signal).catch((error: unknown) => {
      if (isCancelled(error)) throw error;
      return [];
    }),
  );
  const typed = () => askBucket({ title, prompt }, suggested);
  const own = buckets.filter((bucket) => bucket.region === region);
  if (own.length === 0) return typed();
  const choices = own
    .toSorted((a, b) => Number(b.name === suggested) - Number(a.name === suggested))
    .map(({ name }) => ({ label: name, value: async () => name }));
  const other = { label: vscode.l10n.t('New or other bucket…'), value: typed };
  const placeHolder = vscode.l10n.t('Bucket for training data and models');
  return (await pick([...choices, other], { title, placeHolder }))();
}

/**
 * Lets the user choose the bucket of a connection, creates it unless it exists, and remembers its owner; what runs already keeps its
 * own. A bucket that cannot be used leaves the choice of before.
 */
export async function chooseBucket(
  { openSession, sessionOf }: Pick<Services, 'openSession' | 'sessionOf'>,
  given: Given<'chooseBucket'>,
): Promise<{ readonly bucket: string; readonly owner?: string | undefined } | undefined> {
  const { connectionId: id } = given ?? {};
  const session = await (id === undefined ? openSession : sessionOf(id))();
  const label = connectionLabel(session.connection);
  const before = await session.knownDestination();
  const bucket =
    given?.bucket ??
    (await askBucketOf(
      session,
      vscode.l10n.t('Bucket of {0}', label),
      before?.bucket ?? (await session.suggestedBucket()),
    ));
  const scope = await scopeOf({ ...session, suggestedBucket: async () => bucket }, {});
  const role = before ?? (await askRole(session.connection, session, { scope, suggested: undefined }));
  const { roleArn, roleRequestedAt } = role;
  const requested = roleRequestedAt === undefined ? {} : { roleRequestedAt };
  if (!(await session.saveDestination({ bucket, roleArn, ...requested }))) {
    tell(vscode.l10n.t('{0} has its own bucket and role.', label));
    return undefined;
  }
  try {
    await withProgress(vscode.l10n.t('Preparing the bucket {0}', bucket), (signal) =>
      session.ensureBucket(bucket, signal),
    );
  } catch (error) {
    if (before !== undefined) await session.saveDestination(before);
    throw error;
  }
  tell(vscode.l10n.t('Runs on {0} go to {1}.', label, `s3://${bucket}`));
  return { bucket, owner: (await session.knownDestination())?.owner };
}
