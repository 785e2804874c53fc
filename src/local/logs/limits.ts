import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Segment, Segments } from './segments.ts';

export interface LogLimits {
  /** Of all events together. */
  readonly totalBytes: number;
  /** Of one stream, which is read whole to be filtered. */
  readonly streamBytes: number;
  /** Bytes dropped at a time. */
  readonly segmentBytes: number;
}

const megabyte = 1024 * 1024;

const defaultLimits: LogLimits = {
  totalBytes: 256 * megabyte,
  streamBytes: 32 * megabyte,
  segmentBytes: 4 * megabyte,
};

/** Completes partial limits; a segment is at most a quarter of the total. */
export function limitsOf(given: Partial<LogLimits> = {}): LogLimits {
  const limits = { ...defaultLimits, ...given };
  return { ...limits, segmentBytes: Math.min(limits.segmentBytes, limits.totalBytes / 4) };
}

interface LogFiles {
  readonly segments: Segments;
  readonly folder: string;
  readonly limits: LogLimits;
  readonly onError: (error: unknown) => void;
}

/** Segments that are looked up at a time. */
const mostDropped = 1000;

/** Drops the oldest segments while there are too many bytes, of the stream of `current` or of all, except `current`, the newest. */
export async function dropOldest(files: LogFiles, current: Segment): Promise<void> {
  const { segments, limits } = files;
  const own = segments.of(current.group, current.stream);
  const ownBytes = own.reduce((sum, { bytes }) => sum + bytes, 0);
  await drop(files, own, { excess: ownBytes + limits.segmentBytes - limits.streamBytes, current });
  for (;;) {
    const excess = segments.totalBytes() - limits.totalBytes;
    if (excess <= 0) return;
    if ((await drop(files, segments.oldest(mostDropped), { excess, current })) === 0) return;
  }
}

/** Drops the first of these until there is no excess, and returns how many. */
async function drop(
  { segments, folder, onError }: LogFiles,
  candidates: readonly Segment[],
  { excess, current }: { readonly excess: number; readonly current: Segment },
): Promise<number> {
  const dropped: Segment[] = [];
  let left = excess;
  for (const one of candidates) {
    if (left <= 0) break;
    if (one.file === current.file) continue;
    dropped.push(one);
    left -= one.bytes;
  }
  if (dropped.length === 0) return 0;
  await segments.remove(dropped);
  for (const { file } of dropped) await rm(join(folder, file), { force: true }).catch(onError);
  return dropped.length;
}
