import * as z from 'zod/mini';
import type { Database } from '../store/database.ts';

/** A file with a part of a stream. */
export interface Segment {
  readonly group: string;
  readonly stream: string;
  /** Place of its first byte in the whole stream. */
  readonly start: number;
  /** Within the folder of the logs. */
  readonly file: string;
  /** As of the last time that it was put: the file may be longer. */
  readonly bytes: number;
  /** Milliseconds since the epoch, of the first and the last event. */
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface LogStream {
  readonly name: string;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly bytes: number;
}

/** The index of log files. */
export interface Segments {
  put(segment: Segment): Promise<void>;
  remove(segments: readonly Segment[]): Promise<void>;
  /** Of a stream, in order. */
  of(group: string, stream: string): readonly Segment[];
  last(group: string, stream: string): Segment | undefined;
  totalBytes(): number;
  /** Those whose last event is the oldest. */
  oldest(limit: number): readonly Segment[];
  /** The one whose last event is the newest. */
  newest(): Segment | undefined;
  groups(): readonly string[];
  /** In name order; none for an unknown group. */
  streams(group: string): readonly LogStream[];
}

const segmentSchema = z.object({
  group: z.string(),
  stream: z.string(),
  start: z.number(),
  file: z.string(),
  bytes: z.number(),
  firstAt: z.number(),
  lastAt: z.number(),
});
const streamSchema = z.object({
  name: z.string(),
  firstAt: z.number(),
  lastAt: z.number(),
  bytes: z.number(),
});

const select =
  'SELECT log_group AS "group", stream, start, file, bytes, first_at AS firstAt, last_at AS lastAt FROM log_segments';
const ofStream = `${select} WHERE log_group = ? AND stream = ? ORDER BY start`;

export function openSegments(database: Database): Segments {
  const all = (sql: string, ...values: readonly (string | number)[]) =>
    database.all(sql, ...values).map((row) => segmentSchema.parse(row));
  return {
    put: ({ group, stream, start, file, bytes, firstAt, lastAt }) =>
      database.write([['putLogSegment', group, stream, start, file, bytes, firstAt, lastAt]]),
    remove: (segments) =>
      database.write(segments.map(({ group, stream, start }) => ['removeLogSegment', group, stream, start])),
    of: (group, stream) => all(ofStream, group, stream),
    last: (group, stream) => all(`${ofStream} DESC LIMIT 1`, group, stream)[0],
    totalBytes: () => Number(database.get('SELECT total(bytes) AS bytes FROM log_segments')?.['bytes'] ?? 0),
    oldest: (limit) => all(`${select} ORDER BY last_at, start LIMIT ?`, limit),
    newest: () => all(`${select} ORDER BY last_at DESC, start DESC LIMIT 1`)[0],
    groups: () =>
      database
        .all('SELECT DISTINCT log_group AS name FROM log_segments ORDER BY log_group')
        .map(({ name }) => String(name)),
    streams: (group) =>
      database
        .all(
          `SELECT stream AS name, min(first_at) AS firstAt, max(last_at) AS lastAt, sum(bytes) AS bytes
           FROM log_segments WHERE log_group = ? GROUP BY stream ORDER BY stream`,
          group,
        )
        .map((row) => streamSchema.parse(row)),
  };
}
