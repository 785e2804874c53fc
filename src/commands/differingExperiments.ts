import type { Experiment } from '../data/shapes/experiment.ts';
import { sortedOptions } from '../data/shapes/read.ts';

export interface NamedExperiment<Of = Pick<Experiment, 'read' | 'columns' | 'split'>> {
  readonly name: string;
  readonly experiment: Of;
}

/** One of those that read and split the table alike; one that leaves the reading to us is like any other with its split. */
export function differing<Of extends Pick<Experiment, 'read' | 'split'>>(
  experiments: readonly NamedExperiment<Of>[],
): readonly NamedExperiment<Of>[] {
  const found = new Map<string, NamedExperiment<Of>>();
  const splitsRead = new Set<string>();
  const withReading = experiments.toSorted(
    (a, b) => Number(a.experiment.read === undefined) - Number(b.experiment.read === undefined),
  );
  for (const file of withReading) {
    const { split: settings, read } = file.experiment;
    const splitKey = JSON.stringify(settings);
    if (read === undefined && splitsRead.has(splitKey)) continue;
    splitsRead.add(splitKey);
    found.set(JSON.stringify([settings, read && sortedOptions(read)]), file);
  }
  return [...found.values()];
}
