import * as vscode from 'vscode';
import { billsMoney, connectionLabel } from '../aws/connections/types.ts';
import { deleterRole } from '../aws/policies/deleterRole.ts';
import type { NewRole } from '../aws/policies/rolePolicy.ts';
import { withProgress } from '../platform/progress.ts';
import { confirm, tell } from '../platform/prompts.ts';
import type { Deleter } from '../runs/scheduledLease.ts';
import type { Session } from '../runs/session.ts';
import type { Given } from './arguments.ts';
import { givenSession } from './givenSession.ts';
import { arnOf, showRole } from './roles.ts';
import type { Services } from './services.ts';

/** Shows the policy of the role that AWS uses to delete endpoints when their leases end, and creates the role. */
export async function createLeaseRole(
  services: Services,
  { connectionId, confirmed }: NonNullable<Given<'createLeaseRole'>> = {},
): Promise<{ roleArn: string } | undefined> {
  const session = await givenSession(services, { connectionId });
  if (!billsMoney(session.connection)) {
    tell(vscode.l10n.t('{0} needs no role: it ends leases itself.', connectionLabel(session.connection)));
    return undefined;
  }
  const { role } = await roleOf(session);
  if (confirmed !== true) await confirmRole(role);
  return { roleArn: (await create(session, role)).roleArn };
}

/**
 * The role that AWS uses to end the lease of a new endpoint; undefined if the user declines, or if there is none and no prompt is
 * allowed. Throws Cancelled.
 */
export async function deleterFor(session: Session, mayAsk: boolean): Promise<Deleter | undefined> {
  if (!billsMoney(session.connection)) return undefined;
  const { role, roleArn } = await roleOf(session);
  // Without permission to read roles, one may still exist.
  const found = await session.aws.lookAtRole(role.roleName).catch(() => 'unknown' as const);
  if (found === 'unknown') return { roleArn };
  if (found !== undefined) return { roleArn: found.arn };
  if (!mayAsk) return undefined;
  const make = vscode.l10n.t('Create Role…');
  const without = vscode.l10n.t('Deploy Without Role');
  const chosen = await confirm(
    vscode.l10n.t('Should AWS also delete the endpoint when its lease ends?'),
    vscode.l10n.t(
      'While VS Code is open and signed in, it deletes the endpoint on time. While it is closed, only AWS can: EventBridge Scheduler, with a role that can delete endpoints created by Linear Learner and nothing else. The policy is shown before the role is created.',
    ),
    make,
    without,
  );
  if (chosen === without) return undefined;
  await confirmRole(role);
  return create(session, role);
}

async function roleOf({ identity, region }: Session): Promise<{ role: NewRole; roleArn: string }> {
  const place = { region, accountId: (await identity()).accountId };
  const role = deleterRole(place);
  return { role, roleArn: arnOf(role, place) };
}

const create = (session: Session, role: NewRole): Promise<Deleter> =>
  withProgress(vscode.l10n.t('Creating role {0}', role.roleName), async (signal) => {
    const { arn, isNew } = await session.aws.ensureDeleterRole(role, signal);
    return { roleArn: arn, ...(isNew ? { requestedAtMs: Date.now() } : {}) };
  });

async function confirmRole(role: NewRole): Promise<void> {
  await showRole(role);
  await confirm(
    vscode.l10n.t('Create the role {0}?', role.roleName),
    vscode.l10n.t(
      'With it, EventBridge Scheduler can delete endpoints created by Linear Learner, and nothing else. The document behind this message shows the policy, also as AWS CLI commands and Terraform for an administrator.',
    ),
    vscode.l10n.t('Create Role'),
  );
}
