import { readFile, stat } from 'node:fs/promises';
import { readArtifact } from '../../learner/artifact/artifact.ts';
import { artifactCorrupt } from '../../learner/artifact/errors.ts';
import type { LinearModel } from '../../learner/model.ts';

/** A packed artifact is never larger than what it may unpack to, which readArtifact bounds. */
const defaultMaxBytes = 512 * 2 ** 20;

/** Reads the artifact at a path, unless the file is larger than `maxBytes`. Throws artifact-corrupt. */
export async function readArtifactFile(path: string, maxBytes = defaultMaxBytes): Promise<LinearModel> {
  if ((await stat(path)).size > maxBytes)
    throw artifactCorrupt(`it is larger than ${maxBytes / 2 ** 20} MiB`);
  return readArtifact(await readFile(path));
}
