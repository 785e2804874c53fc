import * as vscode from 'vscode';
import { connectionId, connectionLabel, parseConnection } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import type { SharedProfile } from '../aws/connections/profiles.ts';
import { ask } from '../platform/prompts.ts';
import type { Choice } from '../platform/prompts.ts';
import { currentConnection } from './settings.ts';

/** Gives the connection once it is chosen; it may ask for the rest. */
export type AskConnection = () => Promise<Connection>;

export const connectionChoice = (
  icon: string,
  connection: Connection,
  detail: string,
): Choice<AskConnection> => ({
  label: `$(${icon}) ${connectionLabel(connection)}`,
  ...(connectionId(connection) === connectionId(currentConnection())
    ? { description: vscode.l10n.t('in use') }
    : {}),
  detail,
  value: async () => connection,
});

/** A profile of the shared config; `title`: of what it is chosen for. */
export const profileChoice =
  (title: string) =>
  ({ name, region, endpointUrl }: SharedProfile): Choice<AskConnection> => {
    // A profile may lead to an endpoint of its own.
    const place = endpointUrl ?? 'AWS';
    return region === undefined
      ? {
          label: `$(cloud) ${name}`,
          detail: vscode.l10n.t('{0}, with this profile; asks for the region', place),
          value: () => askRegion(title, name),
        }
      : connectionChoice(
          'cloud',
          { kind: 'aws', profile: name, region },
          vscode.l10n.t('{0}, with this profile', place),
        );
  };

async function askRegion(title: string, profile: string): Promise<Connection> {
  const region = await ask({
    title,
    prompt: vscode.l10n.t('Region of profile {0}', profile),
    value: 'us-east-1',
    problem: (value) =>
      parseConnection({ kind: 'aws', profile, region: value }) === undefined
        ? vscode.l10n.t('A region looks like us-east-1.')
        : undefined,
  });
  return { kind: 'aws', profile, region };
}
