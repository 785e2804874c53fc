import { columnsOf } from '../../../data/shapes/encoders/feature.ts';
import type { Experiment } from '../../../data/shapes/experiment.ts';
import { nearest } from '../../../learner/hyperparameters/validate.ts';
import type { Difference } from '../contract.ts';

type NamingParts = Pick<Experiment, 'target' | 'features' | 'rows' | 'columns'>;
type Named = Pick<Difference, 'path' | 'name'>;

/** Pairs of names that are compared at most, so that a wide table keeps nobody waiting. */
const mostCompared = 200_000;

/** Columns that an experiment names and its table does not have, each of the first ones with the column whose name is nearest. */
export function differencesOf(experiment: NamingParts, names: readonly string[]): readonly Difference[] {
  const known = new Set(names);
  const named = namesIn(experiment);
  const absent = named.filter(({ name }) => !known.has(name));
  // A feature is made of each column once, and never of the target.
  const used = new Set(
    named.filter(({ path }) => path[0] === 'features' || path[0] === 'target').map(({ name }) => name),
  );
  const mostWithNear = Math.max(1, Math.floor(mostCompared / Math.max(1, names.length)));
  return absent.map((one, index): Difference => {
    if (index >= mostWithNear) return one;
    const isColumn = one.path[0] === 'features' && one.path[2] === 'column';
    const near = nearest(one.name, isColumn ? names.filter((name) => !used.has(name)) : names);
    if (near === undefined) return one;
    if (isColumn || one.path[0] === 'target') used.add(near);
    return { ...one, near };
  });
}

/** Every name of a column, with its place. */
function namesIn({ target, features = [], rows = [], columns = {} }: NamingParts): readonly Named[] {
  return [
    { path: ['target'], name: target },
    ...features.flatMap((feature, index) =>
      columnsOf(feature).map((name, at): Named => {
        const place = ['features', index] as const;
        return { path: 'product' in feature ? [...place, 'product', at] : [...place, 'column'], name };
      }),
    ),
    ...rows.map(({ column: name }, index): Named => ({ path: ['rows', index, 'column'], name })),
    ...Object.keys(columns).map((name): Named => ({ path: ['columns', name], name })),
  ];
}
