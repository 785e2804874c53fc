import * as vscode from 'vscode';
import { bucketNameProblem } from '../aws/bucketNames.ts';
import { connectionLabel, needsLocalServer } from '../aws/connections/types.ts';
import type { CreatedBucket } from '../aws/ensureBucket.ts';
import { isCancelled } from '../platform/cancellation.ts';
import { withProgress, withProgressIfSlow } from '../platform/progress.ts';
import { ask, pick, tell } from '../platform/prompts.ts';
import type { DestinationAccess, Session } from '../runs/session.ts';
import type { Given } from './arguments.ts';
import { agreeToOwner } from './bucketOwner.ts';
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
 * Lets the user choose the bucket of a connection, or of an experiment for which the connection keeps its own. Creates it unless it
 * exists, and remembers its owner. What runs already keeps its bucket, and so does the connection when the chosen one cannot be used.
 */
export async function chooseBucket(
  { openSession, sessionOf, changed }: Pick<Services, 'openSession' | 'sessionOf' | 'changed'>,
  given: Given<'chooseBucket'>,
): Promise<{ readonly bucket: string; readonly owner: string } | undefined> {
  const { connectionId: id, forExperiment = false } = given ?? {};
  const session = await (id === undefined ? openSession : sessionOf(id))();
  const label = connectionLabel(session.connection);
  if (!forExperiment && needsLocalServer(session.connection)) {
    tell(vscode.l10n.t('{0} has its own bucket and role.', label));
    return undefined;
  }
  const before = await session.knownDestination();
  const title = forExperiment
    ? vscode.l10n.t('Bucket for the experiment on {0}', label)
    : vscode.l10n.t('Bucket of {0}', label);
  const suggested = before?.bucket ?? (await session.suggestedBucket());
  const bucket = given?.bucket ?? (await askBucketOf(session, title, suggested));
  if (given?.owner === undefined) await agreeToOwner(session, bucket);
  else await session.agreeToOwner(bucket, given.owner);
  const role = forExperiment ? undefined : (before ?? (await roleFor(session, bucket)));
  const { owner, created } = await withProgress(vscode.l10n.t('Preparing the bucket {0}', bucket), (signal) =>
    session.ensureBucket(bucket, signal),
  );
  if (role !== undefined) await session.saveDestination({ ...role, bucket });
  changed();
  const texts = [
    ...(created === undefined ? [] : [createdText(bucket, created)]),
    ...(role === undefined ? [] : [vscode.l10n.t('Runs on {0} go to {1}.', label, `s3://${bucket}`)]),
  ];
  if (texts.length > 0) tell(texts.join(' '));
  return { bucket, owner };
}

async function roleFor(session: Session, bucket: string) {
  const scope = await scopeOf({ ...session, suggestedBucket: async () => bucket }, {});
  return askRole(session.connection, session, { scope, suggested: undefined });
}

/** What is known of a bucket that was just created. */
function createdText(
  bucket: string,
  { encryption, isEncryptionSet, isPublicAccessBlocked }: CreatedBucket,
): string {
  const access = isPublicAccessBlocked
    ? vscode.l10n.t('public access blocked')
    : vscode.l10n.t('public access cannot be blocked here');
  const encrypted =
    encryption === undefined
      ? vscode.l10n.t('encryption unknown')
      : encryption === 'none'
        ? vscode.l10n.t('not encrypted')
        : isEncryptionSet
          ? vscode.l10n.t('encrypted with {0}', encryption)
          : vscode.l10n.t('encrypted with {0} by default', encryption);
  return vscode.l10n.t('Created bucket {0}: {1}, {2}.', bucket, access, encrypted);
}
