import { type MetricDataQuery, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import type { AwsClients } from './connections/clients.ts';
import { variantName } from './deploy.ts';
import { call } from './failures/call.ts';

/** Whether CloudWatch sends a datapoint for an idle endpoint is not documented: none is weaker evidence than a sum of 0. */
export type Invocations = { readonly kind: 'measured'; readonly sum: number } | { readonly kind: 'no-data' };

/** GetMetricData takes no more queries at a time. */
const mostQueries = 500;
const minuteMs = 60_000;

/**
 * How often endpoints of ours, or others with SageMaker's usual name of a variant, were invoked between two times, counted by AWS in
 * whole minutes: that of `sinceMs` counts whole.
 */
export async function invocationsSince(
  clients: AwsClients,
  endpointNames: readonly string[],
  { sinceMs, untilMs = Date.now() }: { readonly sinceMs: number; readonly untilMs?: number },
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Invocations>> {
  const found = new Map<string, Invocations>(endpointNames.map((name) => [name, { kind: 'no-data' }]));
  const range = {
    StartTime: new Date(Math.floor(sinceMs / minuteMs) * minuteMs),
    EndTime: new Date((Math.floor(untilMs / minuteMs) + 1) * minuteMs),
  };
  for (let at = 0; at < endpointNames.length; at += mostQueries) {
    const names = endpointNames.slice(at, at + mostQueries);
    await call('GetMetricData', signal, async (options) => {
      const query = { ...range, MetricDataQueries: names.map(queryOf) };
      for await (const { MetricDataResults = [] } of paginateGetMetricData(
        { client: clients.cloudWatch() },
        query,
        options,
      ))
        for (const { Id, Values = [] } of MetricDataResults) {
          const name = names[Number(Id?.slice(1))];
          if (name === undefined || Values.length === 0) continue;
          const before = found.get(name);
          const sum = Values.reduce((all, value) => all + value, 0);
          found.set(name, {
            kind: 'measured',
            sum: before?.kind === 'measured' ? before.sum + sum : sum,
          });
        }
    });
  }
  return found;
}

const queryOf = (endpointName: string, index: number): MetricDataQuery => ({
  Id: `e${index}`,
  MetricStat: {
    Metric: {
      Namespace: 'AWS/SageMaker',
      MetricName: 'Invocations',
      Dimensions: [
        { Name: 'EndpointName', Value: endpointName },
        { Name: 'VariantName', Value: variantName },
      ],
    },
    Period: 60,
    Stat: 'Sum',
  },
});
