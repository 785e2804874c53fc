import * as vscode from 'vscode';
import { consoleUrl } from '../aws/connections/partitions.ts';
import { connectionIdLabel, hasPublishedPrices, parseConnectionId } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import { runCommand } from '../contributions/runCommand.ts';
import type { CommandArguments } from '../contributions/commands.ts';
import type { CommandId } from '../contributions/commandIds.ts';
import type { RateBook } from '../aws/costs.ts';
import type { EndpointDetails } from '../aws/endpoints.ts';
import { confirm, pick } from '../platform/prompts.ts';
import type { Choice } from '../platform/prompts.ts';
import { livingEndpoints } from '../runs/ourEndpoints.ts';
import type { Session } from '../runs/session.ts';
import { costOf } from '../views/endpointCosts.ts';
import { byConnection, countText } from '../views/endpointLook.ts';
import { shortestLeaseText } from '../views/leaseText.ts';
import { noEndpoint } from './endpoints.ts';
import type { Services } from './services.ts';
import { showWhyBilled } from './whyBilled.ts';

type Act = () => PromiseLike<unknown>;

/** The endpoints that live or may live, each with what can be done about it: what a click on the warning offers. */
export async function manageEndpoints({ openSession, ledger, prices, changed }: Services): Promise<void> {
  const session = await openSession();
  const { connectionId } = session;
  const rates = await prices.rates();
  const { living } = await livingEndpoints(session, ledger);
  const { entries, unreadable } = await ledger.read();
  const forget = async (path: string) => {
    await confirmForgetting(path);
    await ledger.forgetUnreadable(path);
    changed();
  };
  const choices = [
    ...living.flatMap((one) => endpointChoices(session, one, rates)),
    ...(living.length > 1 ? [deleteAllChoice()] : []),
    ...elsewhereChoices(byConnection(entries.filter((entry) => entry.connectionId !== connectionId))),
    ...unreadable.map((path) => ({
      label: `$(warning) ${vscode.l10n.t('Forget a record that cannot be read…')}`,
      description: path,
      value: () => forget(path),
    })),
  ];
  const run = await pick<Act>(choices, {
    title: vscode.l10n.t('Live endpoints'),
    placeHolder: vscode.l10n.t('Each is billed until it is deleted, except on Local'),
    whenEmpty: noEndpoint(),
  });
  await run();
}

const act =
  <Id extends CommandId>(id: Id, ...given: CommandArguments<Id>) =>
  () =>
    runCommand(id, ...given);

function endpointChoices(session: Session, one: EndpointDetails, rates: RateBook): readonly Choice<Act>[] {
  const { endpointName, status } = one;
  const { connection, connectionId, region } = session;
  const placed = { endpointName, connectionId };
  const facts = [status, costOf(connection, [one], rates).text, shortestLeaseText([one])].filter(
    (fact) => fact !== undefined,
  );
  const logs = logsUrl(connection, region, endpointName);
  return [
    {
      label: `$(question) ${vscode.l10n.t('Predict with {0}', endpointName)}`,
      description: facts.join(' · '),
      value: act('predict', { endpointName }),
    },
    {
      label: `$(trash) ${vscode.l10n.t('Delete {0}…', endpointName)}`,
      value: act('deleteEndpoint', { ...placed, confirmed: false }),
    },
    {
      label: `$(save) ${vscode.l10n.t('Save and delete {0}…', endpointName)}`,
      description: vscode.l10n.t('Keeps its model and configuration'),
      value: act('saveAndDelete', { ...placed, confirmed: false }),
    },
    {
      label: `$(history) ${vscode.l10n.t('Extend the lease of {0}…', endpointName)}`,
      value: act('extendLease', placed),
    },
    {
      label: `$(graph-line) ${vscode.l10n.t('Open the run of {0}', endpointName)}`,
      value: act('openRun', placed),
    },
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
      value: () => showWhyBilled(session, one, rates),
    },
  ];
}

/** The container's log in the AWS console; undefined where there is none. */
function logsUrl(connection: Connection, region: string, endpointName: string): string | undefined {
  const console = hasPublishedPrices(connection) ? consoleUrl(region) : undefined;
  if (console === undefined) return undefined;
  // The console decodes the fragment twice.
  const group = encodeURIComponent(encodeURIComponent(`/aws/sagemaker/Endpoints/${endpointName}`));
  return `${console}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${group.replaceAll('%', '$')}`;
}

const deleteAllChoice = (): Choice<Act> => ({
  label: `$(clear-all) ${vscode.l10n.t('Delete all endpoints…')}`,
  value: act('deleteAllEndpoints', {}),
});

function elsewhereChoices(groups: ReadonlyMap<string, readonly string[]>): readonly Choice<Act>[] {
  return [...groups].map(([id, names]) => {
    const connection = parseConnectionId(id);
    return {
      label: `$(plug) ${vscode.l10n.t('Switch to {0}', connectionIdLabel(id))}`,
      description: vscode.l10n.t('{0} recorded there: {1}', countText(names.length), names.join(', ')),
      value: act('switchConnection', connection),
    };
  });
}

async function confirmForgetting(path: string): Promise<void> {
  await confirm(
    vscode.l10n.t('Forget this record of an endpoint?'),
    vscode.l10n.t(
      'It cannot be read, so it is unknown which endpoint it is about. Check in the AWS console that none of your endpoints still exists. {0}',
      path,
    ),
    vscode.l10n.t('Forget Record'),
  );
}
