import * as logs from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbeddedServer } from './embeddedServer.ts';
import { train, trainingJob, uploadSalary } from './training.ts';

const logGroupName = '/aws/sagemaker/TrainingJobs';
let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
beforeAll(async () => {
  server = await startEmbeddedServer();
  await uploadSalary(server);
  await train(server, trainingJob('one', { epochs: '2' }));
  await train(server, trainingJob('two', { epochs: '2' }));
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  await server.stop();
});

const filter = (input: Partial<logs.FilterLogEventsCommandInput> = {}) =>
  server.logs.send(new logs.FilterLogEventsCommand({ logGroupName, ...input }));
const messages = ({ events }: { events?: { message?: string | undefined }[] | undefined }) =>
  (events ?? []).map(({ message = '' }) => message);
const streams = async (input: Partial<logs.DescribeLogStreamsCommandInput> = {}) =>
  server.logs.send(new logs.DescribeLogStreamsCommand({ logGroupName, ...input }));

test('FilterLogEvents returns the same events of the selected streams as GetLogEvents', async () => {
  const { logStreams } = await streams({ logStreamNamePrefix: 'one/' });
  const logStreamName = logStreams?.[0]?.logStreamName ?? '';
  expect(logStreamName).toMatch(/^one\/algo-1-\d+$/);
  const all = await server.logs.send(
    new logs.GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true }),
  );
  const byPrefix = await filter({ logStreamNamePrefix: 'one/' });
  expect(messages(byPrefix)).toEqual(messages(all));
  expect(new Set(byPrefix.events?.map((event) => event.logStreamName))).toEqual(new Set([logStreamName]));
  expect(messages(await filter({ logStreamNames: [logStreamName] }))).toEqual(messages(all));
  expect(new Set(byPrefix.events?.map(({ eventId }) => eventId)).size).toBe(messages(all).length);
});

test('pages of FilterLogEvents add up to the whole log', async () => {
  const whole = await filter();
  const paged: string[] = [];
  for await (const page of logs.paginateFilterLogEvents(
    { client: server.logs, pageSize: 7 },
    { logGroupName },
  ))
    paged.push(...messages(page));
  expect(paged).toEqual(messages(whole));
});

