import type { Identity } from '../../aws/identity.ts';
import type { SimulatedCalls } from '../../aws/simulation.ts';
import type { Experiment } from '../../data/shapes/experiment.ts';
import type { Prices } from '../prices/prices.ts';
import type { Session } from '../session.ts';
import { unknown } from './check.ts';
import type { Check, CheckName } from './check.ts';
import type { QuotaSweeps } from './quotaSweeps.ts';

/** What a check needs of an experiment. */
export type CheckedParts = Pick<Experiment, 'training' | 'endpoint' | 'output'>;

/** What the checks of one look share. */
export interface CheckContext {
  readonly session: Pick<Session, 'aws' | 'connection' | 'region' | 'bucketOwner'>;
  readonly experiment: CheckedParts;
  readonly identity: Identity;
  /** Undefined until the user has chosen one. */
  readonly bucket: string | undefined;
  /** S3 may be asked about the bucket, which its owner can see. */
  readonly isBucketConfirmed: boolean;
  readonly roleArn: string | undefined;
  /** ARN of the caller's user or role, for simulations; undefined where it is neither, or the role's path is unknown. */
  readonly callerArn: () => Promise<string | undefined>;
  readonly quotas: QuotaSweeps;
  readonly prices: Pick<Prices, 'rates'>;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** Looks at one thing, and creates nothing. */
export type RunCheck = (context: CheckContext) => Promise<Check>;

/** The check; unknown with the error when it throws, unless it was aborted. */
export async function checked(
  check: CheckName,
  context: Pick<CheckContext, 'signal'>,
  run: () => Promise<Check>,
): Promise<Check> {
  try {
    return await run();
  } catch (error) {
    context.signal.throwIfAborted();
    return unknown(check, { kind: 'error', error });
  }
}

/** What identity policies say of calls: which actions are not allowed, denied, or depend on conditions. */
export async function simulated(
  { session, signal }: Pick<CheckContext, 'session' | 'signal'>,
  arn: string,
  all: readonly SimulatedCalls[],
) {
  const decisions = (await Promise.all(all.map((calls) => session.aws.simulate(arn, calls, signal)))).flat();
  const refused = decisions.filter(({ decision }) => decision === 'denied' || decision === 'not-allowed');
  return {
    refused: {
      actions: refused.map(({ action }) => action),
      resource: refused[0]?.resource ?? '',
    },
    isRefused: refused.length > 0,
    isDenied: refused.some(({ decision }) => decision === 'denied'),
    unclear: decisions.filter(({ decision }) => decision === 'unclear').map(({ action }) => action),
  };
}
