import { appendFile, mkdir, readFile, readdir } from 'node:fs/promises';
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
  events(group: string, stream: string): Promise<readonly LogEvent[] | undefined>;
}

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
      return text?.split('\n').flatMap(parseLine);
    },
  };
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
