import * as z from 'zod/mini';
import { ServiceError } from '../http/types.ts';
import type { Service } from '../http/types.ts';
import { jsonOperations } from '../sagemaker/json.ts';
import { accountId, region } from '../sagemaker/names.ts';
import type { LogEvent, LogStore } from './store.ts';

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
      return query.startFromHead === true || query.nextToken?.startsWith('f/')
        ? forward(store, query)
        : backward(store, query);
    },
  });
}

type Query = z.infer<typeof eventsSchema>;

/** A forward token is a byte offset, so that a long log is never read again; at the end it gives no events and itself. */
async function forward(store: LogStore, query: Query) {
  const { logGroupName, logStreamName, nextToken, limit = maxEvents } = query;
  const offset = positionOf(nextToken);
  const page = await store.eventsFrom(logGroupName, logStreamName, { offset, limit });
  if (page === undefined) throw notFound('stream');
  return {
    events: page.events.filter(within(query)).map(asOutput),
    nextForwardToken: `f/${page.endOffset}`,
    nextBackwardToken: 'b/0',
  };
}

/** A backward token counts events from the beginning: the page ends before it. */
async function backward(store: LogStore, query: Query) {
  const { logGroupName, logStreamName, nextToken, limit = maxEvents } = query;
  const all = await store.events(logGroupName, logStreamName);
  if (all === undefined) throw notFound('stream');
  const chosen = all.events.filter(within(query));
  const end = nextToken === undefined ? chosen.length : Math.min(positionOf(nextToken), chosen.length);
  const start = Math.max(0, end - limit);
  return {
    events: chosen.slice(start, end).map(asOutput),
    nextForwardToken: `f/${all.endOffset}`,
    nextBackwardToken: `b/${start}`,
  };
}

const within =
  ({ startTime = -Infinity, endTime = Infinity }: Query) =>
  ({ timestamp }: LogEvent) =>
    timestamp >= startTime && timestamp < endTime;

const asOutput = (event: LogEvent) => ({ ...event, ingestionTime: event.timestamp });

function positionOf(nextToken: string | undefined): number {
  const at = nextToken === undefined ? 0 : Number(nextToken.slice(2));
  if (!Number.isInteger(at) || at < 0)
    throw new ServiceError('InvalidParameterException', 'The specified nextToken is invalid.');
  return at;
}
