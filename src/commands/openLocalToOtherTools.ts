import * as vscode from 'vscode';
import type { Services } from './services.ts';

/** Lets boto3, the AWS CLI and notebooks reach the embedded server: opens a port on this machine and says how. */
export async function openLocalToOtherTools({ openLocalPort }: Services): Promise<{ endpoint: string }> {
  const endpoint = await openLocalPort();
  const copy = vscode.l10n.t('Copy URL');
  const message = vscode.l10n.t(
    'Local SageMaker answers at {0} until it stops. Requests must be signed with its own keys.',
    endpoint,
  );
  void vscode.window.showInformationMessage(message, copy).then(async (chosen) => {
    if (chosen === copy) await vscode.env.clipboard.writeText(endpoint);
    return undefined;
  });
  return { endpoint };
}
