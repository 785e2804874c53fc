import type { Destination } from '../destinations.ts';
import type { Session } from '../session.ts';
import type { Trust } from '../trust.ts';
import type { CheckedParts } from './context.ts';

/** Whether the user has confirmed that the experiment's data goes to its bucket and prefix on the connection. */
export async function isOutputConfirmed(
  trust: Pick<Trust, 'isConfirmed'>,
  { connectionId }: Pick<Session, 'connectionId'>,
  {
    experiment: { output },
    experimentPath,
    destination,
  }: {
    readonly experiment: Pick<CheckedParts, 'output'>;
    readonly experimentPath: string;
    readonly destination: Destination | undefined;
  },
): Promise<boolean> {
  const { bucket = destination?.bucket, prefix, roleArn } = output;
  if (bucket === undefined) return false;
  return trust.isConfirmed({ connectionId, experimentPath, bucket, prefix, roleArn });
}
