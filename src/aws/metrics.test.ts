import { CloudWatchClient, type GetMetricDataInput } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { createClients } from './connections/clients.ts';
import { invocationsSince } from './metrics.ts';

/** CloudWatch with these sums of variants; those that it has no datapoint for are left out. */
function counting(sums: Readonly<Record<string, number>>) {
  const cloudWatch = new CloudWatchClient({ region: 'us-east-1' });
  cloudWatch.middlewareStack.add(
    () => async (args) => {
      // SAFETY: the one operation that these tests call.
      const { MetricDataQueries = [] } = args.input as GetMetricDataInput;
      const MetricDataResults = MetricDataQueries.map(({ Id, MetricStat }) => {
        const names = MetricStat?.Metric?.Dimensions?.map(({ Value }) => Value) ?? [];
        const sum = sums[names.join('/')];
        return { Id, Values: sum === undefined ? [] : [sum] };
      });
      return { output: { MetricDataResults, $metadata: {} }, response: {} };
    },
    { step: 'initialize', override: true },
  );
  const connection = { kind: 'environment', region: 'us-east-1' } as const;
  return { ...createClients(connection), cloudWatch: () => cloudWatch };
}

const since = { sinceMs: 0, untilMs: 1 };

test('invocations of an endpoint are those of all its variants', async () => {
  const clients = counting({ 'salary/Blue': 3, 'salary/Green': 4, 'loans/AllTraffic': 5 });
  const endpoints = [
    { endpointName: 'salary', variantNames: ['Blue', 'Green'] },
    { endpointName: 'loans', variantNames: ['AllTraffic'] },
  ];
  expect(await invocationsSince(clients, endpoints, since)).toEqual(
    new Map([
      ['salary', { kind: 'measured', sum: 7 }],
      ['loans', { kind: 'measured', sum: 5 }],
    ]),
  );
});

test('a variant without a datapoint weakens a count of zero, and no other', async () => {
  const clients = counting({ 'idle/Blue': 0, 'busy/Blue': 2 });
  const variantNames = ['Blue', 'Green'];
  const endpoints = [
    { endpointName: 'idle', variantNames },
    { endpointName: 'busy', variantNames },
  ];
  expect(await invocationsSince(clients, endpoints, since)).toEqual(
    new Map([
      ['idle', { kind: 'no-data' }],
      ['busy', { kind: 'measured', sum: 2 }],
    ]),
  );
});

test('an endpoint whose config is gone is counted by the usual name of a variant', async () => {
  const clients = counting({ 'salary/AllTraffic': 1 });
  const counted = await invocationsSince(clients, [{ endpointName: 'salary', variantNames: [] }], since);
  expect(counted.get('salary')).toEqual({ kind: 'measured', sum: 1 });
});
