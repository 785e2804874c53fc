import * as vscode from 'vscode';
import { billsMoney } from '../aws/connections/types.ts';
import { endpointPrice } from '../aws/costs.ts';
import type { RateBook } from '../aws/costs.ts';
import type { EndpointDetails } from '../aws/endpoints.ts';
import { ownerTagOf } from '../aws/tags.ts';
import { hasCode } from '../aws/failures/errors.ts';
import { runCommand } from '../contributions/runCommand.ts';
import type { EndpointLedger } from '../guard/journal/endpointLedger.ts';
import { explain } from '../platform/messages.ts';
import { confirm } from '../platform/prompts.ts';
import { type KeptLease, type LeaseKeepers, lookAtLease, type ScheduleLook } from '../runs/leaseKeepers.ts';
import type { Session } from '../runs/session.ts';
import { costSoFarUsd, usdText } from '../views/endpointCosts.ts';
import { leftText } from '../views/leaseText.ts';
import { rateLines } from './priceLines.ts';

export interface BilledNeeds {
  readonly ledger: Pick<EndpointLedger, 'read'>;
  readonly rates: RateBook;
}

/** Shows what an endpoint costs, since when, until when, whose it is, and what deletes it; then what the user does about it. */
export async function showWhyBilled(
  session: Session,
  one: EndpointDetails,
  needs: BilledNeeds,
): Promise<void> {
  const { endpointName } = one;
  const extend = vscode.l10n.t('Extend Lease…');
  const save = vscode.l10n.t('Save and Delete…');
  const remove = vscode.l10n.t('Delete…');
  const lines = await billingLines(session, one, needs);
  const chosen = await confirm(billedText(session, one), lines.join('\n'), save, remove, extend);
  const target = { endpointName, connectionId: session.connectionId };
  if (chosen === extend) await runCommand('extendLease', target);
  else
    await runCommand(chosen === save ? 'saveAndDelete' : 'deleteEndpoint', { ...target, confirmed: false });
}

const billedText = ({ connection }: Session, { endpointName }: EndpointDetails): string =>
  billsMoney(connection)
    ? vscode.l10n.t('{0} is billed for as long as it exists.', endpointName)
    : vscode.l10n.t('{0} is not billed: it runs on this machine.', endpointName);

async function billingLines(
  session: Session,
  one: EndpointDetails,
  { ledger, rates }: BilledNeeds,
): Promise<readonly string[]> {
  const { connection } = session;
  const { instanceType, instanceCount } = one;
  const rate = endpointPrice(connection, instanceType, instanceCount, rates);
  const usd = rate.kind === 'known' ? costSoFarUsd([{ connection, endpoint: one }], rates) : undefined;
  const created = new Date(one.createdAt).toLocaleString(vscode.env.language);
  return [
    ...rateLines(rate, one),
    usd === undefined
      ? vscode.l10n.t('{0} since {1}.', one.status, created)
      : vscode.l10n.t('{0} since {1}: about ${2} so far.', one.status, created, usdText(usd)),
    ...(await ownerLines(session, one)),
    ...leaseLines(await lookAtLease(session, ledger, one)),
  ];
}

/** Nothing where its tags name nobody. */
async function ownerLines({ identity }: Session, { guard }: EndpointDetails): Promise<readonly string[]> {
  if (guard?.owner === undefined) return [];
  const caller = await identity().catch(() => undefined);
  return caller !== undefined && ownerTagOf(caller.arn) === guard.owner
    ? [vscode.l10n.t('It belongs to you, {0}.', guard.owner)]
    : [vscode.l10n.t('It belongs to {0}.', guard.owner)];
}

/** When the lease ends, and who ends it. */
function leaseLines(lease: KeptLease): readonly string[] {
  switch (lease.kind) {
    case 'unknown':
      return [vscode.l10n.t('Its tags could not be read, so its lease is unknown.')];
    case 'none':
      return [vscode.l10n.t('It has no lease: it exists until someone deletes it.')];
    case 'until': {
      const end = new Date(lease.expiresAtMs).toLocaleString(vscode.env.language);
      const ends = vscode.l10n.t('Its lease ends {0}: {1}.', end, leftText(lease.leftMs));
      return [ends, ...keeperLines(lease.keepers)];
    }
  }
}

function keeperLines(keepers: LeaseKeepers): readonly string[] {
  if (keepers.kind === 'embedded-server')
    return [vscode.l10n.t('The embedded server deletes it then, or at its next start.')];
  return [
    keepers.isOwn
      ? vscode.l10n.t('VS Code deletes the endpoint then if it is open, otherwise at its next start.')
      : vscode.l10n.t('VS Code does not delete it: it may be somebody else’s.'),
    scheduleText(keepers.schedule),
  ];
}

function scheduleText(schedule: ScheduleLook): string {
  switch (schedule.kind) {
    case 'armed':
      return vscode.l10n.t(
        'While VS Code is closed, AWS deletes it, from {0} on.',
        new Date(schedule.dueAtMs).toLocaleString(vscode.env.language),
      );
    case 'missing':
      return vscode.l10n.t('AWS itself does not delete it: it has no schedule.');
    case 'without-role':
      return vscode.l10n.t('AWS itself cannot delete it: the role of its schedule no longer exists.');
    case 'unknown':
      return hasCode(schedule.error, 'access-denied')
        ? vscode.l10n.t('Whether AWS itself deletes it is unknown: you are not allowed to read its schedule.')
        : vscode.l10n.t('Whether AWS itself deletes it is unknown: {0}', explain(schedule.error).message);
  }
}
