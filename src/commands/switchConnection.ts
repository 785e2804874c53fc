import * as vscode from 'vscode';
import { connectionId, connectionLabel, localConnection, parseConnection } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import { Cancelled } from '../platform/cancellation.ts';
import { ask, pick } from '../platform/prompts.ts';
import type { Choice } from '../platform/prompts.ts';
import { currentConnection, setConnection } from './settings.ts';
import type { Services } from './services.ts';

/** Switches where we train and deploy: Local, a profile of the shared config, or an endpoint URL. */
export async function switchConnection({ listProfiles }: Services, given?: Connection): Promise<void> {
  const connection = given ?? (await chooseConnection(listProfiles));
  await setConnection(connection);
}

type Ask = () => Promise<Connection>;

async function chooseConnection(listProfiles: Services['listProfiles']): Promise<Connection> {
  const now = connectionId(currentConnection());
  const choice = (icon: string, connection: Connection, detail: string): Choice<Ask> => ({
    label: `$(${icon}) ${connectionLabel(connection)}`,
    ...(connectionId(connection) === now ? { description: vscode.l10n.t('in use') } : {}),
    detail,
    value: async () => connection,
  });
  const choices = listProfiles().then((profiles): readonly Choice<Ask>[] => [
    choice('vm', localConnection, vscode.l10n.t('The embedded server on this computer; free, no account')),
    ...profiles.map(({ name, region, endpointUrl }) =>
      region === undefined
        ? {
            label: `$(cloud) ${name}`,
            detail: vscode.l10n.t('{0}, with this profile; asks for the region', placeName(endpointUrl)),
            value: () => askRegion(name),
          }
        : choice(
            'cloud',
            { kind: 'aws', profile: name, region },
            vscode.l10n.t('{0}, with this profile', placeName(endpointUrl)),
          ),
    ),
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
    title: vscode.l10n.t('Switch Connection'),
    placeHolder: vscode.l10n.t('Where to train and deploy'),
  });
  return chosen();
}

/** A profile may lead to an endpoint of its own. */
const placeName = (endpointUrl: string | undefined) => endpointUrl ?? 'AWS';

const profilesUrl = 'https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html';

/** Opens AWS's own page; the connection stays. */
async function explainProfiles(): Promise<never> {
  await vscode.env.openExternal(vscode.Uri.parse(profilesUrl));
  throw new Cancelled();
}

async function askRegion(profile: string): Promise<Connection> {
  const region = await ask({
    title: vscode.l10n.t('Switch Connection'),
    prompt: vscode.l10n.t('Region of profile {0}', profile),
    value: 'us-east-1',
    problem: (value) =>
      parseConnection({ kind: 'aws', profile, region: value }) === undefined
        ? vscode.l10n.t('A region looks like us-east-1.')
        : undefined,
  });
  return { kind: 'aws', profile, region };
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
