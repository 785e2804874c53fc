import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { fileFailure, isMissing } from '../../files/errors.ts';
import type { Database } from '../store/database.ts';
import { ownFile } from '../store/ownFile.ts';
import { dropOldest, limitsOf } from './limits.ts';
import type { LogLimits } from './limits.ts';
import { openSegments } from './segments.ts';
import type { LogStream, Segment, Segments } from './segments.ts';

const eventSchema = z.object({ timestamp: z.int(), message: z.string() });
export type LogEvent = z.infer<typeof eventSchema>;

/** Streams of log events. The oldest events of all are dropped when there are too many. */
export interface LogStore {
  append(group: string, stream: string, messages: readonly string[]): Promise<void>;
  groups(): Promise<readonly string[]>;
  /** In name order; undefined for an unknown group. */
  streams(group: string): Promise<readonly LogStream[] | undefined>;
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

/** GetLogEvents returns up to 1 MB per page. */
const pageBytes = 1024 * 1024;
const newline = 0x0a;

export interface LogStoreOptions {
  readonly database: Database;
  readonly folder: string;
  readonly clock: () => Date;
  readonly limits?: Partial<LogLimits>;
  readonly onError: (error: unknown) => void;
}

/** Events as lines of JSON in files, of which the database has the index. Names of groups and streams never become paths. */
export function openLogStore({ database, folder, clock, onError, ...options }: LogStoreOptions): LogStore {
  const limits = limitsOf(options.limits);
  const segments = openSegments(database);
  const storage: Storage = {
    segments,
    folder,
    limits,
    onError,
    newFile: () => newFileName(database.storeId),
  };
  const writers = new Map<string, Writer>();
  const unlessNone = <T>(found: readonly T[]) => (found.length === 0 ? undefined : found);
  return {
    async append(group, stream, messages) {
      const name = `${group}\n${stream}`;
      const writer = writers.get(name) ?? openWriter(storage, group, stream);
      writers.set(name, writer);
      await writer.append(clock().getTime(), messages);
      if (writer.isIdle) writers.delete(name);
    },
    groups: async () => segments.groups(),
    streams: async (group) => unlessNone(segments.streams(group)),
    async events(group, stream) {
      const found = segments.of(group, stream);
      const events: LogEvent[] = [];
      let endOffset = 0;
      for (const { start, file } of found) {
        const text = (await readFile(join(folder, file), 'utf8').catch(missingAsUndefined)) ?? '';
        const whole = text.slice(0, text.lastIndexOf('\n') + 1);
        for (const event of whole.split('\n').flatMap(parseLine)) events.push(event);
        endOffset = start + Buffer.byteLength(whole);
      }
      return found.length === 0 ? undefined : { events, endOffset };
    },
    async eventsFrom(group, stream, { offset, limit }) {
      const found = segments.of(group, stream);
      if (found.length === 0) return undefined;
      let page: LogPage = { events: [], endOffset: offset };
      for (const [index, segment] of found.entries()) {
        const next = found[index + 1];
        if (next !== undefined && next.start <= page.endOffset) continue;
        // The beginning of a stream may have been dropped.
        page = await readPage(join(folder, segment.file), segment.start, {
          offset: Math.max(page.endOffset, segment.start),
          limit,
        });
        if (page.events.length > 0) return page;
      }
      return page;
    },
  };
}

/** A file that is not in the index of the store with this id, which its name begins with, is nobody's. */
export const newFileName = (storeId: string) => `${storeId}-${randomBytes(8).toString('hex')}.jsonl`;

interface Storage {
  readonly segments: Segments;
  readonly folder: string;
  readonly limits: LogLimits;
  readonly newFile: () => string;
  readonly onError: (error: unknown) => void;
}

interface Writer {
  append(timestamp: number, messages: readonly string[]): Promise<void>;
  /** Nothing is being written or waits to be. */
  readonly isIdle: boolean;
}

/** Appends to a stream in the order of the calls; calls during a write are combined into the next one. */
function openWriter(storage: Storage, group: string, stream: string): Writer {
  const { segments, folder, limits, onError } = storage;
  let segment: Segment | undefined;
  let waiting: { readonly timestamp: number; readonly lines: string }[] = [];
  let last: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | undefined;
  let pendingCount = 0;
  const write = async () => {
    next = undefined;
    const batch = waiting;
    waiting = [];
    const now = batch.at(-1)?.timestamp ?? 0;
    if (segment === undefined || segment.bytes >= limits.segmentBytes) {
      segment = await beginSegment(storage, {
        group,
        stream,
        firstAt: batch[0]?.timestamp ?? now,
        lastAt: now,
      });
      await dropOldest(storage, segment);
    }
    const lines = batch.map((one) => one.lines).join('');
    const path = join(folder, segment.file);
    await appendFile(path, lines, { mode: ownFile.mode }).catch((error: unknown) => {
      throw fileFailure(path, error);
    });
    segment = { ...segment, bytes: segment.bytes + Buffer.byteLength(lines), lastAt: now };
    void segments.put(segment).catch(onError);
  };
  return {
    get isIdle() {
      return pendingCount === 0;
    },
    async append(timestamp, messages) {
      const lines = messages.map((message) => `${JSON.stringify({ timestamp, message })}\n`).join('');
      waiting.push({ timestamp, lines });
      if (next === undefined) {
        next = last.then(write, write);
        last = next;
      }
      pendingCount += 1;
      await next.finally(() => (pendingCount -= 1));
    },
  };
}

/** The last segment of a stream while there is room in it, otherwise a new one, which is in the index once it resolves. */
async function beginSegment(
  { segments, folder, limits, newFile }: Storage,
  given: Pick<Segment, 'group' | 'stream' | 'firstAt' | 'lastAt'>,
): Promise<Segment> {
  const before = segments.last(given.group, given.stream);
  const found = before && (await endOfFile(join(folder, before.file)));
  if (before !== undefined && found?.isLineEnd === true && found.bytes < limits.segmentBytes)
    return { ...before, bytes: found.bytes };
  const start = before === undefined ? 0 : before.start + (found?.bytes ?? before.bytes);
  const begun = { ...given, start, file: newFile(), bytes: 0 };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await segments.put(begun);
  return begun;
}

async function endOfFile(
  path: string,
): Promise<{ readonly bytes: number; readonly isLineEnd: boolean } | undefined> {
  const file = await open(path).catch(missingAsUndefined);
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    if (size === 0) return { bytes: 0, isLineEnd: true };
    const { buffer } = await file.read(new Uint8Array(1), 0, 1, size - 1);
    return { bytes: size, isLineEnd: buffer[0] === newline };
  } finally {
    await file.close();
  }
}

/** Events of a file that begins at `start` of its stream. */
async function readPage(
  path: string,
  start: number,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<LogPage> {
  const file = await open(path).catch(missingAsUndefined);
  if (file === undefined) return { events: [], endOffset: offset };
  try {
    const buffer = Buffer.alloc(pageBytes);
    const { bytesRead } = await file.read(buffer, 0, pageBytes, offset - start);
    const events: LogEvent[] = [];
    let at = 0;
    while (events.length < limit) {
      const end = buffer.subarray(0, bytesRead).indexOf(newline, at);
      if (end < 0) break; // an incomplete line: still being written, or the start of the next page
      for (const event of parseLine(buffer.toString('utf8', at, end))) events.push(event);
      at = end + 1;
    }
    return { events, endOffset: offset + at };
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

function missingAsUndefined(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}
