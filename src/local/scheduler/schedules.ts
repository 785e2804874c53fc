import * as z from 'zod/mini';
import type { Account } from '../account.ts';
import type { Resources } from '../store/resources.ts';
import { type Cadence, cadenceOf, type Span } from './times.ts';

const text = z.string();

/** What CreateSchedule and UpdateSchedule set, as they are sent; times are epoch seconds. */
export const settingsSchema = z.object({
  Name: text,
  GroupName: z._default(text, 'default'),
  ScheduleExpression: text,
  ScheduleExpressionTimezone: z._default(text, 'UTC'),
  StartDate: z.optional(z.number()),
  EndDate: z.optional(z.number()),
  Description: z.optional(text),
  State: z._default(z.enum(['ENABLED', 'DISABLED']), 'ENABLED'),
  ActionAfterCompletion: z._default(z.enum(['NONE', 'DELETE']), 'NONE'),
  FlexibleTimeWindow: z.looseObject({ Mode: text }),
  Target: z.looseObject({ Arn: text, RoleArn: text, Input: z._default(text, '{}') }),
});
export type Settings = z.infer<typeof settingsSchema>;

export const scheduleSchema = z.object({
  /** Group and name. */
  name: text,
  settings: settingsSchema,
  /** Of the call that made it, by which a repeated call is recognised. */
  clientToken: z.optional(text),
  createdAt: z.number(),
  modifiedAt: z.number(),
  lastRunAt: z.optional(z.number()),
});
export type Schedule = z.infer<typeof scheduleSchema>;

export const groupSchema = z.object({ name: text, createdAt: z.number() });
export type ScheduleGroup = z.infer<typeof groupSchema>;

export interface SchedulerContext {
  readonly account: Account;
  readonly clock: () => Date;
  readonly schedules: Resources<Schedule>;
  readonly groups: Resources<ScheduleGroup>;
  /** Throws where EventBridge Scheduler may not assume the role. */
  readonly checkRole: (roleArn: string) => void;
}

export const keyOf = (group: string, name: string) => `${group}/${name}`;

export const deletesEndpoints = /^arn:aws[a-z-]*:scheduler:::aws-sdk:sagemaker:deleteEndpoint$/;

export const spanOf = ({ settings, createdAt, lastRunAt }: Schedule): Span => ({
  createdMs: createdAt * 1000,
  startMs: inMs(settings.StartDate),
  endMs: inMs(settings.EndDate),
  lastRunMs: inMs(lastRunAt),
});

const inMs = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1000);

/** Only schedules with a cadence are accepted. */
export const cadenceOfSchedule = ({ settings }: Schedule): Cadence | undefined =>
  cadenceOf(settings.ScheduleExpression);
