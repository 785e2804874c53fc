import { type MetricDataQuery, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import type { AwsClients } from './connections/clients.ts';
import { variantName } from './deploy.ts';
import type { EndpointDetails } from './endpoints.ts';
import { call } from './failures/call.ts';

/** Whether CloudWatch sends a datapoint for an idle endpoint is not documented: none is weaker evidence than a sum of 0. */
export type Invocations = { readonly kind: 'measured'; readonly sum: number } | { readonly kind: 'no-data' };

/** GetMetricData takes no more queries at a time. */
const mostQueries = 500;
const minuteMs = 60_000;

/** An endpoint with its variants; none where its config is gone. */
export type CountedEndpoint = Pick<EndpointDetails, 'endpointName' | 'variantNames'>;

/**
 * How often endpoints were invoked between two times, all variants together, counted by AWS in whole minutes: that of `sinceMs` counts
 * whole. Without a datapoint of every variant, none proves that there were no requests.
 */
export async function invocationsSince(
  clients: AwsClients,
  endpoints: readonly CountedEndpoint[],
  { sinceMs, untilMs = Date.now() }: { readonly sinceMs: number; readonly untilMs?: number },
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Invocations>> {
  const range = {
    StartTime: new Date(Math.floor(sinceMs / minuteMs) * minuteMs),
    EndTime: new Date((Math.floor(untilMs / minuteMs) + 1) * minuteMs),
  };
  const all = endpoints.flatMap(({ endpointName, variantNames }) =>
    (variantNames.length === 0 ? [variantName] : variantNames).map((name) => ({ endpointName, name })),
  );
  const sums = new Map<Variant, number>();
  for (let at = 0; at < all.length; at += mostQueries) {
    const variants = all.slice(at, at + mostQueries);
    await call('GetMetricData', signal, async (options) => {
      const query = { ...range, MetricDataQueries: variants.map(queryOf) };
      for await (const { MetricDataResults = [] } of paginateGetMetricData(
        { client: clients.cloudWatch() },
        query,
        options,
      ))
        for (const { Id, Values = [] } of MetricDataResults) {
          const variant = variants[Number(Id?.slice(1))];
          if (variant === undefined || Values.length === 0) continue;
          const sum = Values.reduce((total, value) => total + value, 0);
          sums.set(variant, (sums.get(variant) ?? 0) + sum);
        }
    });
  }
  return new Map(
    endpoints.map(({ endpointName }) => [
      endpointName,
      invocationsOf(all.filter((one) => one.endpointName === endpointName).map((one) => sums.get(one))),
    ]),
  );
}

interface Variant {
  readonly endpointName: string;
  readonly name: string;
}

function invocationsOf(sums: readonly (number | undefined)[]): Invocations {
  const sum = sums.reduce<number>((total, one = 0) => total + one, 0);
  return sum === 0 && sums.includes(undefined) ? { kind: 'no-data' } : { kind: 'measured', sum };
}

const queryOf = ({ endpointName, name }: Variant, index: number): MetricDataQuery => ({
  Id: `e${index}`,
  MetricStat: {
    Metric: {
      Namespace: 'AWS/SageMaker',
      MetricName: 'Invocations',
      Dimensions: [
        { Name: 'EndpointName', Value: endpointName },
        { Name: 'VariantName', Value: name },
      ],
    },
    Period: 60,
    Stat: 'Sum',
  },
});
