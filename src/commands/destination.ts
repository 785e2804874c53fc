import * as vscode from 'vscode';
import { connectionLabel } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import { tell } from '../platform/prompts.ts';
import type { Destination } from '../runs/destinations.ts';
import type { DestinationAccess } from '../runs/session.ts';
import { askBucketOf } from './buckets.ts';
import { scopeOf } from './copyPermissions.ts';
import { askRole } from './roles.ts';
import type { Services } from './services.ts';

/** Bucket and execution role of a connection: requested at its first use, and whenever the user wants others. */
export async function askDestination(
  connection: Connection,
  suggested: Partial<Destination>,
  access: DestinationAccess,
): Promise<Destination> {
  const title = vscode.l10n.t('Bucket and role of {0}', connectionLabel(connection));
  const bucket = await askBucketOf(access, title, suggested.bucket);
  const scope = await scopeOf({ ...access, connection, suggestedBucket: async () => bucket }, {});
  const role = await askRole(connection, access, { scope, suggested: suggested.roleArn });
  return { bucket, ...role };
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
