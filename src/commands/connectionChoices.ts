import * as vscode from 'vscode';
import type { ProfileKind } from '../aws/connections/profileKinds.ts';
import type { SharedProfile } from '../aws/connections/profiles.ts';
import { blockOf } from '../aws/connections/state.ts';
import type { ConnectionState } from '../aws/connections/state.ts';
import { connectionId, connectionLabel, parseConnection } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import { regionsWithImages } from '../learner/imageUris.ts';
import { ask, pick } from '../platform/prompts.ts';
import type { Choice } from '../platform/prompts.ts';
import type { Services } from './services.ts';

/** Gives the connection once it is chosen; it may ask for the rest. */
export type AskConnection = () => Promise<Connection>;

/** What is shown beside the choices. */
export type ChoiceNeeds = Pick<Services, 'connection' | 'recentRegions' | 'states'>;

export const connectionChoice = (
  { connection: current }: Pick<ChoiceNeeds, 'connection'>,
  icon: string,
  connection: Connection,
  facts: readonly string[],
): Choice<AskConnection> => {
  const isCurrent = connectionId(connection) === connectionId(current());
  return {
    label: `$(${icon}) ${connectionLabel(connection)}`,
    ...(isCurrent ? { description: vscode.l10n.t('in use') } : {}),
    detail: facts.join(' · '),
    value: async () => connection,
  };
};

/** A profile of the shared config; `title`: of what it is chosen for. */
export const profileChoice =
  (needs: ChoiceNeeds, title: string) =>
  ({ name, kind, accountId, region, endpointUrl }: SharedProfile): Choice<AskConnection> => {
    const facts = [
      // A profile may lead to an endpoint of its own.
      ...(endpointUrl === undefined ? [] : [endpointUrl]),
      kindText(kind),
      ...(accountId === undefined ? [] : [vscode.l10n.t('account {0}', accountId)]),
    ];
    if (region === undefined)
      return {
        label: `$(cloud) ${name}`,
        detail: [...facts, vscode.l10n.t('asks for the region')].join(' · '),
        value: async () => ({ kind: 'aws', profile: name, region: await askRegion(needs, title) }),
      };
    const connection: Connection = { kind: 'aws', profile: name, region };
    const known = stateText(needs.states.of(connectionId(connection)));
    return connectionChoice(needs, 'cloud', connection, [...facts, ...known]);
  };

function kindText(kind: ProfileKind): string {
  switch (kind) {
    case 'keys':
      return vscode.l10n.t('access keys');
    case 'sso':
    case 'sso-legacy':
      return vscode.l10n.t('IAM Identity Center');
    case 'login':
      return vscode.l10n.t('console sign-in');
    case 'role':
      return vscode.l10n.t('assumed role');
    case 'role-mfa':
      return vscode.l10n.t('assumed role with a code');
    case 'machine-role':
      return vscode.l10n.t('role assumed from this machine');
    case 'process':
      return vscode.l10n.t('credential process');
    case 'web-identity':
      return vscode.l10n.t('web identity');
    case 'machine':
      return vscode.l10n.t('credentials of this machine');
  }
}

/** What the calls of this window have shown. */
function stateText(state: ConnectionState): readonly string[] {
  const block = blockOf(state);
  if (block !== undefined)
    return [
      {
        'signed-out': vscode.l10n.t('signed out'),
        expired: vscode.l10n.t('sign-in expired'),
        denied: vscode.l10n.t('access denied'),
        offline: vscode.l10n.t('offline'),
      }[block.kind],
    ];
  if (state.kind !== 'signed-in') return [];
  const { accountId, accountAlias, expiresAtMs } = state;
  const time = { timeStyle: 'short', dateStyle: 'short' } as const;
  return [
    vscode.l10n.t('signed in to {0}', accountAlias ?? accountId),
    ...(expiresAtMs === undefined
      ? []
      : [vscode.l10n.t('until {0}', new Intl.DateTimeFormat(vscode.env.language, time).format(expiresAtMs))]),
  ];
}

/** `first`: the profile's own region, before those used recently and all others. */
export async function askRegion(
  { recentRegions }: Pick<ChoiceNeeds, 'recentRegions'>,
  title: string,
  first?: string,
): Promise<string> {
  const recent = recentRegions();
  const regions = new Set([...(first === undefined ? [] : [first]), ...recent, ...regionsWithImages]);
  const describe = (region: string) =>
    region === first ? vscode.l10n.t('of the profile') : vscode.l10n.t('used recently');
  const choices: readonly Choice<() => Promise<string>>[] = [
    ...[...regions].map((region) => ({
      label: region,
      ...(region === first || recent.includes(region) ? { description: describe(region) } : {}),
      value: async () => region,
    })),
    { label: vscode.l10n.t('Another region…'), value: () => typeRegion(title) },
  ];
  const chosen = await pick(choices, { title, placeHolder: vscode.l10n.t('Region') });
  return chosen();
}

const typeRegion = (title: string): Promise<string> =>
  ask({
    title,
    prompt: vscode.l10n.t('Region'),
    value: 'us-east-1',
    problem: (value) =>
      parseConnection({ kind: 'environment', region: value }) === undefined
        ? vscode.l10n.t('A region looks like us-east-1.')
        : undefined,
  });
