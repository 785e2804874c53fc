import type { Experiment } from '../data/shapes/experiment.ts';

/** Whether trials of both experiments would be the same. */
export const isSameStudied = (a: Experiment, b: Experiment): boolean => studiedPart(a) === studiedPart(b);

/** Keys that no trial depends on. */
const unstudied: ReadonlySet<string> = new Set<keyof Experiment>([
  '$schema',
  'training',
  'output',
  'endpoint',
]);

const studiedPart = (experiment: Experiment): string =>
  JSON.stringify(
    inKeyOrder(Object.fromEntries(Object.entries(experiment).filter(([key]) => !unstudied.has(key)))),
  );

/** Keys have no order in an experiment. */
function inKeyOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inKeyOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, one]) => [key, inKeyOrder(one)]));
}
