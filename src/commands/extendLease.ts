import * as vscode from 'vscode';
import type { Given } from './arguments.ts';
import { pick, tell } from '../platform/prompts.ts';
import { extendLease as extend } from '../runs/extendLease.ts';
import { requireExtensionWithinCaps } from './confirmCost.ts';
import { chooseEndpoint } from './endpoints.ts';
import { givenSession } from './givenSession.ts';
import type { Services } from './services.ts';

const offeredMinutes = [30, 60, 240, 480, 1440];

/** Lets an endpoint live longer before it is deleted. Throws 'spend-cap' and 'spend-unpriced'. */
export async function extendLease(
  services: Services,
  { endpointName: named, connectionId, minutes: given }: NonNullable<Given<'extendLease'>> = {},
): Promise<{ endpointName: string; expiresAt: string }> {
  const session = await givenSession(services, { connectionId });
  const endpointName = await chooseEndpoint(
    session,
    named,
    vscode.l10n.t('Extend the lease of which endpoint?'),
  );
  const minutes = given ?? (await chooseMinutes(endpointName));
  const { expiresAtMs } = await extend(session, services.ledger, {
    endpointName,
    minutes,
    agree: (extension) => requireExtensionWithinCaps(services, session, extension),
  });
  services.changed();
  const end = new Date(expiresAtMs);
  tell(
    vscode.l10n.t('The lease of {0} now ends on {1}.', endpointName, end.toLocaleString(vscode.env.language)),
  );
  return { endpointName, expiresAt: end.toISOString() };
}

const chooseMinutes = (endpointName: string): Promise<number> =>
  pick(
    offeredMinutes.map((minutes) => ({ label: lengthText(minutes), value: minutes })),
    {
      title: vscode.l10n.t('Extend the lease of {0}', endpointName),
      placeHolder: vscode.l10n.t('The endpoint is billed while it exists, and deleted when its lease ends'),
    },
  );

function lengthText(minutes: number): string {
  if (minutes < 60) return vscode.l10n.t('{0} minutes', minutes);
  return minutes === 60 ? vscode.l10n.t('1 hour') : vscode.l10n.t('{0} hours', minutes / 60);
}
