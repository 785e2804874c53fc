import { parseExperiment } from '../../../data/experiment/parseExperiment.ts';
import type { Feature } from '../../../data/shapes/encoders/feature.ts';
import type { Experiment } from '../../../data/shapes/experiment.ts';
import type { Edit } from '../../../data/shapes/study.ts';
import { applyEdits } from '../../../studies/applyEdits.ts';
import { withListChanges } from '../../host/jsonText.ts';
import { withKey } from '../../host/withKey.ts';
import type { Change } from '../contract.ts';

interface Used {
  readonly text: string;
  readonly changes: readonly Change[];
}

/**
 * The text of an experiment with the edits of a trial, and what they change. `features` are those of an experiment that lists none.
 * Throws DataFailure where the experiment of now cannot take them.
 */
export function withTrial(
  text: string,
  file: string,
  edits: readonly Edit[],
  features: readonly Feature[] | undefined,
): Used {
  const before = parseExperiment(text, file);
  const isAboutFeatures = edits.some(({ path }) => path[0] === 'features');
  const isToList = isAboutFeatures && before.features === undefined && features !== undefined;
  const listed = isToList ? withKey(text, ['features'], features) : text;
  const start = parseExperiment(listed, file);
  const changes = edits.flatMap((edit) => changeOf(start, edit) ?? []);
  const changed = edits
    .filter(({ path }) => path[0] !== 'features')
    .reduce((edited, { path, value }) => withKey(edited, path, value ?? undefined), listed);
  const replaced = changedFeatures(start, edits);
  const next = replaced.size === 0 ? changed : withListChanges(changed, ['features'], { replaced });
  const edited = changes.length === 0 ? text : (next ?? changed);
  parseExperiment(edited, file);
  return { text: edited, changes };
}

/** New features by their index; undefined for one that is left out. */
function changedFeatures(
  experiment: Experiment,
  edits: readonly Edit[],
): ReadonlyMap<number, Feature | undefined> {
  const { features = [] } = experiment;
  return new Map(
    features.flatMap((feature, index) => {
      const [edited] = applyEdits({ ...experiment, features: [feature] }, edits).features ?? [];
      return JSON.stringify(edited) === JSON.stringify(feature) ? [] : [[index, edited] as const];
    }),
  );
}

/** What an edit changes; undefined where the experiment is like that. */
function changeOf(experiment: Experiment, { path, value }: Edit): Change | undefined {
  const from = valueAt(experiment, path);
  return from === value ? undefined : { path, from, to: value };
}

function valueAt(experiment: Experiment, path: Edit['path']): Edit['value'] {
  const [root, column, key] = path;
  if (root === 'features') {
    const feature = (experiment.features ?? []).find((one) =>
      'product' in one ? key === undefined && one.product.includes(column ?? '') : one.column === column,
    );
    if (feature === undefined) return null;
    return key === undefined ? true : plain(feature, key);
  }
  return path.slice(0, -1).reduce<unknown>(memberOf, experiment) === undefined
    ? null
    : plain(path.slice(0, -1).reduce<unknown>(memberOf, experiment), path.at(-1) ?? '');
}

const memberOf = (from: unknown, key: string): unknown =>
  typeof from === 'object' && from !== null ? new Map(Object.entries(from)).get(key) : undefined;

function plain(from: unknown, key: string): Edit['value'] {
  const value = memberOf(from, key);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
