import { GetCostAndUsageCommand } from '@aws-sdk/client-cost-explorer';
import type { AwsClients } from './connections/clients.ts';
import { call, required } from './failures/call.ts';

/** What AWS billed an account, by everyone and for everything of a service. */
export interface AwsBill {
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
  /** AWS may still change it. */
  readonly isEstimated: boolean;
}

const operation = 'GetCostAndUsage';
const metric = 'UnblendedCost';

/**
 * What AWS billed for SageMaker from one day, such as "2026-12-01", until before another, in UTC and within one month. AWS bills the
 * request: USD 0.01 (aws.amazon.com/aws-cost-management/aws-cost-explorer/pricing).
 */
export async function sageMakerBill(
  clients: AwsClients,
  { fromDay, untilDay }: { readonly fromDay: string; readonly untilDay: string },
  signal?: AbortSignal,
): Promise<AwsBill> {
  const { ResultsByTime = [] } = await call(operation, signal, (options) =>
    clients.costExplorer().send(
      new GetCostAndUsageCommand({
        TimePeriod: { Start: fromDay, End: untilDay },
        Granularity: 'MONTHLY',
        Metrics: [metric],
        Filter: { Dimensions: { Key: 'SERVICE', Values: ['Amazon SageMaker'] } },
      }),
      options,
    ),
  );
  const [month] = ResultsByTime;
  const { Amount, Unit } = required(month?.Total?.[metric], operation, `Total.${metric}`);
  const amount = Number(required(Amount, operation, 'Amount'));
  return {
    amount,
    // "N/A" where nothing was billed.
    currency: Unit === undefined || !/^[A-Z]{3}$/.test(Unit) ? 'USD' : Unit,
    isEstimated: month?.Estimated ?? true,
  };
}
