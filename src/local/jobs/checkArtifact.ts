import { readFile } from 'node:fs/promises';
import { readArtifact } from '../../learner/artifact/artifact.ts';
import { featureCountOf, predict } from '../../learner/model.ts';
import type { LinearModel } from '../../learner/model.ts';

/** Loads an artifact and asks it for one prediction. Throws what is wrong with it. */
export async function checkArtifact(path: string): Promise<void> {
  pingModel(await readArtifact(await readFile(path)));
}

/** Asks a model for one prediction, as the ping of an endpoint does. */
export function pingModel(model: LinearModel): void {
  const columnCount = featureCountOf(model);
  predict(model, { rowCount: 1, columnCount, values: new Float32Array(columnCount) });
}
