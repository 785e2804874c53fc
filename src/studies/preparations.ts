import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../data/engine/calls.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import type { PreparedRun } from '../data/shapes/preparation.ts';
import type { TrialRows } from '../data/shapes/trialRows.ts';
import { removeFolder } from './records.ts';

/** What a training is prepared from. */
interface Wanted {
  readonly experiment: Experiment;
  readonly rows: TrialRows;
}

/** Keys of an experiment that have no part in its rows and features. */
const others: ReadonlySet<string> = new Set<keyof Experiment>([
  '$schema',
  'hyperparameters',
  'training',
  'output',
  'endpoint',
]);

/** The same for trials that train on the same bytes. */
export const preparationKey = ({ experiment, rows }: Wanted): string =>
  JSON.stringify([Object.entries(experiment).filter(([key]) => !others.has(key)), rows]);

/** Prepared files that several trials train on, removed after the last of them. */
export interface Preparations {
  /** Runs `use` with the files; the hyperparameters are those that the rows give. */
  with<T>(wanted: Wanted, use: (prepared: PreparedRun) => Promise<T>): Promise<T>;
}

/** `countOf` says how many trials will want the files of a key. */
export function openPreparations(
  engine: Pick<Engine, 'prepareTrial'>,
  table: { readonly datasetPath: string; readonly expectedSha256: string },
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal },
  countOf: (key: string) => number,
): Preparations {
  const known = new Map<
    string,
    { readonly made: Promise<PreparedRun>; readonly folder: string; left: number }
  >();
  let folderCount = 0;
  const begin = (key: string, { experiment, rows }: Wanted) => {
    folderCount += 1;
    const outputFolder = join(folder, `data-${folderCount}`);
    const make = async () => {
      await mkdir(outputFolder);
      const request = { ...table, experiment: { ...experiment, hyperparameters: {} }, outputFolder, rows };
      return engine.prepareTrial(request, { signal });
    };
    const entry = { made: make(), folder: outputFolder, left: countOf(key) };
    // Each trial that wants it sees its failure.
    entry.made.catch(() => undefined);
    known.set(key, entry);
    return entry;
  };
  return {
    async with(wanted, use) {
      const key = preparationKey(wanted);
      const entry = known.get(key) ?? begin(key, wanted);
      try {
        return await use(await entry.made);
      } finally {
        entry.left -= 1;
        if (entry.left <= 0) {
          known.delete(key);
          await removeFolder(entry.folder);
        }
      }
    },
  };
}
