import * as z from 'zod/mini';
import { ServiceError } from '../protocols/service.ts';
import { cadenceOfSchedule, type Schedule, type SchedulerContext, spanOf } from './schedules.ts';
import { nextRunMs } from './times.ts';

export interface Target {
  readonly roleArn: string;
  readonly endpointName: string;
}

interface RunOptions {
  /** Throws a ServiceError where SageMaker refuses it. */
  readonly deleteEndpoint: (target: Target) => Promise<unknown>;
  readonly onError: (error: unknown) => void;
}

const inputSchema = z.object({ EndpointName: z.string() });

/** Runs what is due, each once however often it was due meanwhile, and removes what is over and wants to be. */
export async function runDueSchedules(context: SchedulerContext, options: RunOptions): Promise<void> {
  for (const schedule of context.schedules.list())
    await runIfDue(context, schedule, options).catch(options.onError);
}

async function runIfDue(
  { schedules, clock }: SchedulerContext,
  schedule: Schedule,
  options: RunOptions,
): Promise<void> {
  const { name, settings } = schedule;
  const cadence = cadenceOfSchedule(schedule);
  if (cadence === undefined || settings.State === 'DISABLED') return;
  const nowMs = clock().getTime();
  const next = nextRunMs(cadence, spanOf(schedule));
  if (next !== undefined && next > nowMs) return;
  const run = { ...schedule, lastRunAt: nowMs / 1000 };
  if (next !== undefined) {
    await runTarget(settings.Target, options);
    // It may have been moved meanwhile.
    await schedules.update(name, (current) => ({ ...current, lastRunAt: run.lastRunAt }), {
      isEssential: true,
    });
  }
  const current = schedules.get(name);
  const isOver = current?.modifiedAt === schedule.modifiedAt && nextRunMs(cadence, spanOf(run)) === undefined;
  if (isOver && settings.ActionAfterCompletion === 'DELETE') await schedules.remove(name);
}

/** EventBridge Scheduler reports failures of targets to nobody. */
async function runTarget(
  { RoleArn, Input }: Schedule['settings']['Target'],
  { deleteEndpoint }: RunOptions,
): Promise<void> {
  const { EndpointName } = inputSchema.parse(JSON.parse(Input));
  try {
    await deleteEndpoint({ roleArn: RoleArn, endpointName: EndpointName });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  }
}
