import { linearLearnerImage } from '../learner/imageUris.ts';
import { runFailure } from './errors.ts';

/** URI of the Linear Learner image in a region. Throws 'no-image-in-region'. */
export function imageOf(region: string): string {
  const image = linearLearnerImage(region);
  if (image !== undefined) return image;
  throw runFailure('no-image-in-region', { region }, `No image of Linear Learner is known in ${region}`);
}
