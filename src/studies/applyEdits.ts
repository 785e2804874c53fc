import { encoderKeys } from '../data/findings/encoderKeys.ts';
import { columnFeatureSchema, columnsOf } from '../data/shapes/encoders/feature.ts';
import type { Feature } from '../data/shapes/encoders/feature.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import type { Edit } from '../data/shapes/study.ts';

/**
 * The experiment with a trial's edits, in their order; a value may not be valid there. An experiment that lists no features stays as
 * it is where an edit is about one: give it those of the study first.
 */
export const applyEdits = (experiment: Experiment, edits: readonly Edit[]): Experiment =>
  edits.reduce(withEdit, experiment);

function withEdit(experiment: Experiment, { path, value }: Edit): Experiment {
  const [root = '', ...rest] = path;
  if (root !== 'features') return withValue(experiment, path, value);
  const [column = '', key] = rest;
  const { features } = experiment;
  if (features === undefined) return experiment;
  const edited =
    key === undefined
      ? features.filter((feature) => value !== null || !columnsOf(feature).includes(column))
      : features.map((feature) => (feature.column === column ? withKey(feature, key, value) : feature));
  return { ...experiment, features: edited };
}

/** The object with the value at a path; without the key where the value is null. */
function withValue<T extends object>(object: T, path: readonly string[], value: Edit['value']): T {
  const [key = '', ...rest] = path;
  const entries = new Map<string, unknown>(Object.entries(object));
  if (rest.length === 0) {
    if (value === null) entries.delete(key);
    else entries.set(key, value);
  } else {
    const inner = entries.get(key);
    entries.set(key, withValue(typeof inner === 'object' && inner !== null ? inner : {}, rest, value));
  }
  // SAFETY: the same keys but for the edited one, which is validated before anything depends on it.
  return Object.fromEntries(entries) as T;
}

function withKey(feature: Feature, key: string, value: Edit['value']): Feature {
  const edited = withValue(feature, [key], value);
  return key === 'encode' ? withoutIdleKeys(edited) : edited;
}

/** Without the keys of the encoding that it had before. */
function withoutIdleKeys(feature: Feature): Feature {
  const { success } = columnFeatureSchema.safeParse(feature);
  if (!success || feature.column === undefined) return feature;
  const kept: ReadonlySet<string> = new Set([
    'column',
    'encode',
    ...encoderKeys[feature.encode ?? 'number'],
    ...(feature.missing === 'drop' ? ['missing'] : []),
  ]);
  // SAFETY: optional keys alone are left out.
  return Object.fromEntries(Object.entries(feature).filter(([key]) => kept.has(key))) as Feature;
}
