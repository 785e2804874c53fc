import { expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';

test.each([[['--help']], [['-h']], [['--state', 'folder', '--help']]])('%j shows the help', (args) => {
  expect(parseArguments(args)).toEqual({ kind: 'help' });
});

test('state folder alone is enough', () => {
  expect(parseArguments(['--state', 'folder'])).toMatchObject({
    kind: 'serve',
    stateFolder: 'folder',
    account: { id: '111122223333' },
    port: undefined,
    idleMinutes: 0,
    maxTrainingJobs: undefined,
    maxLogBytes: undefined,
    takesOver: false,
  });
});

test.each([
  [[], '--state DIR is required'],
  [['--state', 'folder', '--port', 'x'], '--port x: expected a whole number from 0 to 65535'],
  [['--state', 'folder', '--port', '70000'], '--port 70000'],
  [['--state', 'folder', '--idle-minutes', ''], '--idle-minutes'],
  [['--state', 'folder', '--max-jobs', '0'], '--max-jobs 0: expected a whole number from 1 to 1000'],
  [['--state', 'folder', '--max-log-megabytes', 'x'], '--max-log-megabytes x'],
  [['--state', 'folder', '--account', '12'], '12 digits'],
  [['--state', 'folder', '--prot', '1'], '--prot'],
  [['--state', 'folder', 'extra'], 'extra'],
])('%j is invalid', (args, reason) => {
  expect(parseArguments(args)).toMatchObject({ kind: 'invalid', reason: expect.stringContaining(reason) });
});
