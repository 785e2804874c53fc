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
  startFromHead: z.optional(z.boolean()),
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
  const { logStreamNames, logStreamNamePrefix, limit = 10_000 } = query;
  if (logStreamNames !== undefined && logStreamNamePrefix !== undefined)
    throw invalid('logStreamNames and logStreamNamePrefix cannot be given together.');
  const { after, isNewestFirst } = placeOf(query);
  const streams = await store.streams(group);
  if (streams === undefined)
    throw new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.');
  const searched = streams
    .map(({ name }) => name)
    .filter((name) => logStreamNames?.includes(name) ?? name.startsWith(logStreamNamePrefix ?? ''));
  const inTime = await matchingEvents(store, group, searched, query);
  const matches = isNewestFirst ? inTime.toReversed() : inTime;
  const start = after === undefined ? 0 : matches.findIndex(({ eventId }) => eventId === after) + 1;
  if (after !== undefined && start === 0) throw invalid('The specified nextToken is invalid.');
  const events = matches.slice(start, start + limit);
  const last = events.at(-1);
  return {
    events,
    searchedLogStreams: searched.map((logStreamName) => ({ logStreamName, searchedCompletely: true })),
    ...(start + limit < matches.length && last !== undefined
      ? { nextToken: `${isNewestFirst ? newestFirst : ''}${last.eventId}` }
      : {}),
  };
}

/** Begins the token of a listing from the newest event on: a token keeps its direction. */
const newestFirst = '<';
/** The service reads older events only from the first on. */
const newestFirstSince = Date.UTC(2024, 0, 1);

/** The event behind which the page begins, and the direction. */
function placeOf({ nextToken, startFromHead, startTime = 0 }: z.infer<typeof querySchema>): {
  readonly after: string | undefined;
  readonly isNewestFirst: boolean;
} {
  if (nextToken?.startsWith(newestFirst)) return { after: nextToken.slice(1), isNewestFirst: true };
  if (nextToken !== undefined) return { after: nextToken, isNewestFirst: false };
  if (startFromHead === false && startTime < newestFirstSince)
    throw invalid('startFromHead false needs a startTime on or after Jan 1, 2024 00:00:00 UTC.');
  return { after: undefined, isNewestFirst: startFromHead === false };
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
