import { replaceFile } from '../../files/writeFiles.ts';
import type { LinearModel } from '../../learner/model.ts';

/** Minimum time between checkpoints, and so the most progress lost when the process is killed during an epoch. */
const checkpointIntervalMs = 1000;

/** Creates a model; computing its threshold from many rows takes a while. */
type Making = () => LinearModel | Promise<LinearModel>;

/** Keeps the best model so far on disk, so that a stopped job has one to upload. */
export interface BestSoFar {
  /**
   * Records a new best model; if the last checkpoint is old, makes it and starts to write it, which the next write waits for. The
   * first model is written once this resolves: a slow machine may not get to it after the job was stopped.
   */
  improved(model: Making): Promise<void>;
  /** Writes the final model, or else the best so far if there is one, and resolves when it is written. */
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
  let writing = Promise.resolve();
  /** Makes a model, and puts it behind those that are being written. */
  const start = async (making: Making) => {
    writtenAt = now();
    const model = await making();
    writing = writing.then(async () =>
      // The process can be killed at any moment: the server sees a complete artifact or none.
      // The job does not survive a power cut, and the server syncs its own copy.
      replaceFile(artifactPath, await pack(model), { syncs: false, sweeps: false }),
    );
    // Whoever waits for it sees its failure.
    writing.catch(() => undefined);
  };
  return {
    async write(final = best) {
      if (final !== undefined) await start(final);
      await writing;
    },
    async improved(model) {
      best = model;
      const isFirst = writtenAt === -Infinity;
      if (now() - writtenAt >= checkpointIntervalMs) await start(model);
      // A failure is that of the final write.
      if (isFirst) await writing.catch(() => undefined);
    },
  };
}
