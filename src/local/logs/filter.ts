import * as z from 'zod/mini';
import { ServiceError } from '../protocols/service.ts';
import { groupOf, invalid, parsed } from './input.ts';
import { parsePattern } from './pattern.ts';
import type { LogEvent, LogStore } from './store.ts';

const querySchema = z.object({
  logStreamNames: z.optional(z.array(z.string())),
  logStreamNamePrefix: z.optional(z.string()),
  startTime: z.optional(z.number()),
  endTime: z.optional(z.number()),
  filterPattern: z.optional(z.string()),
  limit: z.optional(z.int()),
  nextToken: z.optional(z.string()),
});

interface FilteredEvent extends LogEvent {
  readonly logStreamName: string;
  readonly ingestionTime: number;
  readonly eventId: string;
}

/** FilterLogEvents: the matching events of a group's streams by time; stable within a stream. */
export async function filterLogEvents(store: LogStore, input: unknown) {
  const query = parsed(querySchema, input);
  const group = groupOf(input);
  const { logStreamNames, logStreamNamePrefix, limit = 10_000, nextToken } = query;
  if (logStreamNames !== undefined && logStreamNamePrefix !== undefined)
    throw invalid('logStreamNames and logStreamNamePrefix cannot be given together.');
  const streams = await store.streams(group);
  if (streams === undefined)
    throw new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.');
  const searched = streams.filter(
    (name) => logStreamNames?.includes(name) ?? name.startsWith(logStreamNamePrefix ?? ''),
  );
  const matches = await matchingEvents(store, group, searched, query);
  const start = nextToken === undefined ? 0 : matches.findIndex(({ eventId }) => eventId === nextToken) + 1;
  if (nextToken !== undefined && start === 0) throw invalid('The specified nextToken is invalid.');
  const events = matches.slice(start, start + limit);
  const last = events.at(-1);
  return {
    events,
    searchedLogStreams: searched.map((logStreamName) => ({ logStreamName, searchedCompletely: true })),
    ...(start + limit < matches.length && last !== undefined ? { nextToken: last.eventId } : {}),
  };
}

async function matchingEvents(
  store: LogStore,
  group: string,
  streams: readonly string[],
  query: z.infer<typeof querySchema>,
): Promise<FilteredEvent[]> {
  const { startTime = -Infinity, endTime = Infinity, filterPattern = '' } = query;
  const matches = parsePattern(filterPattern);
  const found: FilteredEvent[] = [];
  for (const logStreamName of streams) {
    const events = (await store.events(group, logStreamName))?.events ?? [];
    for (const [index, event] of events.entries()) {
      const { timestamp, message } = event;
      if (timestamp < startTime || timestamp > endTime || !matches(message)) continue;
      const eventId = `${logStreamName}/${index}`;
      found.push({ ...event, logStreamName, ingestionTime: timestamp, eventId });
    }
  }
  return found.toSorted((a, b) => a.timestamp - b.timestamp);
}
