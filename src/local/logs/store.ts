import { Buffer } from 'node:buffer';
import { appendFile, mkdir, open, readFile, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { isMissing, systemCode } from '../../files/errors.ts';

const eventSchema = z.object({ timestamp: z.int(), message: z.string() });
export type LogEvent = z.infer<typeof eventSchema>;

/** Log groups as folders, streams as files of JSON lines. */
export interface LogStore {
  append(group: string, stream: string, messages: readonly string[]): Promise<void>;
  groups(): Promise<readonly string[]>;
  /** In name order. */
  streams(group: string): Promise<readonly string[] | undefined>;
  /** By the time of their last event, the oldest first. */
  streamsByTime(group: string): Promise<readonly string[] | undefined>;
  /** Times of the first and the last event, and the size; undefined for a stream without events. */
  extent(group: string, stream: string): Promise<LogExtent | undefined>;
  /** All of a stream, and the byte offset where the next event will begin. */
  events(group: string, stream: string): Promise<LogPage | undefined>;
  /** At most `limit` events from a byte offset, without reading what precedes it, and the offset of the next. */
  eventsFrom(
    group: string,
    stream: string,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<LogPage | undefined>;
}

interface LogPage {
  readonly events: readonly LogEvent[];
  readonly endOffset: number;
}

interface LogExtent {
  /** Milliseconds since 1970. */
  readonly firstTime: number;
  readonly lastTime: number;
  readonly bytes: number;
}

/** GetLogEvents returns up to 1 MB per page. */
const pageBytes = 1024 * 1024;
const newline = 0x0a;

export function openLogStore(folder: string, clock: () => Date): LogStore {
  const folderOf = (group: string) => join(folder, fileName(group));
  const fileOf = (group: string, stream: string) => join(folderOf(group), `${fileName(stream)}.jsonl`);
  const appenders = new Map<string, (lines: string) => Promise<void>>();
  const appenderOf = (path: string) => {
    const known = appenders.get(path);
    if (known !== undefined) return known;
    const made = openAppender(path);
    appenders.set(path, made);
    return made;
  };
  return {
    async append(group, stream, messages) {
      const timestamp = clock().getTime();
      const lines = messages.map((message) => `${JSON.stringify({ timestamp, message })}\n`).join('');
      await appenderOf(fileOf(group, stream))(lines);
    },
    groups: async () => (await names(folder)) ?? [],
    streams: async (group) => (await names(folderOf(group)))?.map((name) => name.replace(/\.jsonl$/, '')),
    async streamsByTime(group) {
      const streams = await this.streams(group);
      if (streams === undefined) return undefined;
      const times = new Map<string, number>();
      for (const stream of streams) times.set(stream, (await stat(fileOf(group, stream))).mtimeMs);
      return streams.toSorted((a, b) => (times.get(a) ?? 0) - (times.get(b) ?? 0));
    },
    extent: (group, stream) => missingAsUndefined(readExtent(fileOf(group, stream))),
    async events(group, stream) {
      const text = await missingAsUndefined(readFile(fileOf(group, stream), 'utf8'));
      if (text === undefined) return undefined;
      const whole = text.slice(0, text.lastIndexOf('\n') + 1);
      return { events: whole.split('\n').flatMap(parseLine), endOffset: Buffer.byteLength(whole) };
    },
    eventsFrom: (group, stream, page) => missingAsUndefined(readPage(fileOf(group, stream), page)),
  };
}

/** No name is `.` or `..`, which are folders of the file system. */
const fileName = (name: string) => encodeURIComponent(name).replace(/^\./, '%2E');

/** Appends to a file in the order of the calls; calls during a write are combined into the next one. */
function openAppender(path: string): (lines: string) => Promise<void> {
  let waiting: string[] = [];
  let last: Promise<unknown> = mkdir(dirname(path), { recursive: true });
  let next: Promise<void> | undefined;
  const write = async () => {
    next = undefined;
    const lines = waiting.join('');
    waiting = [];
    await appendFile(path, lines);
  };
  return (lines) => {
    waiting.push(lines);
    if (next === undefined) {
      next = last.then(write, write);
      last = next;
    }
    return next;
  };
}

/** Longer than any line of a log. */
const edgeBytes = 64 * 1024;

async function readExtent(path: string): Promise<LogExtent | undefined> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.min(size, edgeBytes));
    const edge = async (at: number) => {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
      return buffer.toString('utf8', 0, bytesRead).split('\n').flatMap(parseLine);
    };
    const first = (await edge(0)).at(0);
    const last = (await edge(size - buffer.length)).at(-1);
    if (first === undefined || last === undefined) return undefined;
    return { firstTime: first.timestamp, lastTime: last.timestamp, bytes: size };
  } finally {
    await file.close();
  }
}

async function readPage(
  path: string,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<LogPage> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(pageBytes);
    const { bytesRead } = await file.read(buffer, 0, pageBytes, offset);
    const events: LogEvent[] = [];
    let start = 0;
    while (events.length < limit) {
      const end = buffer.subarray(0, bytesRead).indexOf(newline, start);
      if (end < 0) break; // an incomplete line: still being written, or the start of the next page
      for (const event of parseLine(buffer.toString('utf8', start, end))) events.push(event);
      start = end + 1;
    }
    return { events, endOffset: offset + start };
  } finally {
    await file.close();
  }
}

/** No event for a last line that a crash cut short. */
function parseLine(line: string): LogEvent[] {
  try {
    const parsed = eventSchema.safeParse(JSON.parse(line));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}

async function names(folder: string): Promise<string[] | undefined> {
  return (await missingAsUndefined(readdir(folder)))?.map(decodeURIComponent).toSorted();
}

async function missingAsUndefined<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    // A name that is too long for a file system is the name of no file.
    if (isMissing(error) || systemCode(error) === 'ENAMETOOLONG') return undefined;
    throw error;
  }
}
