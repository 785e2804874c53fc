import { execFileSync, spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { systemProcesses } from './systemProcesses.ts';
import type { ProcessSource } from './systemProcesses.ts';

const wroteAtMs = Date.UTC(2026, 10, 30, 14, 5, 10);

/** A system on which process 7 exists alone. */
function source(given: Partial<ProcessSource>): ProcessSource {
  return {
    platform: 'darwin',
    exists: (pid) => pid === 7,
    read: () => expect.unreachable(),
    run: () => expect.unreachable(),
    now: () => wroteAtMs + 60_000,
    ...given,
  };
}
const mayBe = (given: Partial<ProcessSource>, pid = 7, stamp = '') =>
  systemProcesses(source(given)).mayBe(pid, stamp, wroteAtMs);
const printing = (text: string) => ({ run: async () => text });

test.each(['linux', 'darwin', 'freebsd', 'win32'] as const)(
  '%s: a pid that no process has is not looked at further',
  async (platform) => {
    expect(await mayBe({ platform }, 8)).toBe(false);
  },
);

test('Linux: a process is identified by its start time in ticks, whatever its name contains', async () => {
  const stat = (state: string, startedAt: string) => ({
    platform: 'linux' as const,
    read: async (path: string) => {
      expect(path).toBe('/proc/7/stat');
      return `7 (a) Z (b) ${state} 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 ${startedAt} 20 21`;
    },
  });
  expect(await systemProcesses(source(stat('S', '4711'))).stampOf(7)).toBe('4711');
  expect(await mayBe(stat('S', '4711'), 7, '4711')).toBe(true);
  expect(await mayBe(stat('S', '4712'), 7, '4711')).toBe(false);
  expect(await mayBe(stat('Z', '4711'), 7, '4711')).toBe(false);
});

test.each([
  ['started before it wrote', 'Ss   Mon Nov 30 14:05:09 2026\n', true],
  ['started days before', 'S    Sat Nov  7 01:02:03 2026\n', true],
  ['started in the second after', 'R+   Mon Nov 30 14:05:11 2026\n', true],
  ['has got the pid since', 'S    Mon Nov 30 14:05:40 2026\n', false],
  ['is a zombie', 'Z    Mon Nov 30 14:05:09 2026\n', false],
  ['is not described', '', true],
])('macOS: process that %s', async (_, text, expected) => {
  expect(await mayBe(printing(text))).toBe(expected);
});

test.each([
  ['started before it wrote', '2026-11-30T14:05:09.1234567Z\r\n', true],
  ['has got the pid since', '2026-11-30T14:05:40.1234567Z\r\n', false],
  ['is not described', '', true],
])('Windows: process that %s', async (_, text, expected) => {
  expect(await mayBe({ platform: 'win32', ...printing(text) })).toBe(expected);
});

test('Windows: a recent write is trusted without running a slow program', async () => {
  expect(await mayBe({ platform: 'win32', now: () => wroteAtMs + 9000 })).toBe(true);
});

test('mayBe holds for what this process writes now and not for what was written an hour ago', async () => {
  const real = systemProcesses();
  const stamp = await real.stampOf(process.pid);
  expect(await real.mayBe(process.pid, stamp, Date.now())).toBe(true);
  expect(await real.mayBe(process.pid, `${stamp}0`, Date.now() - 3_600_000)).toBe(false);
});

test.runIf(process.platform === 'linux')('ps of this system is read as that of macOS', async () => {
  const child = spawn('sleep', ['60']);
  const run = async (program: string, args: readonly string[]) =>
    execFileSync(program, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } });
  const real = systemProcesses({ ...source({ run }), exists: () => true });
  expect(await real.mayBe(child.pid ?? 0, '', Date.now())).toBe(true);
  expect(await real.mayBe(child.pid ?? 0, '', Date.now() - 3_600_000)).toBe(false);
  child.kill();
});
