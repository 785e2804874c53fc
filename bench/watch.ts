import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { parentPort } from 'node:worker_threads';
import type { RawRequest } from '../test/fuzz/wire.ts';
import { describeRequest, s3Request, send } from './serverProcess.ts';

export interface WatchOptions {
  readonly port: number;
  readonly pid: number;
  readonly trainingJobName: string;
  readonly bucket: string;
}

/** Measurements between two messages to the thread. */
export interface Watched {
  readonly describeCount: number;
  readonly longestDescribeMs: number;
  readonly longestListMs: number;
  /** Responses with a status other than 200, and broken connections. */
  readonly failedCount: number;
  readonly serverMb: number;
  /** Of all children at one moment. */
  readonly childrenMb: number;
}

const sampleMs = 10;

/** A client on its own thread; answers every message with its measurements since the previous one. */
export function watch({ port, pid, trainingJobName, bucket }: WatchOptions): void {
  const agent = new Agent({ keepAlive: true });
  const nothing = (): { -readonly [Name in keyof Watched]: number } => ({
    describeCount: 0,
    longestDescribeMs: 0,
    longestListMs: 0,
    failedCount: 0,
    serverMb: 0,
    childrenMb: 0,
  });
  let seen = nothing();
  const repeat = async (make: () => RawRequest, note: (ms: number) => void) => {
    for (;;) {
      const began = performance.now();
      const status = await send({ port, agent }, make()).then(
        (sent) => sent.status,
        () => 0,
      );
      note(performance.now() - began);
      if (status !== 200) seen.failedCount += 1;
      await new Promise((resolve) => setTimeout(resolve, sampleMs));
    }
  };
  void repeat(
    () => describeRequest(trainingJobName),
    (ms) => {
      seen.describeCount += 1;
      seen.longestDescribeMs = Math.max(seen.longestDescribeMs, ms);
    },
  );
  void repeat(
    () => s3Request(`/${bucket}`, [['list-type', '2']]),
    (ms) => {
      seen.longestListMs = Math.max(seen.longestListMs, ms);
    },
  );
  setInterval(() => {
    seen.serverMb = Math.max(seen.serverMb, residentMb(pid));
    const children = childrenOf(pid).reduce((sum, child) => sum + residentMb(child), 0);
    seen.childrenMb = Math.max(seen.childrenMb, children);
  }, sampleMs);
  parentPort?.on('message', () => {
    parentPort?.postMessage(seen satisfies Watched);
    seen = nothing();
  });
}

function childrenOf(pid: number): readonly number[] {
  return readText(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number);
}

const residentMb = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readText(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;

/** A process may end at any time. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
