import { spawnSync } from 'node:child_process';
import { expect, test, vi } from 'vitest';
import { env, Uri } from '../../test/fakeVscode.ts';
import { copyHeadlessCommand } from './copyHeadlessCommand.ts';
import { commandLine, shellKind } from '../aws/connections/shellWords.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

test.each<[string, NodeJS.Platform, ReturnType<typeof shellKind>]>([
  ['/bin/zsh', 'darwin', 'posix'],
  ['/usr/bin/pwsh', 'linux', 'powershell'],
  ['C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe', 'win32', 'powershell'],
  ['C:\\WINDOWS\\System32\\cmd.exe', 'win32', 'cmd'],
  ['C:\\Program Files\\Git\\bin\\bash.exe', 'win32', 'posix'],
  ['', 'win32', 'powershell'],
  ['', 'linux', 'posix'],
])('the shell %j on %s is %s', (path, platform, expected) => {
  expect(shellKind(path, platform)).toBe(expected);
});

const odd = '/home/o\'neill/my tables/$HOME `x` "y".csv';

test.runIf(process.platform !== 'win32')('a path of any characters reaches the program whole', () => {
  const line = commandLine('posix', ['printf', '%s', odd]);
  expect(spawnSync('sh', ['-c', line], { encoding: 'utf8' }).stdout).toBe(odd);
});

test('words are quoted as the shell needs it, and only those that need it', () => {
  expect(commandLine('powershell', ['node', "C:\\it's\\run.mjs"])).toBe("node 'C:\\it''s\\run.mjs'");
  expect(commandLine('cmd', ['node', 'C:\\100% mine\\run.mjs'])).toBe('node "C:\\100"^%" mine\\run.mjs"');
  expect(commandLine('posix', ['node', '/opt/run.mjs'])).toBe('node /opt/run.mjs');
});

test('the command names the program of the installed extension and the file', async () => {
  const extensionUri = Uri.file('/extensions/ours-1.0');
  const table = Uri.file('/data/my table.csv');
  // SAFETY: a URI of the stand-in is all that is used.
  const { command } = await copyHeadlessCommand({ extensionUri: extensionUri as never }, table as never);
  expect(command).toBe("node /extensions/ours-1.0/dist/run.mjs '/data/my table.csv'");
  expect(await env.clipboard.readText()).toBe(command);
});
