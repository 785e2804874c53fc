import { expect, test } from 'vitest';
import { portOpener } from './localPort.ts';

const server = (pid: number) => ({
  pid,
  socketPath: '/run/socket',
  region: 'us-east-1',
  accessKeyId: 'AKIA',
  secretAccessKey: 'secret',
  roleArn: 'arn',
  accountId: '111122223333',
});

test('each server gets one port, and a port that failed to open is tried again', async () => {
  let pid = 1;
  let isBroken = false;
  const opened: number[] = [];
  const open = portOpener(
    async () => server(pid),
    async (one) => {
      if (isBroken) throw new Error('EMFILE');
      return `http://127.0.0.1:${opened.push(one.pid)}`;
    },
  );
  const [first, second] = await Promise.all([open(), open()]);
  expect(first.endpoint).toBe(second.endpoint);
  expect(opened).toEqual([1]);
  pid = 2;
  isBroken = true;
  await expect(open()).rejects.toThrow('EMFILE');
  isBroken = false;
  expect((await open()).endpoint).toBe('http://127.0.0.1:2');
});
