import { connectionLabel } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import { openDestinations } from '../runs/destinations.ts';
import type { Destination, Destinations } from '../runs/destinations.ts';
import { headlessFailure } from './errors.ts';
import { runPlace } from '../runs/runPlace.ts';

/** What the command line says about where a run goes. */
export interface GivenDestination {
  readonly bucket: string | undefined;
  readonly roleArn: string | undefined;
}

/** Saves in the run's own `folder`. Before that, it finds what VS Code keeps on this machine, with what is given in place of its own. */
export function headlessDestinations(
  folder: string,
  machineFolders: readonly string[],
  { bucket, roleArn }: GivenDestination,
): Destinations {
  const own = openDestinations(folder);
  const others = machineFolders.map(openDestinations);
  return {
    save: (connectionId, destination) => own.save(connectionId, destination),
    async find(connectionId) {
      const saved = await own.find(connectionId);
      if (saved !== undefined) return saved;
      const known = (await Promise.all(others.map((other) => other.find(connectionId)))).find(
        (found) => found !== undefined,
      );
      if (known === undefined) return undefined;
      const isSameBucket = bucket === undefined || bucket === known.bucket;
      return {
        bucket: bucket ?? known.bucket,
        roleArn: roleArn ?? known.roleArn,
        ...(isSameBucket && known.owner !== undefined ? { owner: known.owner } : {}),
      };
    },
  };
}

/** Of a connection that VS Code has not used yet. Throws 'destination-unknown'. */
export const destinationGiven =
  (given: GivenDestination) =>
  async (connection: Connection, suggested: Partial<Destination>): Promise<Destination> => {
    const label = connectionLabel(connection);
    const { roleArn = suggested.roleArn } = given;
    const { bucket = suggested.bucket } = given;
    if (roleArn !== undefined && bucket !== undefined) return { bucket, roleArn };
    const option = roleArn === undefined ? '--role ARN' : '--bucket NAME';
    const what = roleArn === undefined ? 'execution role' : 'bucket';
    throw headlessFailure(
      'destination-unknown',
      { connection: label, option },
      `No ${what} is known for ${label}: name it with ${option}.`,
    );
  };

/** An experiment may come from anyone: its data goes to no bucket that the command line does not agree to. Throws 'bucket-unconfirmed'. */
export function requireOwnBucket(
  experimentPath: string,
  experiment: Experiment,
  destination: Destination,
): void {
  const { bucket } = runPlace(experiment, destination);
  if (bucket === destination.bucket) return;
  throw headlessFailure(
    'bucket-unconfirmed',
    { file: experimentPath, bucket },
    `${experimentPath} sends its data to ${bucket}, not to ${destination.bucket}. --bucket ${bucket} agrees to it.`,
  );
}
