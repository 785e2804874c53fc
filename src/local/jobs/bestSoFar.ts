import { replaceFile } from '../../files/writeFiles.ts';
import type { LinearModel } from '../../learner/model.ts';

/** Minimum time between checkpoints, and so the most progress lost when the process is killed during an epoch. */
const checkpointIntervalMs = 1000;

/** Creates a model; computing its threshold from many rows takes a while. */
type Making = () => LinearModel | Promise<LinearModel>;

/** Keeps the best model so far on disk, so that a stopped job has one to upload. */
export interface BestSoFar {
  /** Records a new best model, and writes it if it is the first or the last checkpoint is old. */
  improved(model: Making): Promise<void>;
  /** Writes the final model, or else the best so far if there is one. */
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
    // The process can be killed at any moment: the server sees a complete artifact or none.
    // The job does not survive a power cut, and the server syncs its own copy.
    await replaceFile(artifactPath, await pack(await final()), { syncs: false, sweeps: false });
  };
  return {
    write,
    async improved(model) {
      best = model;
      if (now() - writtenAt >= checkpointIntervalMs) await write();
    },
  };
}
