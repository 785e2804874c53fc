import * as vscode from 'vscode';
import { environmentLines, environmentOf } from '../aws/connections/otherTools.ts';
import type { Environment } from '../aws/connections/otherTools.ts';
import { tell } from '../platform/prompts.ts';
import type { Services } from './services.ts';

/** Lets boto3, the AWS CLI and notebooks reach the embedded server: opens a port on this machine and hands out the environment for it. */
export async function openLocalToOtherTools({
  openLocalPort,
}: Services): Promise<{ endpoint: string; environment: Environment }> {
  const server = await openLocalPort();
  const environment = environmentOf(server);
  const message = vscode.l10n.t(
    'Local SageMaker is listening at {0} until it stops, for requests signed with its own keys. Copy the environment and paste it into the terminal where you use boto3, the AWS CLI or curl.',
    server.endpoint,
  );
  tell(message, {
    label: vscode.l10n.t('Copy Environment'),
    run: () => vscode.env.clipboard.writeText(environmentLines(environment, process.platform)),
  });
  return { endpoint: server.endpoint, environment };
}
