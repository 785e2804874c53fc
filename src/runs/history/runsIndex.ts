import { randomBytes } from 'node:crypto';
import { mkdir, open, rmdir, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { appendText } from '../../files/appendText.ts';
import { fileFailure, isMissing } from '../../files/errors.ts';
import { replaceFile } from '../../files/writeFiles.ts';
import { parsedLine, parsedLines } from './jsonLines.ts';
import { knownRunSchema } from './runFolder.ts';
import type { KnownRun } from './runFolder.ts';

/** A run whose folder is gone. */
const goneSchema = z.object({ run: z.string(), isGone: z.literal(true) });
const namesRun = z.object({ run: z.string() });
export type IndexChange = KnownRun | z.infer<typeof goneSchema>;

/** The first line; `id` is another one whenever the file is replaced. */
const headSchema = z.object({ version: z.literal(1), id: z.string() });

export const indexName = 'runs.jsonl';

/** What the index held as it was read; another object once it holds anything else. */
export interface IndexContents {
  /** By run folder. */
  readonly runs: ReadonlyMap<string, KnownRun>;
}

/**
 * The index of all runs, one for all windows: a line a change, the last one of a run wins. A line that was cut off is passed over; its
 * run's folder has changed since the line before, which the owner of the index finds.
 */
export interface RunsIndex {
  /** Takes up the lines of all windows since the last call; undefined when there is no index that can be read. */
  read(): Promise<IndexContents | undefined>;
  /** Throws FileFailure. */
  append(changes: readonly IndexChange[]): Promise<void>;
  /**
   * Writes a shorter index once half of the lines are stale, unless another window does. Returns the runs that others changed meanwhile:
   * their folders have to be read again.
   */
  compact(): Promise<readonly string[]>;
  /** Writes a new index of these runs. Throws FileFailure. */
  replace(runs: Iterable<KnownRun>): Promise<void>;
}

interface Taken extends IndexContents {
  readonly runs: Map<string, KnownRun>;
  readonly id: string;
  /** Bytes of the file that were read, up to the end of a line. */
  readonly offset: number;
  readonly lineCount: number;
  /** Size and time of the file as it was read. */
  readonly stamp: string;
}

/** Shorter indexes are not worth a new file. */
const leastLines = 200;

export function openRunsIndex(storageFolder: string): RunsIndex {
  const path = join(storageFolder, indexName);
  let taken: Taken | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const serially = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
  const take = async () => {
    taken = await takeUp(path, taken);
    return taken;
  };
  const replace = async (runs: Iterable<KnownRun>) => {
    const head = { version: 1, id: randomBytes(8).toString('hex') };
    await replaceFile(path, `${[head, ...runs].map((line) => JSON.stringify(line)).join('\n')}\n`, {
      mode: 0o600,
    });
  };
  return {
    read: () => serially(take),
    append: (changes) =>
      serially(async () => {
        if (changes.length > 0) await appendText(path, textOf(changes), { mode: 0o600 });
      }),
    compact: () =>
      serially(async () => {
        await take();
        if (taken === undefined || taken.lineCount <= Math.max(leastLines, 2 * taken.runs.size)) return [];
        return compacted(path, taken, replace);
      }),
    replace: (runs) => serially(() => replace(runs)),
  };
}

/** It begins with a line break of its own: the line before may have been cut off. */
const textOf = (changes: readonly IndexChange[]) =>
  `\n${changes.map((change) => JSON.stringify(change)).join('\n')}\n`;

/** A window that compacts has ended long before; one that was killed leaves its lock. */
const abandonedAfterMs = 600_000;

async function compacted(
  path: string,
  taken: Taken,
  replace: (runs: Iterable<KnownRun>) => Promise<void>,
): Promise<readonly string[]> {
  const lock = `${path}.lock`;
  if (!(await hasTaken(lock))) return [];
  const old = await opened(path);
  try {
    if (old === undefined || (await headOf(old)).id !== taken.id) return [];
    await replace(taken.runs.values());
    const late = await bytesFrom(old, taken.offset);
    return [...new Set(parsedLines(late.toString('utf8'), namesRun).map(({ run }) => run))];
  } catch {
    // Windows does not replace a file that another window reads right now: the next change tries again.
    return [];
  } finally {
    await old?.close();
    await rmdir(lock).catch(() => undefined);
  }
}

/** Takes a lock that one window has at a time. */
async function hasTaken(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch {
    const since = (await stat(lock).catch(() => undefined))?.mtimeMs ?? Infinity;
    if (Date.now() - since > abandonedAfterMs) await rmdir(lock).catch(() => undefined);
    return false;
  }
}

async function opened(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileFailure(path, error);
  }
}

async function takeUp(path: string, before: Taken | undefined): Promise<Taken | undefined> {
  const now = await stampOf(path);
  if (now !== undefined && now === before?.stamp) return before;
  const file = await opened(path);
  if (file === undefined) return undefined;
  try {
    const { id, end } = await headOf(file);
    if (id === undefined) return undefined;
    const known =
      before?.id === id ? before : { runs: new Map<string, KnownRun>(), offset: end, lineCount: 0 };
    const bytes = await bytesFrom(file, known.offset);
    const whole = bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
    const lines = whole
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '');
    for (const line of lines) takeLine(known.runs, line);
    return {
      runs: known.runs,
      id,
      offset: known.offset + whole.length,
      lineCount: known.lineCount + lines.length,
      stamp: now ?? '',
    };
  } catch (error) {
    throw fileFailure(path, error);
  } finally {
    await file.close();
  }
}

async function stampOf(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found && `${found.ino} ${found.size} ${found.mtimeNs}`;
}

const headBytes = 128;

async function headOf(file: FileHandle): Promise<{ readonly id: string | undefined; readonly end: number }> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
  const end = buffer.subarray(0, bytesRead).indexOf('\n') + 1;
  return { id: headSchema.safeParse(parsedLine(buffer.toString('utf8', 0, end))).data?.id, end };
}

async function bytesFrom(file: FileHandle, offset: number): Promise<Buffer> {
  const { size } = await file.stat();
  const bytes = Buffer.alloc(Math.max(0, size - offset));
  let read = 0;
  while (read < bytes.length) {
    const { bytesRead } = await file.read(bytes, read, bytes.length - read, offset + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return bytes.subarray(0, read);
}

function takeLine(runs: Map<string, KnownRun>, line: string): void {
  const value = parsedLine(line);
  const known = knownRunSchema.safeParse(value).data;
  if (known !== undefined) runs.set(known.run, known);
  else runs.delete(goneSchema.safeParse(value).data?.run ?? '');
}
