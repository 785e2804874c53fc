import * as vscode from 'vscode';
import { connectionIdLabel, parseConnectionId } from '../aws/connections/types.ts';
import { confirm, pick } from '../platform/prompts.ts';
import type { Choice } from '../platform/prompts.ts';
import { explain } from '../platform/messages.ts';
import { foundDetails } from '../runs/ourEndpoints.ts';
import { countText } from '../views/endpointText.ts';
import { act, endpointChoices, factsOf } from './endpointChoices.ts';
import type { Act, ListedEndpoint } from './endpointChoices.ts';
import { surveyEndpoints, whyNothing } from './endpointSurvey.ts';
import type { SurveyedConnection } from './endpointSurvey.ts';
import { noEndpoint } from './endpoints.ts';
import type { Services } from './services.ts';
import type { BilledNeeds } from './whyBilled.ts';

/**
 * The endpoints that live or may live on any connection, ours first, each with what can be done about it: what a click on the warning
 * offers. A single endpoint is listed with its actions.
 */
export async function manageEndpoints(services: Services): Promise<void> {
  const run = await pick<Act>(allChoices(services), {
    title: vscode.l10n.t('Live endpoints'),
    placeHolder: vscode.l10n.t('Each is billed until it is deleted, except on Local'),
    whenEmpty: noEndpoint(),
  });
  await run();
}

async function allChoices(services: Services): Promise<readonly Choice<Act>[]> {
  const { ledger, prices, changed } = services;
  const { entries, unreadable } = await ledger.read();
  const surveyed = await surveyEndpoints(services, entries);
  const [current] = surveyed;
  const error = current?.kind === 'seen' ? whyNothing(current.found) : undefined;
  if (error !== undefined) throw error;
  const forget = async (path: string) => {
    await confirmForgetting(path);
    await ledger.forgetUnreadable(path);
    changed();
  };
  const choices = [
    ...listChoices(surveyed, { ledger, rates: await prices.rates() }),
    ...surveyed.flatMap((one) => (one.kind === 'unknown' ? unknownChoices(one, services) : [])),
    ...unreadable.map((path) => ({
      label: `$(warning) ${vscode.l10n.t('Forget a record that cannot be read…')}`,
      description: path,
      value: () => forget(path),
    })),
  ];
  return choices.length > 0 ? [...choices, spendChoice()] : [];
}

function listChoices(surveyed: readonly SurveyedConnection[], needs: BilledNeeds): readonly Choice<Act>[] {
  const groups = surveyed.flatMap((one) => (one.kind === 'seen' ? [listedOn(one)] : []));
  const all = groups.flat();
  const own = all.filter(({ isOthers }) => !isOthers);
  const [first] = all;
  if (first !== undefined && all.length === 1)
    return endpointChoices(first, needs).map((choice, index) =>
      index === 0 ? { ...choice, description: factsOf(first, needs.rates) } : choice,
    );
  return [
    ...groups.flatMap((group) => groupChoices(group, needs)),
    ...(own.length > 1
      ? [
          {
            label: `$(clear-all) ${vscode.l10n.t('Delete all endpoints…')}`,
            value: act('deleteAllEndpoints', {}),
          },
        ]
      : []),
  ];
}

const spendChoice = (): Choice<Act> => ({
  label: `$(graph) ${vscode.l10n.t('Show spending')}`,
  description: vscode.l10n.t('By day, by run and by endpoint'),
  value: act('showSpend'),
});

/** Ours first, newest first. */
function listedOn({
  session,
  found,
}: Extract<SurveyedConnection, { readonly kind: 'seen' }>): readonly ListedEndpoint[] {
  return [
    ...foundDetails(found.own).map((details) => ({ session, details, isOthers: false })),
    ...found.others.map(({ details, ...summary }) => ({
      session,
      isOthers: true,
      details: details ?? {
        ...summary,
        endpointConfigName: summary.endpointName,
        failureReason: undefined,
        instanceType: '',
        instanceCount: 1,
        modelNames: [],
        variantNames: [],
        origin: {},
        guard: undefined,
      },
    })),
  ];
}

/** The endpoints of a connection under its name; each leads to its actions. */
function groupChoices(group: readonly ListedEndpoint[], needs: BilledNeeds): readonly Choice<Act>[] {
  const [first] = group;
  if (first === undefined) return [];
  const heading = {
    label: connectionIdLabel(first.session.connectionId),
    kind: vscode.QuickPickItemKind.Separator,
    value: async () => undefined,
  };
  return [
    heading,
    ...group.map((one) => ({
      label: `$(${one.isOthers ? 'organization' : 'rocket'}) ${one.details.endpointName}`,
      description: factsOf(one, needs.rates),
      value: () => manageOne(one, needs),
    })),
  ];
}

async function manageOne(one: ListedEndpoint, needs: BilledNeeds): Promise<void> {
  const run = await pick<Act>(endpointChoices(one, needs), {
    title: one.details.endpointName,
    placeHolder: factsOf(one, needs.rates),
  });
  await run();
}

function unknownChoices(
  { connectionId, entries, error }: Extract<SurveyedConnection, { readonly kind: 'unknown' }>,
  { seenConnections, forgetConnection, changed }: Services,
): readonly Choice<Act>[] {
  const label = connectionIdLabel(connectionId);
  const isSeen = seenConnections().includes(connectionId);
  if (entries.length === 0 && error === undefined) return [];
  const names = entries.map(({ endpointName }) => endpointName).join(', ');
  const stop = async () => {
    await forgetConnection(connectionId);
    changed();
  };
  return [
    {
      label: `$(plug) ${vscode.l10n.t('Switch to {0}', label)}`,
      description:
        entries.length === 0
          ? vscode.l10n.t('Endpoints unknown')
          : vscode.l10n.t('{0} recorded there: {1}', countText(entries.length), names),
      ...(error === undefined ? {} : { detail: explain(error).message }),
      value: act('switchConnection', parseConnectionId(connectionId)),
    },
    ...(isSeen && entries.length === 0
      ? [
          {
            label: `$(eye-closed) ${vscode.l10n.t('Stop watching {0}', label)}`,
            description: vscode.l10n.t('Until you use this connection again'),
            value: stop,
          },
        ]
      : []),
  ];
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
