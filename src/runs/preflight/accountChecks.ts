import { helpOf } from '../../aws/failures/credentialsHelp.ts';
import { connectionId, signInProfileOf } from '../../aws/connections/types.ts';
import type { Connection } from '../../aws/connections/types.ts';
import { credentialsExpired, hasCode } from '../../aws/failures/errors.ts';
import { hindranceOf } from '../../aws/failures/hindrances.ts';
import { newJobName } from '../../aws/names.ts';
import { linearLearnerImage } from '../../learner/imageUris.ts';
import type { Identity } from '../../aws/identity.ts';
import type { Session } from '../session.ts';
import { failed, passed, unknown } from './check.ts';
import type { Check, Fix } from './check.ts';
import type { RunCheck } from './context.ts';

/**
 * Whether the credentials work now and how long the sign-in lasts, and who they are. The identity is undefined unless they work: those
 * of a sign-in that has ended may do so for a while.
 */
export async function checkCredentials(
  { aws, connection, signInEndsAtMs }: Pick<Session, 'aws' | 'connection' | 'signInEndsAtMs'>,
  { signal, now }: { readonly signal: AbortSignal; readonly now: () => Date },
): Promise<{ readonly check: Check; readonly identity?: Identity }> {
  try {
    const [identity, expiresAtMs] = await Promise.all([aws.whoAmI(signal), signInEndsAtMs(signal)]);
    if (expiresAtMs !== undefined && expiresAtMs <= now().getTime()) {
      const error = signInEnded(connection);
      return { check: failed('credentials', { error }, fixesOf(error), true), identity };
    }
    const expiry = expiresAtMs === undefined ? {} : { expiresAtMs };
    return { check: passed('credentials', { ...identity, ...expiry }), identity };
  } catch (error) {
    signal.throwIfAborted();
    const hindrance = hindranceOf(error);
    return {
      check:
        hindrance !== undefined && hindrance !== 'offline'
          ? failed('credentials', { error }, fixesOf(error))
          : unknown('credentials', { kind: 'error', error }),
    };
  }
}

const signInEnded = (connection: Connection) =>
  credentialsExpired({
    connectionId: connectionId(connection),
    signsIn: signInProfileOf(connection) !== undefined,
  });

function fixesOf(error: unknown): readonly Fix[] {
  const help = helpOf(error);
  if (help === undefined) return [{ kind: 'signIn' }];
  const { connectionId, signsIn, profile } = help;
  if (signsIn) return [{ kind: 'signIn', connectionId }];
  return [
    ...(profile === undefined ? [] : [{ kind: 'editProfile' as const, ...profile }]),
    { kind: 'switchConnection' },
  ];
}

export const checkImage: RunCheck = async ({ session: { region } }) =>
  linearLearnerImage(region) === undefined
    ? failed('image', { region }, [{ kind: 'switchConnection' }])
    : passed('image', { region });

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
