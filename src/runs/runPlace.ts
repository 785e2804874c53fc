import type { Experiment } from '../data/shapes/experiment.ts';
import type { Destination } from './destinations.ts';

type Place = Pick<Destination, 'bucket' | 'roleArn'>;
type Named = Pick<Experiment, 'output'>;

/** Bucket and execution role of a run: those that its experiment names, or else those of the connection, as far as these are known. */
export function runPlace(experiment: Named, destination: Place): Place;
export function runPlace(experiment: Named, destination: Partial<Place> | undefined): Partial<Place>;
export function runPlace({ output }: Named, destination: Partial<Place> | undefined): Partial<Place> {
  const bucket = output.bucket ?? destination?.bucket;
  const roleArn = output.roleArn ?? destination?.roleArn;
  return {
    ...(bucket === undefined ? {} : { bucket }),
    ...(roleArn === undefined ? {} : { roleArn }),
  };
}
