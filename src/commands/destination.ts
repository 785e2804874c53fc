import * as vscode from 'vscode';
import { connectionLabel } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import { bucketNameProblem } from '../aws/bucketNames.ts';
import { isCancelled } from '../platform/cancellation.ts';
import { withProgressIfSlow } from '../platform/progress.ts';
import { ask, pick, tell } from '../platform/prompts.ts';
import type { Destination } from '../runs/destinations.ts';
import type { DestinationAccess } from '../runs/session.ts';
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

/** Bucket and execution role of a connection: requested at its first use, and whenever the user wants others. */
export async function askDestination(
  connection: Connection,
  suggested: Partial<Destination>,
  access: DestinationAccess,
): Promise<Destination> {
  const title = vscode.l10n.t('Bucket and role of {0}', connectionLabel(connection));
  const bucket = await chooseBucketOf(access, title, suggested.bucket);
  const scope = await scopeOf({ ...access, connection, suggestedBucket: async () => bucket }, {});
  const role = await askRole(connection, access, { scope, suggested: suggested.roleArn });
  return { bucket, ...role };
}

/** One of the buckets of the region, or the name of another; where they cannot be listed, a name. Throws Cancelled. */
async function chooseBucketOf(
  { aws, region }: DestinationAccess,
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

/** Asks for the bucket and the role of the connection again; what runs already keeps its own. */
export async function chooseDestination({ openSession }: Services): Promise<Destination | undefined> {
  const session = await openSession();
  const label = connectionLabel(session.connection);
  const chosen = await session.changeDestination();
  if (chosen === undefined) tell(vscode.l10n.t('{0} has its own bucket and role.', label));
  else tell(vscode.l10n.t('Runs on {0} go to {1}, as {2}.', label, `s3://${chosen.bucket}`, chosen.roleArn));
  return chosen;
}
