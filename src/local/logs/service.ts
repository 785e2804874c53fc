import * as z from 'zod/mini';
import { logGroupArnOf } from '../account.ts';
import type { Account } from '../account.ts';
import { ServiceError } from '../protocols/service.ts';
import type { Service } from '../protocols/service.ts';
import { jsonOperations } from '../protocols/json.ts';
import type { JsonOperation } from '../protocols/json.ts';
import { filterLogEvents } from './filter.ts';
import { invalid, logGroupName, logStreamName, parsed } from './input.ts';
import type { LogEvent, LogStore } from './store.ts';

const groupSchema = z.object({
  logGroupNamePrefix: z.optional(z.string()),
  limit: z.optional(z.int().check(z.minimum(1), z.maximum(50))),
  nextToken: z.optional(z.string()),
});
const streamsSchema = z.object({
  logGroupName,
  logStreamNamePrefix: z.optional(z.string()),
  orderBy: z.optional(z.enum(['LogStreamName', 'LastEventTime'])),
  descending: z.optional(z.boolean()),
  limit: z.optional(z.int().check(z.minimum(1), z.maximum(50))),
  nextToken: z.optional(z.string()),
});
const eventsSchema = z.object({
  logGroupName,
  logStreamName,
  startTime: z.optional(z.number()),
  endTime: z.optional(z.number()),
  startFromHead: z.optional(z.boolean()),
  limit: z.optional(z.int().check(z.minimum(1), z.maximum(10_000))),
  nextToken: z.optional(z.string()),
});

const notFound = (what: string) =>
  new ServiceError('ResourceNotFoundException', `The specified log ${what} does not exist.`);
const maxEvents = 10_000;
const defaultLimit = 50;

/** The read operations of CloudWatch Logs that clients of training jobs use. */
export function logsService(account: Account, store: LogStore): Service {
  return jsonOperations('Logs_20140328', {
    DescribeLogGroups: async (input) => {
      const { logGroupNamePrefix = '', ...query } = parsed(groupSchema, input);
      const groups = (await store.groups()).filter((name) => name.startsWith(logGroupNamePrefix));
      const { page, ...rest } = pageOf(groups, query);
      return {
        logGroups: page.map((name) => ({ logGroupName: name, arn: `${logGroupArnOf(account, name)}:*` })),
        ...rest,
      };
    },
    DescribeLogStreams: async (input) => {
      const {
        logGroupName,
        logStreamNamePrefix = '',
        orderBy,
        descending,
        ...query
      } = parsed(streamsSchema, input);
      if (orderBy === 'LastEventTime' && logStreamNamePrefix !== '')
        throw invalid('Cannot order by LastEventTime with a logStreamNamePrefix.');
      const streams = await (orderBy === 'LastEventTime'
        ? store.streamsByTime(logGroupName)
        : store.streams(logGroupName));
      if (streams === undefined) throw notFound('group');
      const matching = streams.filter((name) => name.startsWith(logStreamNamePrefix));
      const { page, ...rest } = pageOf(descending === true ? matching.toReversed() : matching, query);
      return {
        logStreams: page.map((name) => ({
          logStreamName: name,
          arn: `${logGroupArnOf(account, logGroupName)}:log-stream:${name}`,
        })),
        ...rest,
      };
    },
    GetLogEvents: async (input) => {
      const query = parsed(eventsSchema, input);
      return query.startFromHead === true || query.nextToken?.startsWith('f/')
        ? forward(store, query)
        : backward(store, query);
    },
    FilterLogEvents: (input) => filterLogEvents(store, input),
  } satisfies Record<string, JsonOperation>);
}

/** A page of names. The last page has no token: the Python SDK continues as long as there is one. */
function pageOf(
  names: readonly string[],
  { limit = defaultLimit, nextToken }: { limit?: number | undefined; nextToken?: string | undefined },
): { readonly page: readonly string[]; readonly nextToken?: string } {
  const start = nextToken === undefined ? 0 : names.indexOf(nextToken) + 1;
  if (nextToken !== undefined && start === 0) throw invalid('The specified nextToken is invalid.');
  const page = names.slice(start, start + limit);
  const last = page.at(-1);
  return start + limit < names.length && last !== undefined ? { page, nextToken: last } : { page };
}

type Query = z.infer<typeof eventsSchema>;

/** A forward token is a byte offset, so that a long log is not read again. At the end it returns no events and the same token. */
async function forward(store: LogStore, query: Query) {
  const { logGroupName, logStreamName, nextToken, limit = maxEvents } = query;
  let offset = positionOf(nextToken);
  for (;;) {
    const page = await store.eventsFrom(logGroupName, logStreamName, { offset, limit });
    if (page === undefined) throw notFound('stream');
    const events = page.events.filter(within(query)).map(asOutput);
    // An empty page would end a client's loop, so pages before startTime are skipped.
    if (events.length > 0 || page.events.length === 0)
      return { events, nextForwardToken: `f/${page.endOffset}`, nextBackwardToken: 'b/0' };
    offset = page.endOffset;
  }
}

/** A backward token is the index of the event before which the page ends. */
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
  if (!Number.isInteger(at) || at < 0) throw invalid('The specified nextToken is invalid.');
  return at;
}
