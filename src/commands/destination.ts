import * as vscode from 'vscode';
import { connectionLabel } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import { bucketNameProblem } from '../aws/bucketNames.ts';
import { ask, tell } from '../platform/prompts.ts';
import type { Destination } from '../runs/destinations.ts';
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

const rolePattern = /^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/;

/** Bucket and execution role of a connection: requested at its first use, and whenever the user wants others. */
export async function askDestination(
  connection: Connection,
  suggested: Partial<Destination>,
): Promise<Destination> {
  const title = vscode.l10n.t('Bucket and role of {0}', connectionLabel(connection));
  const prompt = vscode.l10n.t('Bucket for training data and models; created if it does not exist');
  const bucket = await askBucket({ title, prompt }, suggested.bucket);
  const roleArn = await ask({
    title,
    prompt: vscode.l10n.t('Execution role that SageMaker assumes to read and write the bucket'),
    placeHolder: 'arn:aws:iam::123456789012:role/service-role/AmazonSageMaker-ExecutionRole',
    ...(suggested.roleArn === undefined ? {} : { value: suggested.roleArn }),
    problem: (value) =>
      rolePattern.test(value)
        ? undefined
        : vscode.l10n.t('A role ARN looks like arn:aws:iam::123456789012:role/NAME.'),
  });
  return { bucket, roleArn };
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
