import { cheapestWithQuota, quotaRequestUrl } from '../../aws/quotaChoices.ts';
import type { Use } from '../../aws/costs.ts';
import { quotaCodes } from '../../aws/quotaCodes.ts';
import { hasCode } from '../../aws/failures/errors.ts';
import { hindranceOf } from '../../aws/failures/hindrances.ts';
import { newJobName } from '../../aws/names.ts';
import { linearLearnerImage } from '../../learner/imageUris.ts';
import type { Identity } from '../../aws/identity.ts';
import type { Session } from '../session.ts';
import { failed, passed, unknown } from './check.ts';
import type { Check, Fix } from './check.ts';
import type { CheckContext, RunCheck } from './context.ts';

/** Whether the credentials work now, and who they are. The identity is undefined unless they do. */
export async function checkCredentials(
  { aws }: Pick<Session, 'aws'>,
  signal: AbortSignal,
): Promise<{ readonly check: Check; readonly identity?: Identity }> {
  try {
    const [identity, expiresAtMs] = await Promise.all([aws.whoAmI(signal), aws.credentialsExpiry(signal)]);
    const expiry = expiresAtMs === undefined ? {} : { expiresAtMs };
    return { check: passed('credentials', { ...identity, ...expiry }), identity };
  } catch (error) {
    signal.throwIfAborted();
    const hindrance = hindranceOf(error);
    return {
      check:
        hindrance !== undefined && hindrance !== 'offline'
          ? failed('credentials', { error }, [{ kind: 'signIn' }])
          : unknown('credentials', { kind: 'error', error }),
    };
  }
}

export const checkImage: RunCheck = async ({ session: { region } }) =>
  linearLearnerImage(region) === undefined
    ? failed('image', { region }, [{ kind: 'switchConnection' }])
    : passed('image', { region });

export const checkTrainingQuota: RunCheck = (context) => checkQuota(context, 'training');
export const checkEndpointQuota: RunCheck = (context) => checkQuota(context, 'hosting');

/** A quota counts what runs already, which Service Quotas does not say: a quota that is large enough may be used up. */
async function checkQuota(
  { session: { aws, connection, region }, experiment, identity, quotas, signal }: CheckContext,
  use: Use,
): Promise<Check> {
  const check = use === 'training' ? 'training-quota' : 'endpoint-quota';
  const { training, endpoint } = experiment;
  const { instanceType, instanceCount: wanted } = use === 'training' ? training : endpoint;
  const first = [training.instanceType, endpoint.instanceType];
  const sweep = await quotas.of(aws, { accountId: identity.accountId, region, first }, signal);
  const found = sweep.quotas.find((one) => one.instanceType === instanceType && one.use === use);
  const url = quotaRequestUrl(region, instanceType, use);
  const request: readonly Fix[] = url === undefined ? [] : [{ kind: 'requestQuota', url }];
  if (found === undefined)
    return quotaCodes[instanceType]?.[use] === undefined || sweep.isComplete
      ? unknown(check, { kind: 'no-code', instanceType }, request)
      : unknown(check, { kind: 'throttled' });
  const facts = { instanceType, wanted, limit: found.limit };
  if (found.limit >= wanted) return passed(check, facts);
  const instead = cheapestWithQuota(sweep.quotas, connection, { use, count: wanted });
  const other: readonly Fix[] =
    instead === undefined ? [] : [{ kind: 'useInstance', use, instanceType: instead.instanceType }];
  // The quota may have been raised since the sweep.
  return failed(check, facts, [...other, ...request], true);
}

/** Names of jobs are made of the time. */
export const checkNames: RunCheck = async ({ session: { aws }, now, signal }) => {
  const trainingJobName = newJobName(now());
  try {
    await aws.describeTrainingJob(trainingJobName, signal);
    return failed('names', { trainingJobName });
  } catch (error) {
    if (!hasCode(error, 'resource-not-found')) throw error;
    return passed('names', { trainingJobName });
  }
};
