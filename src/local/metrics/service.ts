import * as z from 'zod/mini';
import { jsonOperations } from '../protocols/json.ts';
import cloudWatchModel from '../protocols/models/cloudwatch.json' with { type: 'json' };
import { ServiceError } from '../protocols/service.ts';
import type { Service } from '../protocols/service.ts';
import type { ServiceModel } from '../protocols/serviceModel.ts';
import type { InvocationCounts } from './invocationCounts.ts';

const model: ServiceModel = cloudWatchModel;
const protocol = {
  target: 'GraniteServiceVersion20100801',
  model,
  validationCode: 'InvalidParameterValueException',
};

const querySchema = z.object({
  Id: z.string(),
  Label: z.optional(z.string()),
  MetricStat: z.optional(
    z.object({
      Metric: z.object({
        Namespace: z.optional(z.string()),
        MetricName: z.optional(z.string()),
        Dimensions: z._default(z.array(z.object({ Name: z.string(), Value: z.string() })), []),
      }),
      Period: z.int().check(z.positive(), z.multipleOf(60)),
      Stat: z.string(),
    }),
  ),
});
type Query = z.infer<typeof querySchema>;
const inputSchema = z.object({
  StartTime: z.number(),
  EndTime: z.number(),
  ScanBy: z.optional(z.string()),
  MetricDataQueries: z.array(querySchema).check(z.maxLength(500)),
});

const invalid = (message: string) => new ServiceError('InvalidParameterValueException', message);

/** CloudWatch: how often the endpoints of this server were invoked. */
export function metricsService(counts: InvocationCounts): Service {
  return jsonOperations(protocol, {
    GetMetricData: async (input) => {
      const read = inputSchema.safeParse(input);
      if (!read.success) throw invalid(z.prettifyError(read.error));
      const { StartTime, EndTime, ScanBy, MetricDataQueries } = read.data;
      if (StartTime >= EndTime)
        throw invalid('The parameter StartTime must be less than the parameter EndTime.');
      const range = { fromSeconds: StartTime, toSeconds: EndTime };
      const MetricDataResults = MetricDataQueries.map((query) => {
        const ascending = pointsOf(counts, query, range);
        const points = ScanBy === 'TimestampAscending' ? ascending : ascending.toReversed();
        return {
          Id: query.Id,
          Label: query.Label ?? query.MetricStat?.Metric.MetricName ?? query.Id,
          StatusCode: 'Complete',
          Timestamps: points.map(([second]) => second),
          Values: points.map(([, count]) => count),
        };
      });
      return { MetricDataResults, Messages: [] };
    },
  });
}

/** Sums by the period; none where nothing was counted. */
function pointsOf(
  counts: InvocationCounts,
  { MetricStat }: Query,
  range: { readonly fromSeconds: number; readonly toSeconds: number },
): readonly (readonly [second: number, count: number])[] {
  if (MetricStat === undefined)
    throw invalid('Expressions of metrics are not implemented by the embedded server.');
  const { Metric, Period, Stat } = MetricStat;
  if (Metric.Namespace !== 'AWS/SageMaker' || Metric.MetricName !== 'Invocations') return [];
  if (Stat !== 'Sum') throw invalid(`The statistic ${Stat} is not implemented by the embedded server.`);
  const valueOf = (name: string) => Metric.Dimensions.find((one) => one.Name === name)?.Value ?? '';
  const sums = new Map<number, number>();
  for (const [minute, count] of counts.between(valueOf('EndpointName'), valueOf('VariantName'), range)) {
    const second = Math.floor(minute / Period) * Period;
    sums.set(second, (sums.get(second) ?? 0) + count);
  }
  return [...sums];
}
