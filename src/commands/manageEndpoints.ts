import * as vscode from 'vscode';
import { connectionIdLabel, parseConnectionId } from '../aws/connections/types.ts';
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
import { noEndpoint } from './endpoints.ts';
import type { Services } from './services.ts';

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

function endpointChoices(
  { connection }: Session,
  one: EndpointDetails,
  rates: RateBook,
): readonly Choice<Act>[] {
  const { endpointName, status } = one;
  return [
    {
      label: `$(question) ${vscode.l10n.t('Predict with {0}', endpointName)}`,
      description: `${status} · ${costOf(connection, [one], rates).text}`,
      value: act('predict', { endpointName }),
    },
    {
      label: `$(trash) ${vscode.l10n.t('Delete {0}…', endpointName)}`,
      value: act('deleteEndpoint', { endpointName, confirmed: false }),
    },
  ];
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
