import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isProcess } from './isProcess.ts';

/** What the operating system says about processes. */
export interface ProcessSource {
  readonly platform: NodeJS.Platform;
  /** Whether a process has this pid, also one of another user. */
  readonly exists: (pid: number) => boolean;
  /** The text of a file; '' when it cannot be read. */
  readonly read: (path: string) => Promise<string>;
  /** What a program prints; '' when it fails. */
  readonly run: (program: string, args: readonly string[]) => Promise<string>;
  readonly now: () => number;
}

/** A process by its pid and more, since a pid alone may be used again: after a power cut, and on Windows within seconds. */
export interface SystemProcesses {
  /** Distinguishes the process from others with its pid; '' where only the start time does, see `mayBe`. */
  stampOf(pid: number): Promise<string>;
  /**
   * Whether the process with this pid may be the one that had this stamp, and wrote something at this time. False for a zombie, which
   * has ended but was not reaped, as in a container without an init process. True if the system does not report it.
   */
  mayBe(pid: number, stamp: string, wroteAtMs: number): Promise<boolean>;
}

/** Clocks of files and of processes differ by less, as do their precisions. */
const sameTimeMs = 5000;
/** The query takes about a second of CPU time on Windows: younger stamps are trusted. */
const believedMs = 10_000;

export function systemProcesses(source: ProcessSource = realSource): SystemProcesses {
  const { platform, exists, now } = source;
  if (platform === 'linux') {
    return {
      stampOf: async (pid) => (await linuxStatus(source, pid)).startedAt,
      async mayBe(pid, stamp) {
        if (!exists(pid)) return false;
        const { startedAt, isZombie } = await linuxStatus(source, pid);
        return !isZombie && startedAt === stamp;
      },
    };
  }
  const look = platform === 'win32' ? windowsStatus : unixStatus;
  return {
    stampOf: async () => '',
    async mayBe(pid, _stamp, wroteAtMs) {
      if (!exists(pid)) return false;
      if (platform === 'win32' && now() - wroteAtMs < believedMs) return true;
      const { startedAtMs, isZombie } = await look(source, pid);
      // A process that has started since has got the pid after the one that wrote.
      return !isZombie && !(startedAtMs > wroteAtMs + sameTimeMs);
    },
  };
}

/** The state is field 3, the start in ticks since boot field 22 (man 5 proc). The name before them may contain anything. */
async function linuxStatus(
  { read }: ProcessSource,
  pid: number,
): Promise<{ readonly startedAt: string; readonly isZombie: boolean }> {
  const status = await read(`/proc/${pid}/stat`);
  const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
  return { startedAt: fields[19] ?? '', isZombie: fields[0] === 'Z' || fields[0] === 'X' };
}

interface Status {
  /** Milliseconds since 1970; NaN if unknown. */
  readonly startedAtMs: number;
  readonly isZombie: boolean;
}

/** macOS and BSD: `S    Mon Nov 30 14:05:09 2026`, in UTC by the environment of `run`. */
async function unixStatus({ run }: ProcessSource, pid: number): Promise<Status> {
  const text = (await run('/bin/ps', ['-o', 'state=,lstart=', '-p', String(pid)])).trim();
  const [, state = '', started = ''] = /^(\S+)\s+(.+)$/.exec(text) ?? [];
  return { startedAtMs: Date.parse(`${started} UTC`), isZombie: state.startsWith('Z') };
}

/** Unlike Get-Process, CIM tells the start of other users' processes too. A process that has ended does not exist here. */
async function windowsStatus({ run }: ProcessSource, pid: number): Promise<Status> {
  const program = join(
    process.env['SystemRoot'] ?? 'C:\\Windows',
    'System32',
    'WindowsPowerShell',
    'v1.0',
    'powershell.exe',
  );
  const command = `(Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}').CreationDate.ToUniversalTime().ToString('o')`;
  const text = await run(program, ['-NoProfile', '-NonInteractive', '-Command', command]);
  return { startedAtMs: Date.parse(text.trim()), isZombie: false };
}

const longestRunMs = 10_000;

const realSource: ProcessSource = {
  platform: process.platform,
  exists: isProcess,
  read: (path) => readFile(path, 'utf8').catch(() => ''),
  run: (program, args) =>
    new Promise((resolve) => {
      const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
      execFile(program, args, { env, timeout: longestRunMs, windowsHide: true }, (error, stdout) =>
        resolve(error === null ? stdout : ''),
      );
    }),
  now: Date.now,
};
