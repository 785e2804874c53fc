import * as vscode from 'vscode';
import {
  connectionLabel,
  connectionRegion,
  inRegion,
  localConnection,
  parseConnection,
  profileOf,
} from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import { Cancelled } from '../platform/cancellation.ts';
import { ask, pick } from '../platform/prompts.ts';
import type { Choice } from '../platform/prompts.ts';
import { askRegion, connectionChoice, profileChoice } from './connectionChoices.ts';
import type { AskConnection, ChoiceNeeds } from './connectionChoices.ts';
import type { Services } from './services.ts';

type Needs = ChoiceNeeds & Pick<Services, 'chooseConnection' | 'listProfiles'>;

/** Switches where we train and deploy: Local, a profile of the shared config, the environment's credentials, or an endpoint URL. */
export async function switchConnection(services: Needs, given?: Connection): Promise<void> {
  await services.chooseConnection(given ?? (await askConnection(services)));
}

async function askConnection(needs: Needs): Promise<Connection> {
  const title = vscode.l10n.t('Switch Connection');
  const local = vscode.l10n.t('The embedded server on this computer; free, no account');
  const choices = needs.listProfiles().then((profiles): readonly Choice<AskConnection>[] => [
    connectionChoice(needs, 'vm', localConnection, [local]),
    ...profiles.map(profileChoice(needs, title)),
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
      label: `$(server-environment) ${vscode.l10n.t('AWS: credentials of the environment…')}`,
      detail: vscode.l10n.t('Of environment variables, a container, or this machine; asks for the region'),
      value: async () => ({ kind: 'environment', region: await askRegion(needs, title) }),
    },
    ...otherRegion(needs, title),
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

/** The connection in use, in another region. */
function otherRegion(needs: Needs, title: string): readonly Choice<AskConnection>[] {
  const current = needs.connection();
  if (inRegion(current, connectionRegion(current)) === undefined) return [];
  return [
    {
      label: `$(globe) ${vscode.l10n.t('Another region…')}`,
      detail: connectionLabel(current),
      value: async () => {
        const profiles = await needs.listProfiles();
        const own = profiles.find(({ name }) => name === profileOf(current));
        return inRegion(current, await askRegion(needs, title, own?.region)) ?? current;
      },
    },
  ];
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
  const pathStyle = await pick(
    [
      {
        label: vscode.l10n.t('In the path'),
        description: vscode.l10n.t('as emulators and most S3-compatible stores want it'),
        value: true,
      },
      { label: vscode.l10n.t('In the host name'), description: 'https://BUCKET.HOST/KEY', value: false },
    ],
    {
      title: vscode.l10n.t('Switch Connection'),
      placeHolder: vscode.l10n.t('Where do requests name the bucket?'),
    },
  );
  return { kind: 'custom', endpointUrl, ...(pathStyle ? {} : { pathStyle }) };
}
