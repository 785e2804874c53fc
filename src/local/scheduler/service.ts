import * as z from 'zod/mini';
import schedulerModel from '../protocols/models/scheduler.json' with { type: 'json' };
import { readInput } from '../protocols/serviceModel.ts';
import type { ServiceModel } from '../protocols/serviceModel.ts';
import { parseJson } from '../protocols/json.ts';
import { ServiceError } from '../protocols/service.ts';
import type { Service, ServiceRequest } from '../protocols/service.ts';
import { groupOperations } from './groups.ts';
import type { SchedulerContext } from './schedules.ts';
import { scheduleOperations } from './operations.ts';

const model: ServiceModel = schedulerModel;

/** By method and first part of the path; `one` where the path goes on with a name. */
const operationNames: Readonly<Record<string, string>> = {
  'POST schedule-groups one': 'CreateScheduleGroup',
  'GET schedule-groups': 'ListScheduleGroups',
  'POST schedules one': 'CreateSchedule',
  'GET schedules one': 'GetSchedule',
  'PUT schedules one': 'UpdateSchedule',
  'DELETE schedules one': 'DeleteSchedule',
  'GET schedules': 'ListSchedules',
};

/** Members that are sent in the query, under other names than in the model. */
const queryNames: Readonly<Record<string, string>> = {
  groupName: 'GroupName',
  clientToken: 'ClientToken',
  ScheduleGroup: 'GroupName',
};

/** EventBridge Scheduler, as far as the deletion of endpoints needs it. */
export function schedulerService(context: SchedulerContext): Service {
  const operations = { ...groupOperations(context), ...scheduleOperations(context) };
  return async (request) => {
    const [, root = '', encoded, ...more] = request.path.split('/');
    const name = encoded === undefined || encoded === '' ? undefined : decoded(encoded);
    const operation =
      operationNames[`${request.method} ${root}${name === undefined ? '' : ' one'}`] ??
      `${request.method} ${request.path}`;
    const run = Object.hasOwn(operations, operation) && more.length === 0 ? operations[operation] : undefined;
    if (run === undefined)
      throw new ServiceError(
        'UnknownOperationException',
        `${operation} is not implemented by the embedded server`,
        404,
      );
    const input = { ...inputIn(await request.readBody()), ...queryOf(request), ...(name && { Name: name }) };
    const output = await run(readInput(model, operation, input, 'ValidationException'));
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(output),
    };
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ServiceError('ValidationException', 'The name is not a valid URI component.');
  }
}

const bodySchema = z.record(z.string(), z.unknown());

function inputIn(body: Buffer): Readonly<Record<string, unknown>> {
  const read = bodySchema.safeParse(parseJson(body));
  if (read.success) return read.data;
  throw new ServiceError('SerializationException', 'Start of structure or map expected.');
}

const queryOf = ({ query }: ServiceRequest) =>
  Object.fromEntries(
    [...query].map(([name, value]) => [
      queryNames[name] ?? name,
      name === 'MaxResults' ? Number(value) : value,
    ]),
  );
