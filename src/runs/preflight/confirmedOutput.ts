import type { Destination } from '../destinations.ts';
import type { Session } from '../session.ts';
import type { Trust } from '../trust.ts';
import type { CheckedParts } from './context.ts';
import { runPlace } from '../runPlace.ts';

/** Whether the user has confirmed that the experiment's data goes to its bucket and prefix on the connection. */
export async function isOutputConfirmed(
  trust: Pick<Trust, 'isConfirmed'>,
  { connectionId }: Pick<Session, 'connectionId'>,
  {
    experiment,
    experimentPath,
    destination,
  }: {
    readonly experiment: Pick<CheckedParts, 'output'>;
    readonly experimentPath: string;
    readonly destination: Destination | undefined;
  },
): Promise<boolean> {
  const { prefix, roleArn } = experiment.output;
  const { bucket } = runPlace(experiment, destination);
  if (bucket === undefined) return false;
  return trust.isConfirmed({ connectionId, experimentPath, bucket, prefix, roleArn });
}
