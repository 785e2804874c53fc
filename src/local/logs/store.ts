import { Buffer } from 'node:buffer';
import { appendFile, mkdir, open, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';

const eventSchema = z.object({ timestamp: z.int(), message: z.string() });
export type LogEvent = z.infer<typeof eventSchema>;

/** Log groups as folders, streams as files of JSON lines. */
export interface LogStore {
  append(group: string, stream: string, messages: readonly string[]): Promise<void>;
  groups(): Promise<readonly string[]>;
  /** In name order. */
  streams(group: string): Promise<readonly string[] | undefined>;
  /** All of a stream, and the byte offset where the next event will begin. */
  events(group: string, stream: string): Promise<LogPage | undefined>;
  /** At most `limit` events from a byte offset on, without reading what lies before it; and where the next begin. */
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

/** As GetLogEvents: up to 1 MB a page. */
const pageBytes = 1024 * 1024;
const newline = 0x0a;

export function openLogStore(folder: string, clock: () => Date): LogStore {
  const fileOf = (group: string, stream: string) =>
    join(folder, encodeURIComponent(group), `${encodeURIComponent(stream)}.jsonl`);
  const orders = new Map<string, Promise<unknown>>();
  return {
    async append(group, stream, messages) {
      const timestamp = clock().getTime();
      const lines = messages.map((message) => `${JSON.stringify({ timestamp, message })}\n`).join('');
      const path = fileOf(group, stream);
      const next = (
        orders.get(path) ?? mkdir(join(folder, encodeURIComponent(group)), { recursive: true })
      ).then(() => appendFile(path, lines));
      orders.set(
        path,
        next.catch(() => undefined),
      );
      await next;
    },
    groups: async () => (await names(folder)) ?? [],
    streams: async (group) =>
      (await names(join(folder, encodeURIComponent(group))))?.map((name) => name.replace(/\.jsonl$/, '')),
    async events(group, stream) {
      const text = await missingAsUndefined(readFile(fileOf(group, stream), 'utf8'));
      if (text === undefined) return undefined;
      const whole = text.slice(0, text.lastIndexOf('\n') + 1);
      return { events: whole.split('\n').flatMap(parseLine), endOffset: Buffer.byteLength(whole) };
    },
    eventsFrom: (group, stream, page) => missingAsUndefined(readPage(fileOf(group, stream), page)),
  };
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
      if (end < 0) break; // the rest of a line is still to be written, or begins the next page
      events.push(...parseLine(buffer.toString('utf8', start, end)));
      start = end + 1;
    }
    return { events, endOffset: offset + start };
  } finally {
    await file.close();
  }
}

/** A crash can cut the last line short: it reads as none. */
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
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
