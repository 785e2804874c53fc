import { billsMoney } from '../../aws/connections/types.ts';
import type { Preflight } from '../../data/shapes/preflight.ts';
import type { Destination } from '../destinations.ts';
import type { Prices } from '../prices/prices.ts';
import type { Session } from '../session.ts';
import { checkCredentials, checkImage, checkNames } from './accountChecks.ts';
import { checkBucket, checkBucketAccess } from './bucketChecks.ts';
import { failed, passed, unknown } from './check.ts';
import type { Check, CheckName } from './check.ts';
import { checked } from './context.ts';
import type { CheckContext, CheckedParts, RunCheck } from './context.ts';
import { checkEndpointQuota, checkTrainingQuota } from './quotaChecks.ts';
import type { QuotaSweeps } from './quotaSweeps.ts';
import { callerArnOf, checkCreateJob, checkPassRole, checkRole, checkRoleAccess } from './roleChecks.ts';
import { runPlace } from '../runPlace.ts';

/** In the order in which they are shown. */
const checksOfAws: readonly (readonly [CheckName, RunCheck])[] = [
  ['image', checkImage],
  ['bucket', checkBucket],
  ['bucket-access', checkBucketAccess],
  ['role', checkRole],
  ['role-access', checkRoleAccess],
  ['pass-role', checkPassRole],
  ['create-job', checkCreateJob],
  ['training-quota', checkTrainingQuota],
  ['endpoint-quota', checkEndpointQuota],
  ['names', checkNames],
];

export type CheckedSession = Pick<
  Session,
  'aws' | 'connection' | 'region' | 'configuredEndpoints' | 'bucketOwner' | 'signInEndsAtMs'
>;

export interface CheckRequest {
  readonly experiment: CheckedParts;
  /** Of the connection, as far as the user has chosen it. */
  readonly destination: Partial<Destination> | undefined;
  /** The user has confirmed that the experiment's data goes to its own bucket and prefix. */
  readonly isConfirmed: boolean;
}

interface CheckOptions {
  readonly quotas: QuotaSweeps;
  readonly prices: Pick<Prices, 'rates'>;
  readonly signal: AbortSignal;
  /** Called with each check as it comes to a result. */
  readonly onCheck?: (check: Check) => void;
  readonly now?: () => Date;
}

/**
 * Checks what a training on AWS needs: in parallel, and with calls alone that create nothing. Local has all of it, so that nothing is
 * checked there. Throws the signal's reason.
 */
export async function checkConnection(
  session: CheckedSession,
  { experiment, destination, isConfirmed }: CheckRequest,
  { quotas, prices, signal, onCheck = () => undefined, now = () => new Date() }: CheckOptions,
): Promise<readonly Check[]> {
  if (!billsMoney(session.connection)) return [];
  const { check: credentials, identity } = await checkCredentials(session, { signal, now });
  onCheck(credentials);
  if (identity === undefined)
    return [credentials, ...checksOfAws.map(([name]) => unknown(name, { kind: 'no-credentials' }))];
  const { bucket, roleArn } = runPlace(experiment, destination);
  let caller: Promise<string | undefined> | undefined;
  const context: CheckContext = {
    session,
    experiment,
    identity,
    bucket,
    isBucketConfirmed: isConfirmed || bucket === destination?.bucket,
    roleArn,
    callerArn: () => (caller ??= callerArnOf({ session, identity, signal })),
    quotas,
    prices,
    now,
    signal,
  };
  const run = async ([name, check]: (typeof checksOfAws)[number]) => {
    const result = asSeenAt(session, await checked(name, context, () => check(context)));
    onCheck(result);
    return result;
  };
  return [credentials, ...(await Promise.all(checksOfAws.map(run)))];
}

/** An emulator may train without what AWS needs. */
const asSeenAt = ({ configuredEndpoints }: CheckedSession, check: Check): Check =>
  check.state === 'failed' && configuredEndpoints.sagemaker !== undefined
    ? { ...check, mayBeWrong: true }
    : check;

/** Whether a mini-batch fits into the training rows, by what the table's preflight has counted. */
export function checkBatchSize(preflight: Pick<Preflight, 'miniBatchSize' | 'rowCounts'> | undefined): Check {
  if (preflight === undefined) return unknown('batch-size', { kind: 'no-table' });
  const { miniBatchSize, rowCounts } = preflight;
  const facts = { miniBatchSize, trainRowCount: rowCounts.train };
  return miniBatchSize <= rowCounts.train
    ? passed('batch-size', facts)
    : failed('batch-size', facts, [{ kind: 'setBatchSize', value: Math.max(1, rowCounts.train) }]);
}
