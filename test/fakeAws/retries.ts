import type { RetryStrategyV2, StandardRetryToken } from '@smithy/types';
import type { AwsClients } from '../../src/aws/index.ts';

const mostAttempts = 3;

const token = (retryCount: number): StandardRetryToken => ({
  getRetryCount: () => retryCount,
  getRetryDelay: () => 0,
  getRetryCost: () => 0,
});

/** The SDK's standard rules, without the waits. */
const atOnce: RetryStrategyV2 = {
  acquireInitialRetryToken: async () => token(0),
  refreshRetryTokenForRetry: async (last, { errorType }) => {
    if (last.getRetryCount() + 1 < mostAttempts && /^(THROTTLING|TRANSIENT)$/.test(errorType))
      return token(last.getRetryCount() + 1);
    throw new Error('no retry is left');
  },
  recordSuccess: () => undefined,
};

export function retryAtOnce({ s3, sagemaker, sts, iam, quotas, pricing }: AwsClients): void {
  for (const { config } of [s3, sagemaker, sts, iam(), quotas(), pricing()])
    config.retryStrategy = async () => atOnce;
}
