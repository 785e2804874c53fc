import * as z from 'zod/mini';
import { logGroupArnOf } from '../account.ts';
import type { Account } from '../account.ts';
import { ServiceError } from '../protocols/service.ts';
import type { Service } from '../protocols/service.ts';
import { jsonOperations } from '../protocols/json.ts';
import type { JsonOperation } from '../protocols/json.ts';
import logsModel from '../protocols/models/logs.json' with { type: 'json' };
import type { ServiceModel } from '../protocols/serviceModel.ts';
import { filterLogEvents } from './filter.ts';
import { groupOf, invalid, parsed } from './input.ts';
import type { LogStream } from './segments.ts';
import type { LogEvent, LogStore } from './store.ts';

const model: ServiceModel = logsModel;
const protocol = { target: 'Logs_20140328', model, validationCode: 'InvalidParameterException' };

const groupsSchema = z.object({
  logGroupNamePrefix: z.optional(z.string()),
  logGroupNamePattern: z.optional(z.string()),
  logGroupClass: z.optional(z.string()),
  logGroupIdentifiers: z.optional(z.array(z.string())),
  limit: z.optional(z.int()),
  nextToken: z.optional(z.string()),
});
const streamsSchema = z.object({
  logStreamNamePrefix: z.optional(z.string()),
  orderBy: z.optional(z.enum(['LogStreamName', 'LastEventTime'])),
  descending: z.optional(z.boolean()),
  limit: z.optional(z.int()),
  nextToken: z.optional(z.string()),
});
const eventsSchema = z.object({
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
const defaultLimit = 50;

/** The read operations of CloudWatch Logs that clients of training jobs use. */
export function logsService(account: Account, store: LogStore): Service {
  return jsonOperations(protocol, {
    DescribeLogGroups: async (input) => {
      const query = parsed(groupsSchema, input);
      const { page, ...rest } = pageOf((await store.groups()).filter(isListed(query)), query);
      const logGroups = page.map(async (name) => ({
        logGroupName: name,
        arn: `${logGroupArnOf(account, name)}:*`,
        logGroupArn: logGroupArnOf(account, name),
        logGroupClass: 'STANDARD',
        metricFilterCount: 0,
        ...(await groupFacts(store, name)),
      }));
      return { logGroups: await Promise.all(logGroups), ...rest };
    },
    DescribeLogStreams: async (input) => {
      const group = groupOf(input);
      const { logStreamNamePrefix = '', orderBy, descending, ...query } = parsed(streamsSchema, input);
      if (orderBy === 'LastEventTime' && logStreamNamePrefix !== '')
        throw invalid('Cannot order by LastEventTime with a logStreamNamePrefix.');
      const streams = await store.streams(group);
      if (streams === undefined) throw notFound('group');
      const matching = streams.filter(({ name }) => name.startsWith(logStreamNamePrefix));
      const ordered =
        orderBy === 'LastEventTime' ? matching.toSorted((a, b) => a.lastAt - b.lastAt) : matching;
      const names = ordered.map(({ name }) => name);
      const { page, ...rest } = pageOf(descending === true ? names.toReversed() : names, query);
      const byName = new Map(matching.map((stream) => [stream.name, stream]));
      const logStreams = page.map((name) => ({
        logStreamName: name,
        arn: `${logGroupArnOf(account, group)}:log-stream:${name}`,
        ...streamFacts(byName.get(name)),
      }));
      return { logStreams, ...rest };
    },
    GetLogEvents: async (input) => {
      const query = { ...parsed(eventsSchema, input), group: groupOf(input) };
      return query.startFromHead === true || query.nextToken?.startsWith('f/')
        ? forward(store, query)
        : backward(store, query);
    },
    FilterLogEvents: (input) => filterLogEvents(store, input),
  } satisfies Record<string, JsonOperation>);
}

/** Whether DescribeLogGroups lists a group. Throws InvalidParameterException for filters that exclude each other. */
function isListed(query: z.infer<typeof groupsSchema>): (group: string) => boolean {
  const { logGroupNamePrefix: prefix = '', logGroupNamePattern: pattern = '', logGroupClass } = query;
  if (prefix !== '' && pattern !== '')
    throw invalid('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
  const identified = query.logGroupIdentifiers?.map((logGroupIdentifier) => groupOf({ logGroupIdentifier }));
  if (identified !== undefined && (prefix !== '' || pattern !== ''))
    throw invalid('logGroupIdentifiers cannot be given together with a prefix or a pattern.');
  return (group) =>
    group.startsWith(prefix) &&
    group.includes(pattern) &&
    (logGroupClass ?? 'STANDARD') === 'STANDARD' &&
    (identified?.includes(group) ?? true);
}

/** Times and size of a stream; a stream is created by its first event, and an event is ingested when it happens. */
const streamFacts = (stream: LogStream | undefined) =>
  stream === undefined
    ? {}
    : {
        creationTime: stream.firstAt,
        firstEventTimestamp: stream.firstAt,
        lastEventTimestamp: stream.lastAt,
        lastIngestionTime: stream.lastAt,
        storedBytes: stream.bytes,
      };

/** A group is created by the first event of its first stream. */
async function groupFacts(store: LogStore, group: string) {
  const streams = (await store.streams(group)) ?? [];
  let creationTime = Infinity;
  let storedBytes = 0;
  for (const { firstAt, bytes } of streams) {
    creationTime = Math.min(creationTime, firstAt);
    storedBytes += bytes;
  }
  return { creationTime: Number.isFinite(creationTime) ? creationTime : 0, storedBytes };
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

type Query = z.infer<typeof eventsSchema> & { readonly group: string };

/** A forward token is a byte offset, so that a long log is not read again. At the end it returns no events and the same token. */
async function forward(store: LogStore, query: Query) {
  const { group, logStreamName, nextToken, limit = maxEvents } = query;
  let offset = positionOf(nextToken);
  for (;;) {
    const page = await store.eventsFrom(group, logStreamName, { offset, limit });
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
  const { group, logStreamName, nextToken, limit = maxEvents } = query;
  const all = await store.events(group, logStreamName);
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
