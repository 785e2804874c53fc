import { replaceFile } from '../../files/writeFiles.ts';
import type { LinearModel } from '../../learner/model.ts';

/** At most one checkpoint in this time, after the first: what is lost when a process has to be ended in the middle of an epoch. */
const checkpointIntervalMs = 1000;

/** Makes a model; one that reads its threshold from many rows takes a while. */
type Making = () => LinearModel | Promise<LinearModel>;

/** Keeps the best model of a training on disk, so that a job that is stopped has one to upload. */
export interface BestSoFar {
  /** Takes note of the best model of now, and writes it when it is the first or the last checkpoint is old. */
  improved(model: Making): Promise<void>;
  /** Writes the model of a finished training, or the best so far if there is one. */
  write(final?: Making): Promise<void>;
}

/** `pack` makes the artifact of a model, which is written to `artifactPath`. */
export function keepBestSoFar(
  artifactPath: string,
  pack: (model: LinearModel) => Promise<Uint8Array>,
  now: () => number = () => performance.now(),
): BestSoFar {
  let best: Making | undefined;
  let writtenAt = -Infinity;
  const write = async (final = best) => {
    if (final === undefined) return;
    writtenAt = now();
    // The process can be ended at any moment: the server sees a whole artifact or none.
    await replaceFile(artifactPath, await pack(await final()));
  };
  return {
    write,
    async improved(model) {
      best = model;
      if (now() - writtenAt >= checkpointIntervalMs) await write();
    },
  };
}
