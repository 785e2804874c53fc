import { connectionLabel } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import { checkFailed } from '../runs/preflight/errors.ts';
import { openDestinations } from '../runs/destinations.ts';
import type { Destination, Destinations } from '../runs/destinations.ts';
import { headlessFailure } from './errors.ts';
import { runPlace } from '../runs/runPlace.ts';

/** What the command line says about where a run goes. */
export interface GivenDestination {
  readonly bucket: string | undefined;
  /** Account id of the bucket's owner. */
  readonly bucketOwner: string | undefined;
  readonly roleArn: string | undefined;
}

/** Saves in the run's own `folder`. Before that, it finds what VS Code keeps on this machine, with what is given in place of its own. */
export function headlessDestinations(
  folder: string,
  machineFolders: readonly string[],
  { bucket, bucketOwner, roleArn }: GivenDestination,
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
      return { bucket: bucket ?? known.bucket, roleArn: roleArn ?? known.roleArn };
    },
    owners: {
      save: (connectionId, name, owner) => own.owners.save(connectionId, name, owner),
      async all(connectionId) {
        const known = await Promise.all([...others, own].map(({ owners }) => owners.all(connectionId)));
        const given =
          bucket === undefined || bucketOwner === undefined ? [] : [[bucket, bucketOwner] as const];
        return new Map([...known.flatMap((all) => [...all]), ...given]);
      },
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

/**
 * An experiment may come from anyone: the command line must confirm the bucket that gets its data and the role that reads it. Throws
 * 'bucket-unconfirmed' and 'role-unconfirmed'.
 */
export function requireAgreedPlace(
  experimentPath: string,
  experiment: Pick<Experiment, 'output'>,
  destination: Destination,
): void {
  const { bucket, roleArn } = runPlace(experiment, destination);
  if (bucket !== destination.bucket)
    throw headlessFailure(
      'bucket-unconfirmed',
      { file: experimentPath, bucket },
      `${experimentPath} sends its data to ${bucket}, not to ${destination.bucket}. Pass --bucket ${bucket} to allow it.`,
    );
  if (roleArn !== destination.roleArn)
    throw headlessFailure(
      'role-unconfirmed',
      { file: experimentPath, roleArn },
      `${experimentPath} uses the role ${roleArn}, not ${destination.roleArn}. Pass --role ${roleArn} to allow it.`,
    );
}

/** The error of a failed check, with the option that confirms the owner of a bucket where that is what failed. */
export function refusalOf(experimentPath: string, failed: Parameters<typeof checkFailed>[1]): Error {
  if (failed.check !== 'bucket' || failed.facts.why !== 'other-account')
    return checkFailed(experimentPath, failed);
  const { bucket } = failed.facts;
  return headlessFailure(
    'bucket-owner-unconfirmed',
    { file: experimentPath, bucket },
    `${bucket} belongs to another account. Pass --bucket ${bucket} --bucket-owner ACCOUNT to allow it, with the ID of the account that owns it.`,
  );
}
