import type { AwsClients } from './connections/clients.ts';
import type { NewRole } from './policies/rolePolicy.ts';
import { createRole } from './roles.ts';

/**
 * Creates the role with which schedules delete endpoints; the caller has shown its policy. One that we made earlier is used again: if
 * its trust has been changed, CreateSchedule says so.
 */
export const ensureDeleterRole = (
  clients: AwsClients,
  role: NewRole,
  signal?: AbortSignal,
): Promise<{ readonly arn: string; readonly isNew: boolean }> =>
  createRole(clients, role, { isUsable: () => true, signal });
