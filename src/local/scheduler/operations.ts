import * as z from 'zod/mini';
import { ServiceError } from '../protocols/service.ts';
import { pageOf, type RestOperation } from './pages.ts';
import {
  deletesEndpoints,
  keyOf,
  type Schedule,
  type SchedulerContext,
  type Settings,
  settingsSchema,
} from './schedules.ts';
import { cadenceOf } from './times.ts';

const tokenSchema = z.object({ ClientToken: z.optional(z.string()) });
const nameSchema = z.object({ Name: z.string(), GroupName: z._default(z.string(), 'default') });
const listSchema = z.object({
  GroupName: z.optional(z.string()),
  NamePrefix: z._default(z.string(), ''),
  State: z.optional(z.string()),
});

const invalid = (message: string) => new ServiceError('ValidationException', message);
const missing = (what: string) =>
  new ServiceError('ResourceNotFoundException', `${what} does not exist.`, 404);

export function scheduleOperations(context: SchedulerContext): Readonly<Record<string, RestOperation>> {
  const { account, clock, schedules } = context;
  const now = () => clock().getTime() / 1000;
  const arnOf = ({ GroupName, Name }: Pick<Settings, 'GroupName' | 'Name'>) =>
    `arn:aws:scheduler:${account.region}:${account.id}:schedule/${GroupName}/${Name}`;
  const requireSchedule = (input: unknown): Schedule => {
    const { Name, GroupName } = nameSchema.parse(input);
    const found = schedules.get(keyOf(GroupName, Name));
    if (found === undefined) throw missing(`Schedule ${Name}`);
    return found;
  };
  return {
    CreateSchedule: async (input) => {
      const settings = settingsSchema.parse(input);
      const { ClientToken: clientToken } = tokenSchema.parse(input);
      check(context, settings);
      const name = keyOf(settings.GroupName, settings.Name);
      const at = now();
      const wanted = { name, settings, createdAt: at, modifiedAt: at };
      const isNew = await schedules.add(clientToken === undefined ? wanted : { ...wanted, clientToken });
      const isRepeated = clientToken !== undefined && schedules.get(name)?.clientToken === clientToken;
      if (!isNew && !isRepeated)
        throw new ServiceError('ConflictException', `Schedule ${settings.Name} already exists.`, 409);
      return { ScheduleArn: arnOf(settings) };
    },
    GetSchedule: async (input) => {
      const { settings, createdAt, modifiedAt } = requireSchedule(input);
      return {
        ...settings,
        Arn: arnOf(settings),
        CreationDate: createdAt,
        LastModificationDate: modifiedAt,
      };
    },
    UpdateSchedule: async (input) => {
      const { name } = requireSchedule(input);
      const settings = settingsSchema.parse(input);
      check(context, settings);
      await schedules.update(name, ({ clientToken, createdAt }) => ({
        name,
        settings,
        ...(clientToken === undefined ? {} : { clientToken }),
        createdAt,
        modifiedAt: now(),
      }));
      return { ScheduleArn: arnOf(settings) };
    },
    DeleteSchedule: async (input) => {
      await schedules.remove(requireSchedule(input).name);
      return {};
    },
    ListSchedules: async (input) => {
      const { GroupName, NamePrefix, State } = listSchema.parse(input);
      if (GroupName !== undefined) requireGroup(context, GroupName);
      const all = schedules
        .list()
        .filter(
          ({ settings }) =>
            (GroupName ?? settings.GroupName) === settings.GroupName &&
            settings.Name.startsWith(NamePrefix) &&
            (State ?? settings.State) === settings.State,
        );
      const { page, more } = pageOf(all, input);
      return {
        Schedules: page.map(({ settings, createdAt, modifiedAt }) => ({
          Arn: arnOf(settings),
          Name: settings.Name,
          GroupName: settings.GroupName,
          State: settings.State,
          CreationDate: createdAt,
          LastModificationDate: modifiedAt,
          Target: { Arn: settings.Target.Arn },
        })),
        ...more,
      };
    },
  };
}

function requireGroup({ groups }: SchedulerContext, name: string): void {
  if (name !== 'default' && groups.get(name) === undefined) throw missing(`Schedule group ${name}`);
}

/** Throws EventBridge Scheduler's errors, and for what the embedded server does not run. */
function check(context: SchedulerContext, settings: Settings): void {
  const { GroupName, ScheduleExpression, ScheduleExpressionTimezone, FlexibleTimeWindow, Target } = settings;
  requireGroup(context, GroupName);
  if (cadenceOf(ScheduleExpression) === undefined)
    throw invalid(
      /^cron\(.*\)$/.test(ScheduleExpression)
        ? 'cron expressions are not implemented by the embedded server.'
        : `Invalid Schedule Expression ${ScheduleExpression}.`,
    );
  if (ScheduleExpressionTimezone !== 'UTC')
    throw invalid('Time zones other than UTC are not implemented by the embedded server.');
  if (FlexibleTimeWindow.Mode !== 'OFF')
    throw invalid('Flexible time windows are not implemented by the embedded server.');
  const { StartDate = 0, EndDate = Infinity } = settings;
  if (EndDate * 1000 <= context.clock().getTime())
    throw invalid('The EndDate you specify must come after the current time.');
  if (StartDate >= EndDate) throw invalid('The EndDate you specify must come after the StartDate.');
  if (!deletesEndpoints.test(Target.Arn))
    throw invalid(`The target ${Target.Arn} is not implemented by the embedded server.`);
  if (!hasEndpointName(Target.Input)) throw invalid('Invalid RequestJson provided. Reason: EndpointName.');
  context.checkRole(Target.RoleArn);
}

function hasEndpointName(input: string): boolean {
  try {
    return z.object({ EndpointName: z.string() }).safeParse(JSON.parse(input)).success;
  } catch {
    return false;
  }
}
