import * as z from 'zod/mini';
import { ServiceError } from '../http/types.ts';
import type { Service } from '../http/types.ts';
import { jsonOperations } from '../sagemaker/json.ts';
import { accountId, region } from '../sagemaker/names.ts';
import type { LogStore } from './store.ts';

const groupSchema = z.object({ logGroupNamePrefix: z.optional(z.string()) });
const streamsSchema = z.object({
  logGroupName: z.string(),
  logStreamNamePrefix: z.optional(z.string()),
  limit: z.optional(z.int()),
  nextToken: z.optional(z.string()),
});
const eventsSchema = z.object({
  logGroupName: z.string(),
  logStreamName: z.string(),
  startTime: z.optional(z.number()),
  endTime: z.optional(z.number()),
  startFromHead: z.optional(z.boolean()),
  limit: z.optional(z.int()),
  nextToken: z.optional(z.string()),
});

const notFound = (what: string) =>
  new ServiceError('ResourceNotFoundException', `The specified log ${what} does not exist.`);
const maxEvents = 10_000;

/** CloudWatch Logs, as far as the clients of training jobs read it. */
export function logsService(store: LogStore): Service {
  return jsonOperations('Logs_20140328', {
    DescribeLogGroups: async (input) => {
      const { logGroupNamePrefix = '' } = groupSchema.parse(input);
      const groups = (await store.groups()).filter((name) => name.startsWith(logGroupNamePrefix));
      return {
        logGroups: groups.map((name) => ({
          logGroupName: name,
          arn: `arn:aws:logs:${region}:${accountId}:log-group:${name}:*`,
        })),
      };
    },
    DescribeLogStreams: async (input) => {
      const { logGroupName, logStreamNamePrefix = '', limit = 50, nextToken } = streamsSchema.parse(input);
      const streams = await store.streams(logGroupName);
      if (streams === undefined) throw notFound('group');
      const start = Number(nextToken ?? 0);
      const matching = streams.filter((name) => name.startsWith(logStreamNamePrefix));
      const page = matching.slice(start, start + limit);
      return {
        logStreams: page.map((name) => ({
          logStreamName: name,
          arn: `arn:aws:logs:${region}:${accountId}:log-group:${logGroupName}:log-stream:${name}`,
        })),
        ...(start + limit < matching.length ? { nextToken: String(start + limit) } : {}),
      };
    },
    GetLogEvents: async (input) => {
      const query = eventsSchema.parse(input);
      const all = await store.events(query.logGroupName, query.logStreamName);
      if (all === undefined) throw notFound('stream');
      const { startTime = -Infinity, endTime = Infinity, limit = maxEvents } = query;
      const chosen = all.filter(({ timestamp }) => timestamp >= startTime && timestamp < endTime);
      const start = startOf(query, chosen.length, limit);
      const end = Math.min(chosen.length, start + limit);
      const events = chosen.slice(start, end).map((event) => ({ ...event, ingestionTime: event.timestamp }));
      return { events, nextForwardToken: `f/${end}`, nextBackwardToken: `b/${start}` };
    },
  });
}

/** Where a page begins: a forward token at the end gives no events and itself again. */
function startOf(
  { nextToken, startFromHead }: z.infer<typeof eventsSchema>,
  count: number,
  limit: number,
): number {
  if (nextToken === undefined) return startFromHead === true ? 0 : Math.max(0, count - limit);
  const at = Number(nextToken.slice(2));
  if (!Number.isInteger(at))
    throw new ServiceError('InvalidParameterException', 'The specified nextToken is invalid.');
  return nextToken.startsWith('b/') ? Math.max(0, at - limit) : Math.min(at, count);
}
