import * as vscode from 'vscode';
import { defaultBucketName } from '../aws/bucketNames.ts';
import { connectionLabel } from '../aws/connections/types.ts';
import { withProgressIfSlow } from '../platform/progress.ts';
import { ask, confirm } from '../platform/prompts.ts';
import type { Session } from '../runs/session.ts';

/**
 * Lets the user confirm the owner of a bucket in another account, and remembers it; the owner is checked again before each job. Shows
 * no prompt for buckets that are ours or missing, nor for those that `ensureBucket` refuses or reports. Throws Cancelled.
 */
export async function agreeToOwner(
  session: Pick<Session, 'aws' | 'identity' | 'region' | 'connection' | 'bucketOwner' | 'agreeToOwner'>,
  bucket: string,
): Promise<void> {
  const { accountId } = await session.identity();
  const owns = (owner: string) =>
    withProgressIfSlow(vscode.l10n.t('Looking up the owner of {0}', bucket), async (signal) => {
      const standing = await session.aws.bucketStanding(bucket, { accountId, known: owner, signal });
      return standing.kind !== 'exists' || standing.owner === 'expected';
    });
  if (await owns((await session.bucketOwner(bucket)) ?? accountId)) return;
  if (bucket === defaultBucketName(session.region, accountId)) return;
  const title = vscode.l10n.t('Owner of {0}', bucket);
  const problem = (value: string) =>
    /^\d{12}$/.test(value) ? undefined : vscode.l10n.t('An account ID has 12 digits.');
  let owner = await ask({ title, problem, prompt: promptOf(bucket, accountId) });
  while (!(await owns(owner)))
    owner = await ask({ title, problem, value: owner, prompt: wrongPrompt(bucket, owner) });
  await confirm(
    vscode.l10n.t('Send data to bucket {0} in account {1}?', bucket, owner),
    vscode.l10n.t(
      'You are signed in to account {0}. The owner of the bucket can read the training data and models in it. Before each job, Linear Learner checks that the bucket still belongs to account {1}; while a job runs, nothing does, as SageMaker accepts no expected owner. The owner is remembered for {2}.',
      accountId,
      owner,
      connectionLabel(session.connection),
    ),
    vscode.l10n.t('Confirm'),
  );
  await session.agreeToOwner(bucket, owner);
}

const promptOf = (bucket: string, accountId: string) =>
  vscode.l10n.t(
    '{0} does not belong to your account, {1}, and S3 does not say whose it is. Enter the ID of the account you expect to own it.',
    bucket,
    accountId,
  );

const wrongPrompt = (bucket: string, owner: string) =>
  vscode.l10n.t(
    '{0} does not belong to account {1}. Enter the ID of the account you expect to own it.',
    bucket,
    owner,
  );