test('FilterLogEvents lists the newest events first on request, in pages', async () => {
  const startTime = Date.UTC(2024, 0, 1);
  const newest = (more: { limit?: number; nextToken?: string | undefined } = {}) =>
    filter({ startTime, startFromHead: false, ...more });
  const expected = messages(await filter()).toReversed();
  expect(messages(await newest())).toEqual(expected);
  const first = await newest({ limit: 3 });
  const second = await newest({ limit: 3, nextToken: first.nextToken });
  expect([...messages(first), ...messages(second)]).toEqual(expected.slice(0, 6));
  await expect(filter({ startFromHead: false })).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test.each<[string, (message: string) => boolean]>([
  ['quality_metric', (text) => text.includes('quality_metric')],
  ['quality_metric epoch=1', (text) => text.includes('quality_metric') && text.includes('epoch=1')],
  ['"train mse <loss>"', (text) => text.includes('train mse <loss>')],
  ['quality_metric -epoch=1', (text) => text.includes('quality_metric') && !text.includes('epoch=1')],
  ['?progress_metric ?throughput_metric', (text) => /(progress|throughput)_metric/.test(text)],
])('filter pattern %s selects the matching events', async (filterPattern, matches) => {
  const found = messages(await filter({ filterPattern }));
  const expected = messages(await filter()).filter(matches);
  expect(found).toEqual(expected);
  expect(found.length).toBeGreaterThan(0);
});

test('unsupported filter patterns are rejected', async () => {
  await expect(filter({ filterPattern: '{ $.a = 1 }' })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});

test('GetLogEvents begins at startTime, even pages into a long log', async () => {
  const { logStreams } = await streams({ logStreamNamePrefix: 'two/' });
  const logStreamName = logStreams?.[0]?.logStreamName;
  const get = (input: Partial<logs.GetLogEventsCommandInput>) =>
    server.logs.send(
      new logs.GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true, ...input }),
    );
  const { events = [] } = await get({});
  const startTime = events.at(-1)?.timestamp ?? 0;
  const late = events.filter(({ timestamp = 0 }) => timestamp >= startTime);
  expect(late.length).toBeLessThan(events.length);
  expect((await get({ startTime, limit: 1 })).events).toEqual(late.slice(0, 1));
});

test('log groups and streams are listed in order and in pages', async () => {
  const { logGroups } = await server.logs.send(
    new logs.DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/sagemaker/' }),
  );
  expect(logGroups?.map((group) => group.logGroupName)).toEqual([logGroupName]);
  const firstNames = (output: logs.DescribeLogStreamsCommandOutput) =>
    output.logStreams?.map(({ logStreamName }) => logStreamName?.split('/')[0]);
  expect(firstNames(await streams({ orderBy: 'LastEventTime', descending: true }))).toEqual(['two', 'one']);
  const first = await streams({ limit: 1 });
  expect(firstNames(first)).toEqual(['one']);
  const second = await streams({ limit: 1, nextToken: first.nextToken });
  expect([firstNames(second), second.nextToken]).toEqual([['two'], undefined]);
  await expect(streams({ limit: 1, nextToken: 'made up' })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
  await expect(streams({ logGroupName: '/aws/sagemaker/Endpoints/none' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('log groups are found by a pattern, their ARN and their class', async () => {
  const found = async (input: logs.DescribeLogGroupsCommandInput) => {
    const { logGroups } = await server.logs.send(new logs.DescribeLogGroupsCommand(input));
    return logGroups?.map((group) => group.logGroupName);
  };
  expect(await found({ logGroupNamePattern: 'TrainingJ' })).toEqual([logGroupName]);
  expect(await found({ logGroupNamePattern: 'trainingj' })).toEqual([]);
  expect(await found({ logGroupClass: 'INFREQUENT_ACCESS' })).toEqual([]);
  const arn = `arn:aws:logs:us-east-1:111122223333:log-group:${logGroupName}`;
  expect(await found({ logGroupIdentifiers: [arn] })).toEqual([logGroupName]);
  const byArn = new logs.DescribeLogStreamsCommand({ logGroupIdentifier: arn });
  expect((await server.logs.send(byArn)).logStreams).toHaveLength(2);
  await expect(found({ logGroupNamePattern: 'a', logGroupNamePrefix: 'b' })).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringContaining('mutually exclusive'),
  });
  await expect(found({ includeLinkedAccounts: true })).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringContaining('includeLinkedAccounts is not implemented'),
  });
});

test('log streams and groups are described with the times of their events and their size', async () => {
  const { logStreams = [] } = await streams({ logStreamNamePrefix: 'one/' });
  const { events = [] } = await filter({ logStreamNamePrefix: 'one/' });
  expect(logStreams).toMatchObject([
    {
      creationTime: events[0]?.timestamp,
      firstEventTimestamp: events[0]?.timestamp,
      lastEventTimestamp: events.at(-1)?.timestamp,
      lastIngestionTime: events.at(-1)?.timestamp,
    },
  ]);
  const { logGroups = [] } = await server.logs.send(new logs.DescribeLogGroupsCommand({}));
  expect(logGroups[0]).toMatchObject({ creationTime: events[0]?.timestamp, metricFilterCount: 0 });
  expect(logGroups[0]?.storedBytes).toBeGreaterThan(logStreams[0]?.storedBytes ?? Infinity);
});

test.each(['..', '.', '../training-jobs', 'x'.repeat(400)])(
  'log group %s does not exist',
  async (logGroupName) => {
    await expect(
      server.logs.send(new logs.DescribeLogStreamsCommand({ logGroupName })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  },
);
