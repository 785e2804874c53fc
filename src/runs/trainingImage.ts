import { linearLearnerImage } from '../learner/imageUris.ts';
import { runFailure } from './errors.ts';

/** The image of Linear Learner in a region; throws where SageMaker is not known to have one. */
export function imageOf(region: string): string {
  const image = linearLearnerImage(region);
  if (image !== undefined) return image;
  throw runFailure('no-image-in-region', { region }, `No image of Linear Learner is known in ${region}`);
}
