import type { LeftOutColumn, PreflightItem } from '../../../data/shapes/preflight.ts';
import type { Unusable } from '../../../data/shapes/profile.ts';
import { t } from '../../kit/language.ts';
import { fixed } from '../../kit/numbers.ts';
import { classText } from './problems.ts';

/** What the preflight found, in words. */
export function itemText({
  kind,
  facts,
  columns = [],
}: Pick<PreflightItem, 'kind' | 'facts' | 'columns'>): string {
  const text = (name: string) => String(facts[name] ?? '');
  const count = (name: string) => fixed(Number(facts[name] ?? 0));
  switch (kind) {
    case 'batch-too-large':
      return t(
        'mini_batch_size {0} is more than the {1} training rows: no batch would be full and the job would fail.',
        count('miniBatchSize'),
        count('trainRows'),
      );
    case 'value-missing':
      return count('count') === '1'
        ? t('{0} has 1 missing value, in row {1}', text('column'), count('row'))
        : t('{0} has {1} missing values, the first in row {2}', text('column'), count('count'), count('row'));
    case 'value-not-numeric':
      return count('count') === '1'
        ? t(
            '{0} has 1 value that is not a number: "{1}" in row {2}',
            text('column'),
            text('found'),
            count('row'),
          )
        : t(
            '{0} has {1} values that are not numbers; the first, "{2}", is in row {3}',
            text('column'),
            count('count'),
            text('found'),
            count('row'),
          );
    case 'target-is-feature':
      return t('{0} is both the target and a feature: the model would just copy it.', text('column'));
    case 'feature-twice':
      return t('{0} is listed as a feature twice.', text('column'));
    case 'feature-dim':
      return t('feature_dim is {0}, but there are {1} features.', count('given'), count('featureCount'));
    case 'hyperparameter-refused':
      return t('{0} cannot be {1}: it must be {2}.', text('name'), text('found'), text('expected'));
    case 'memory-short':
      return t(
        '{0} models need at least {1} MB of memory; this machine has {2} MB.',
        count('modelCount'),
        count('neededMb'),
        count('memoryMb'),
      );
    case 'partial-batch':
      return t(
        '{0} batches of {1} per epoch; the last {2} of {3} training rows do not fill a batch and are left out',
        batchCount(facts),
        count('miniBatchSize'),
        count('dropped'),
        count('trainRows'),
      );
    case 'batches-full':
      return t(
        'mini_batch_size fits: {0} batches of {1} per epoch',
        batchCount(facts),
        count('miniBatchSize'),
      );
    case 'split-sides':
      return t('Both sides of the split have rows: {0} and {1}', count('train'), count('test'));
    case 'no-test-rows':
      return t('No rows are held out: the model cannot be evaluated.');
    case 'few-test-rows':
      return t('Small test set: {0} rows, so metrics depend on the seed', count('rowCount'));
    case 'constant-feature':
      return t('{0} is constant in the training rows, so it carries no information.', text('column'));
    case 'columns-left-out':
      return t('Left out: {0}', leftOutText(columns));
    case 'hyperparameter-ignored':
      return t('{0} has no effect while {1} is {2}.', text('name'), text('because'), text('value'));
    case 'values-complete':
      return t('Target and features are complete in {0} rows', count('rowCount'));
    case 'class-count':
    case 'class-limit':
    case 'positive-class':
    case 'num-classes':
    case 'class-not-in-training':
    case 'one-class':
    case 'classes-known':
      return classText(kind, facts);
  }
}

const batchCount = ({ trainRows, miniBatchSize }: Readonly<Record<string, number | string>>) =>
  fixed(Math.floor(Number(trainRows ?? 0) / Math.max(1, Number(miniBatchSize ?? 1))));

/** "age (38 missing); constant: unit; text: city, street, name and 3 more" */
function leftOutText(columns: readonly LeftOutColumn[]): string {
  const namesOf = (wanted: Unusable) => columns.filter(({ why }) => why === wanted).map(({ name }) => name);
  const missing = columns
    .filter(({ why }) => why === 'missing')
    .map(({ name, missingCount }) => t('{0} ({1} missing)', name, fixed(missingCount)));
  const constant = namesOf('constant');
  const text = namesOf('text');
  return [
    ...(missing.length > 0 ? [listed(missing)] : []),
    ...(constant.length > 0 ? [t('constant: {0}', listed(constant))] : []),
    ...(text.length > 0 ? [t('text: {0}', listed(text))] : []),
  ].join('; ');
}

const namesTold = 3;

/** All names, or the first ones and how many more. */
const listed = (names: readonly string[]) =>
  names.length <= namesTold + 1
    ? names.join(', ')
    : t('{0} and {1} more', names.slice(0, namesTold).join(', '), fixed(names.length - namesTold));
