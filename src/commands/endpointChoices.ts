import * as vscode from 'vscode';
import { consoleUrl } from '../aws/connections/partitions.ts';
import { hasPublishedPrices } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import type { RateBook } from '../aws/costs.ts';
import type { EndpointDetails } from '../aws/endpoints.ts';
import { runCommand } from '../contributions/runCommand.ts';
import type { CommandArguments } from '../contributions/commands.ts';
import type { CommandId } from '../contributions/commandIds.ts';
import type { Choice } from '../platform/prompts.ts';
import type { Session } from '../runs/session.ts';
import { costOf } from '../views/endpointCosts.ts';
import { shortestLeaseText } from '../views/leaseText.ts';
import { type BilledNeeds, showWhyBilled } from './whyBilled.ts';

export type Act = () => PromiseLike<unknown>;

/** An endpoint that exists, as the list shows it. */
export interface ListedEndpoint {
  readonly session: Session;
  readonly details: EndpointDetails;
  /** It belongs to another user or tool. */
  readonly isOthers: boolean;
}

export const act =
  <Id extends CommandId>(id: Id, ...given: CommandArguments<Id>) =>
  () =>
    runCommand(id, ...given);

/** Status, cost, time left, and, of an endpoint of others, its owner. */
export function factsOf({ session, details, isOthers }: ListedEndpoint, rates: RateBook): string {
  const facts = [
    details.status,
    costOf(session.connection, [details], rates).text,
    shortestLeaseText([details]),
    isOthers ? ownerText(details.guard?.owner) : undefined,
  ];
  return facts.filter((fact) => fact !== undefined).join(' · ');
}

export const ownerText = (owner: string | undefined) =>
  vscode.l10n.t('owner: {0}', owner ?? vscode.l10n.t('unknown'));

/** What can be done about an endpoint. */
export function endpointChoices(listed: ListedEndpoint, needs: BilledNeeds): readonly Choice<Act>[] {
  const { session, details, isOthers } = listed;
  const { endpointName } = details;
  const { connection, connectionId, region } = session;
  const placed = { endpointName, connectionId };
  const logs = logsUrl(connection, region, endpointName);
  return [
    ...(isOthers ? [] : ownChoices(endpointName)),
    {
      label: `$(trash) ${vscode.l10n.t('Delete {0}…', endpointName)}`,
      value: act('deleteEndpoint', { ...placed, confirmed: false }),
    },
    ...(isOthers ? [] : leaseChoices(placed)),
    ...(logs === undefined
      ? []
      : [
          {
            label: `$(output) ${vscode.l10n.t('Logs of {0}', endpointName)}`,
            description: vscode.l10n.t('In the AWS console'),
            value: async () => vscode.env.openExternal(vscode.Uri.parse(logs)),
          },
        ]),
    {
      label: `$(info) ${vscode.l10n.t('Why is {0} billed?', endpointName)}`,
      value: () => showWhyBilled(session, details, needs),
    },
  ];
}

const ownChoices = (endpointName: string): readonly Choice<Act>[] => [
  {
    label: `$(question) ${vscode.l10n.t('Predict with {0}', endpointName)}`,
    value: act('predict', { endpointName }),
  },
];

const leaseChoices = (placed: {
  readonly endpointName: string;
  readonly connectionId: string;
}): readonly Choice<Act>[] => [
  {
    label: `$(save) ${vscode.l10n.t('Save and delete {0}…', placed.endpointName)}`,
    description: vscode.l10n.t('Keeps its model and configuration'),
    value: act('saveAndDelete', { ...placed, confirmed: false }),
  },
  {
    label: `$(history) ${vscode.l10n.t('Extend the lease of {0}…', placed.endpointName)}`,
    value: act('extendLease', placed),
  },
  {
    label: `$(graph-line) ${vscode.l10n.t('Open the run of {0}', placed.endpointName)}`,
    value: act('openRun', placed),
  },
];

/** The container's log in the AWS console; undefined where there is none. */
function logsUrl(connection: Connection, region: string, endpointName: string): string | undefined {
  const console = hasPublishedPrices(connection) ? consoleUrl(region) : undefined;
  if (console === undefined) return undefined;
  // The console decodes the fragment twice.
  const group = encodeURIComponent(encodeURIComponent(`/aws/sagemaker/Endpoints/${endpointName}`));
  return `${console}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${group.replaceAll('%', '$')}`;
}
