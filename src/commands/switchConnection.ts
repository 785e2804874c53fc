import * as vscode from 'vscode';
import { localConnection, parseConnection } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import { Cancelled } from '../platform/cancellation.ts';
import { ask, pick } from '../platform/prompts.ts';
import type { Choice } from '../platform/prompts.ts';
import { connectionChoice, profileChoice } from './connectionChoices.ts';
import type { AskConnection } from './connectionChoices.ts';
import { setConnection } from './settings.ts';
import type { Services } from './services.ts';

/** Switches where we train and deploy: Local, a profile of the shared config, or an endpoint URL. */
export async function switchConnection({ listProfiles }: Services, given?: Connection): Promise<void> {
  const connection = given ?? (await chooseConnection(listProfiles));
  await setConnection(connection);
}

async function chooseConnection(listProfiles: Services['listProfiles']): Promise<Connection> {
  const title = vscode.l10n.t('Switch Connection');
  const local = vscode.l10n.t('The embedded server on this computer; free, no account');
  const choices = listProfiles().then((profiles): readonly Choice<AskConnection>[] => [
    connectionChoice('vm', localConnection, local),
    ...profiles.map(profileChoice(title)),
    ...(profiles.length === 0
      ? [
          {
            label: `$(cloud) ${vscode.l10n.t('AWS: how to set up a profile…')}`,
            detail: vscode.l10n.t('There is no profile in ~/.aws/config. Each would be listed here.'),
            value: explainProfiles,
          },
        ]
      : []),
    {
      label: `$(link) ${vscode.l10n.t('Endpoint URL…')}`,
      detail: vscode.l10n.t('Anything that speaks the SageMaker and S3 protocols'),
      value: askUrl,
    },
  ]);
  const chosen = await pick(choices, {
    title,
    placeHolder: vscode.l10n.t('Where to train and deploy'),
  });
  return chosen();
}

const profilesUrl = 'https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html';

/** Opens AWS's own page; the connection stays. */
async function explainProfiles(): Promise<never> {
  await vscode.env.openExternal(vscode.Uri.parse(profilesUrl));
  throw new Cancelled();
}

async function askUrl(): Promise<Connection> {
  const endpointUrl = await ask({
    title: vscode.l10n.t('Switch Connection'),
    prompt: vscode.l10n.t('Endpoint URL'),
    placeHolder: 'http://localhost:5000',
    problem: (value) =>
      parseConnection({ kind: 'custom', endpointUrl: value }) === undefined
        ? vscode.l10n.t('Enter a URL that begins with http:// or https://.')
        : undefined,
  });
  return { kind: 'custom', endpointUrl };
}
