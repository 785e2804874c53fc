import {
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  type CreateScheduleInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  paginateListSchedules,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { AwsClients } from './connections/clients.ts';
import { partitionOf } from './connections/partitions.ts';
import { call, required, unlessMissing } from './failures/call.ts';
import { answerIncomplete, hasCode } from './failures/errors.ts';
import { roleTag, scheduleGroup } from './policies/ownNames.ts';
import { partsOfRole } from './policies/roleArn.ts';
import { type NewRoleOptions, onceRoleIsKnown } from './roles.ts';

/** A schedule that deletes one endpoint. */
export interface Schedule {
  readonly name: string;
  readonly group: string;
  /** When it deletes the endpoint for the first time, in milliseconds since 1970. */
  readonly dueAtMs: number;
}

export interface NewSchedule {
  readonly endpointName: string;
  readonly dueAtMs: number;
  /** The role with which the endpoint is deleted. */
  readonly roleArn: string;
  /** The same for every attempt to arm the same schedule: at most 64 letters, digits, - and _. */
  readonly attempt: string;
}

/**
 * DeleteEndpoint fails while an endpoint is Creating, and a failed call is not reliably retried. A rate that continues for a day
 * deletes it later; deleting an endpoint that is gone changes nothing.
 */
const everyQuarterOfAnHour = 'rate(15 minutes)';
const triesForMs = 24 * 3_600_000;

/** A schedule has the name of its endpoint. */
const idOf = (endpointName: string) => ({ Name: endpointName, GroupName: scheduleGroup });

const datesOf = (dueAtMs: number) => ({
  StartDate: new Date(dueAtMs),
  EndDate: new Date(dueAtMs + triesForMs),
});

/** Creates the group of our schedules unless it exists. */
export async function ensureScheduleGroup(clients: AwsClients, signal?: AbortSignal): Promise<void> {
  const command = new CreateScheduleGroupCommand({
    Name: scheduleGroup,
    Tags: [{ Key: roleTag.key, Value: roleTag.value }],
  });
  try {
    await call('CreateScheduleGroup', signal, (options) => clients.scheduler().send(command, options));
  } catch (error) {
    if (!hasCode(error, 'resource-name-taken')) throw error;
  }
}

/**
 * Has AWS delete an endpoint from a given time on, whether or not VS Code runs then. For two minutes after the role was requested,
 * waits until EventBridge Scheduler knows it. Moves an existing schedule.
 */
export async function armSchedule(
  clients: AwsClients,
  { endpointName, dueAtMs, roleArn, attempt }: NewSchedule,
  options: NewRoleOptions = {},
): Promise<Schedule> {
  const { signal } = options;
  const command = () =>
    new CreateScheduleCommand({
      ...idOf(endpointName),
      ...datesOf(dueAtMs),
      ClientToken: attempt,
      Description: `Deletes the endpoint ${endpointName} after its lease`,
      ScheduleExpression: everyQuarterOfAnHour,
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: `arn:${partitionOf(clients.region)}:scheduler:::aws-sdk:sagemaker:deleteEndpoint`,
        RoleArn: roleArn,
        Input: JSON.stringify({ EndpointName: endpointName }),
        // The rate retries anyway.
        RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 600 },
      },
    });
  try {
    await onceRoleIsKnown(
      () => call('CreateSchedule', signal, (callOptions) => clients.scheduler().send(command(), callOptions)),
      options,
    );
  } catch (error) {
    // The response to an earlier attempt was lost: endpoint names are unique.
    if (!hasCode(error, 'resource-name-taken')) throw error;
    return moveSchedule(clients, endpointName, dueAtMs, signal);
  }
  return { name: endpointName, group: scheduleGroup, dueAtMs };
}

/** Changes when the endpoint is deleted, and nothing else. Throws 'resource-not-found' where there is no schedule. */
export async function moveSchedule(
  clients: AwsClients,
  endpointName: string,
  dueAtMs: number,
  signal?: AbortSignal,
): Promise<Schedule> {
  const found = await getSchedule(clients, endpointName, signal);
  const { ScheduleExpression, FlexibleTimeWindow, Target } = found;
  if (ScheduleExpression === undefined || FlexibleTimeWindow === undefined || Target === undefined)
    throw answerIncomplete('GetSchedule', 'Target');
  // UpdateSchedule replaces everything: omitted fields would fall back to their defaults.
  const { Description, ScheduleExpressionTimezone, State, KmsKeyArn, ActionAfterCompletion } = found;
  const kept = { Description, ScheduleExpressionTimezone, State, KmsKeyArn, ActionAfterCompletion };
  const input: CreateScheduleInput = {
    ...kept,
    ...idOf(endpointName),
    ...datesOf(dueAtMs),
    ScheduleExpression,
    FlexibleTimeWindow,
    Target,
  };
  await call('UpdateSchedule', signal, (options) =>
    clients.scheduler().send(new UpdateScheduleCommand(input), options),
  );
  return { name: endpointName, group: scheduleGroup, dueAtMs };
}

const getSchedule = (clients: AwsClients, endpointName: string, signal: AbortSignal | undefined) =>
  call('GetSchedule', signal, (options) =>
    clients.scheduler().send(new GetScheduleCommand(idOf(endpointName)), options),
  );

/** The schedule of an endpoint, if there is one, and the name of its role. */
export async function findSchedule(
  clients: AwsClients,
  endpointName: string,
  signal?: AbortSignal,
): Promise<(Schedule & { readonly roleName: string | undefined }) | undefined> {
  const found = await unlessMissing(() => getSchedule(clients, endpointName, signal));
  if (found === undefined) return undefined;
  const dueAtMs = required(found.StartDate, 'GetSchedule', 'StartDate').getTime();
  const roleName = partsOfRole(found.Target?.RoleArn ?? '')?.roleName;
  return { name: endpointName, group: scheduleGroup, dueAtMs, roleName };
}

/** Deletes the schedule of an endpoint, if there is one. */
export async function removeSchedule(
  clients: AwsClients,
  endpointName: string,
  signal?: AbortSignal,
): Promise<void> {
  const command = new DeleteScheduleCommand(idOf(endpointName));
  await unlessMissing(() =>
    call('DeleteSchedule', signal, (options) => clients.scheduler().send(command, options)),
  );
}

/** Names of the endpoints that our schedules delete; empty without the group. */
export async function listSchedules(clients: AwsClients, signal?: AbortSignal): Promise<readonly string[]> {
  const found = await unlessMissing(() =>
    call('ListSchedules', signal, async (options) => {
      const names: string[] = [];
      const query = { GroupName: scheduleGroup };
      const pages = paginateListSchedules({ client: clients.scheduler(), pageSize: 100 }, query, options);
      for await (const { Schedules = [] } of pages)
        for (const { Name } of Schedules) if (Name !== undefined) names.push(Name);
      return names;
    }),
  );
  return found ?? [];
}
