import { Failure } from '../errors.ts';

export type ArtifactFailure = Failure<'artifact-corrupt', { readonly found: string }>;

export const artifactCorrupt = (found: string, cause?: unknown): ArtifactFailure =>
  new Failure('artifact-corrupt', { found }, `The model artifact cannot be read: ${found}`, { cause });
