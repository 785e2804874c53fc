import { parseExperiment } from '../data/experiment/parseExperiment.ts';
import { columnsOf } from '../data/shapes/encoders/feature.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import type { Edit, Vary } from '../data/shapes/study.ts';
import { openPace } from '../data/shapes/work.ts';
import { Failure } from '../learner/errors.ts';
import { applyEdits } from './applyEdits.ts';
import { studyFailure } from './errors.ts';

const variedKeys: readonly string[] = ['hyperparameters', 'features', 'targetTransform', 'split'];

const unusable = (path: string, found: string, expected: string) =>
  studyFailure('study-unusable', { path, found, expected }, `${path} cannot be ${found}: ${expected}`);

/** Throws 'study-unusable' for a setting that cannot be varied, or not so. */
export function checkVary(vary: readonly Vary[], experiment: Experiment): void {
  const known = new Set<string>();
  for (const one of vary) {
    const [root = '', column = ''] = one.path;
    const path = one.path.join('.');
    if (!variedKeys.includes(root)) throw unusable(path, 'varied', variedKeys.join(', '));
    if (known.has(path)) throw unusable(path, 'varied twice', 'varied once');
    known.add(path);
    if (root === 'features' && !isFeature(experiment, column))
      throw unusable(path, 'varied', 'a feature of the experiment');
    if ('values' in one) continue;
    const range = `${one.low} to ${one.high}`;
    if (one.low >= one.high) throw unusable(path, range, 'from a number to a larger one');
    if (one.scale === 'log' && one.low <= 0) throw unusable(path, range, 'above 0 on a logarithmic scale');
  }
}

const isFeature = ({ features = [] }: Experiment, column: string) =>
  features.some((feature) => columnsOf(feature).includes(column));

/** Says of each range whether it is one of whole numbers. */
export const withWholeRanges = (vary: readonly Vary[], experiment: Experiment): readonly Vary[] =>
  vary.map((one) => {
    if ('values' in one || one.isWhole !== undefined) return one;
    const { path, low, high } = one;
    const isWhole =
      Number.isInteger(low) &&
      Number.isInteger(high) &&
      isValid(experiment, [{ path, value: low }]) &&
      !isValid(experiment, [{ path, value: low + 0.5 }]);
    return isWhole ? { ...one, isWhole } : one;
  });

function isValid(experiment: Experiment, edits: readonly Edit[]): boolean {
  try {
    parseEdited(experiment, edits);
    return true;
  } catch {
    return false;
  }
}

/** The experiment with the edits as its file would be read. Throws DataFailure for values that it cannot have. */
const parseEdited = (experiment: Experiment, edits: readonly Edit[]): Experiment =>
  parseExperiment(JSON.stringify(applyEdits(experiment, edits)), '');

/** Throws 'study-unusable' for the first variation that is no experiment, with the setting and its value. */
export async function checkVariations(
  experiment: Experiment,
  variations: readonly (readonly Edit[])[],
  signal?: AbortSignal,
): Promise<void> {
  const pace = openPace({ signal });
  for (const edits of variations) {
    await pace();
    try {
      parseEdited(experiment, edits);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw unusableBy(error, experiment, edits);
    }
  }
}

function unusableBy({ facts, message }: Failure, experiment: Experiment, edits: readonly Edit[]): Failure {
  const key = 'key' in facts ? String(facts.key) : '';
  const expected = 'expected' in facts ? String(facts.expected) : '';
  const edited = applyEdits(experiment, edits);
  const guilty = edits.filter(
    (edit) => key === keyOf(edit, edited) || key.startsWith(`${keyOf(edit, edited)}.`),
  );
  const named = guilty.length > 0 ? guilty : edits;
  return unusable(
    named.map(({ path }) => path.join('.')).join(', '),
    named.map(({ value }) => JSON.stringify(value)).join(', '),
    'expected' in facts ? expected : message,
  );
}

/** Where an edit is in the file: features are a list there. */
function keyOf({ path }: Edit, { features = [] }: Experiment): string {
  const [root, column, ...rest] = path;
  if (root !== 'features' || column === undefined) return path.join('.');
  return ['features', features.findIndex((feature) => feature.column === column), ...rest].join('.');
}
