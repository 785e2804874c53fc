import type { Edit } from '../../../data/shapes/study.ts';
import { t } from '../../kit/language/language.ts';
import { fixed, full } from '../../kit/language/numbers.ts';
import type { SplitFacts, VariedValue } from '../contract.ts';
import type { StudyKind } from '../kinds.ts';

export function kindName(kind: StudyKind): string {
  switch (kind) {
    case 'cross-validation':
      return t('Cross-validate');
    case 'variations':
      return t('Try variations');
    case 'learning-curve':
      return t('Learning curve');
  }
}

/** How rows get into folds: as the experiment's split draws them. */
export function foldsWords({ method, column = '' }: SplitFacts): string {
  switch (method) {
    case 'random':
      return t('Rows are shuffled into folds, as the split of the experiment is random.');
    case 'stratified':
      return t('Each fold has the same share of every class, as the split of the experiment is stratified.');
    case 'group':
      return t('Rows with the same {0} are in one fold, as the experiment splits by group.', column);
    case 'time':
      return t(
        'Each fold is later in {0} than the rows it trains on, as the experiment splits by time.',
        column,
      );
    case 'column':
      return t('The split by {0} names the rows to hold out, so there are no folds to draw.', column);
    case 'hash':
      return t('Rows get into folds by a hash of {0}, as in the split of the experiment.', column);
    case 'in-order':
      return t('Folds are consecutive rows, as the experiment does not shuffle.');
  }
}

/** A value at a path; null is what holds where the experiment says nothing. */
export function valueWords(value: VariedValue, path: Edit['path']): string {
  if (isWholeFeature(path)) return value === null ? t('left out') : t('used');
  if (value === null) return path[0] === 'targetTransform' ? t('none') : t('default');
  if (typeof value === 'number') return full(value);
  return String(value);
}

const isWholeFeature = (path: Edit['path']) => path[0] === 'features' && path.length === 2;

/** What is varied: the name of a hyperparameter, or what of a column. */
export function pathWords(path: readonly string[]): string {
  const [first = '', name = '', key] = path;
  switch (first) {
    case 'hyperparameters':
      return name;
    case 'features':
      return key === undefined ? name : t('{0}: {1}', name, featureKeyName(key));
    case 'targetTransform':
      return t('target transform');
    case 'split':
      return name === 'seed' ? t('split seed') : t('split {0}', name);
    default:
      return path.join('.');
  }
}

const featureKeyName = (key: string) => (key === 'encode' ? t('encoding') : key);

/** "wd 0.01", "without Age" */
function editWords({ path, value }: Edit): string {
  if (isWholeFeature(path))
    return value === null ? t('without {0}', path[1] ?? '') : t('with {0}', path[1] ?? '');
  return `${pathWords(path)} ${valueWords(value, path)}`;
}

export const editsWords = (edits: readonly Edit[]): string =>
  edits.length === 0 ? t('the experiment as it is') : edits.map(editWords).join(', ');

export const trainingsWords = (count: number): string =>
  count === 1 ? t('1 training') : t('{0} trainings', fixed(count));
