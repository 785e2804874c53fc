import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import type { AwsClients } from './connections/clients.ts';
import { openTrainingLog } from './logs.ts';

const linesAPage = 10_000;

/** A log of one stream, so many pages long. */
function clientsOf(pageCount: number): AwsClients {
  // SAFETY: the paginator asks for the class, and sends through it.
  const logs = Object.create(CloudWatchLogsClient.prototype) as CloudWatchLogsClient;
  let page = 0;
  const send = async (command: object) => {
    if (command.constructor.name === 'DescribeLogStreamsCommand')
      return { logStreams: [{ logStreamName: 'job/algo-1' }] };
    if (page === pageCount) return { events: [], nextForwardToken: `f/${page}` };
    page += 1;
    const events = Array.from({ length: linesAPage }, () => ({ timestamp: page, message: 'line' }));
    return { events, nextForwardToken: `f/${page}` };
  };
  Object.assign(logs, { send });
  // SAFETY: a log is read with no other client.
  return { logs } as unknown as AwsClients;
}

test('log of many thousand lines is read completely', async () => {
  const lines = await openTrainingLog(clientsOf(30), 'job').newLines();
  expect(lines).toHaveLength(30 * linesAPage);
  expect(lines.at(-1)).toEqual({ timestamp: 30, message: 'line', stream: 'algo-1' });
});
