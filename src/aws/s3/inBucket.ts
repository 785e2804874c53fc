import type { S3Client } from '@aws-sdk/client-s3';
import { Failure, isFailure } from '../../learner/errors.ts';
import type { AwsClients } from '../connections/clients.ts';
import { call } from '../failures/call.ts';
import type { CallOptions } from '../failures/call.ts';
import { hasCode } from '../failures/errors.ts';
import { s3Uri } from './s3Uri.ts';

export interface InBucket {
  readonly bucket: string;
  /** Named in the failure; absent for a call about the bucket itself. */
  readonly key?: string;
}

/**
 * Calls S3 about a bucket, in the region of the bucket: S3 names it when another was assumed, and the call is repeated there. `run` may
 * therefore run twice. Throws an `AwsFailure` with the `s3Uri` among its facts.
 */
export async function inBucket<T>(
  clients: AwsClients,
  operation: string,
  { bucket, key = '' }: InBucket,
  signal: AbortSignal | undefined,
  run: (s3: S3Client, options: CallOptions) => Promise<T>,
): Promise<T> {
  const attempt = () => call(operation, signal, (options) => run(clients.s3Of(bucket), options));
  try {
    return await attempt().catch((error: unknown) => {
      if (!learnsRegion(clients, bucket, error)) throw error;
      return attempt();
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw isFailure(error) ? naming(error, s3Uri({ bucket, key })) : error;
  }
}

function learnsRegion({ bucketRegions, region: own }: AwsClients, bucket: string, error: unknown): boolean {
  if (!hasCode(error, 'bucket-in-other-region')) return false;
  const { region } = error.facts;
  if (region === 'unknown' || region === (bucketRegions.get(bucket) ?? own)) return false;
  bucketRegions.set(bucket, region);
  return true;
}

/** The same failure with the object in its facts and its message. */
function naming(failure: Failure, uri: string): Failure {
  const { code, facts, message, cause } = failure;
  if ('s3Uri' in facts) return failure;
  const resource = 'resource' in facts && facts.resource === '' ? { resource: uri } : {};
  return new Failure(code, { ...facts, s3Uri: uri, ...resource }, `${uri}: ${message}`, { cause });
}
