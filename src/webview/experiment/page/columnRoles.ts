import type { Experiment } from '../../../data/shapes/experiment.ts';
import type { ColumnFeature, Feature } from '../../../data/shapes/encoders/feature.ts';
import type { ColumnFacts } from '../contract.ts';
import { t } from '../../kit/language/language.ts';
import { full } from '../../kit/language/numbers.ts';

/** What is trained on: as listed, or every usable column but the target as it is by default. */
export const featuresOf = (
  { features, target }: Pick<Experiment, 'features' | 'target'>,
  columns: readonly ColumnFacts[],
): readonly Feature[] =>
  features ?? columns.flatMap(({ name, suggested }) => (name === target ? [] : (suggested ?? [])));

/** The features with one column added, as it is by default, or taken away; those that stay keep their preparation. */
export function withRole(
  features: readonly Feature[],
  { name, suggested = { column: name } }: Pick<ColumnFacts, 'name' | 'suggested'>,
  isFeature: boolean,
): Feature[] {
  const others = features.filter(({ column }) => column !== name);
  return isFeature ? [...others, suggested] : others;
}

/** What is done with a feature, in words. */
export function preparationText(feature: Feature): string {
  if ('product' in feature) return t('product of {0} and {1}', ...feature.product);
  const { encode, missing, indicator, unseen = 'other' } = feature;
  if (encode === 'one-hot') {
    const parts = [categoryText(unseen), ...(missing === 'drop' ? [gapsText(missing)] : [])];
    return parts.join('; ');
  }
  const gaps = missing === undefined ? undefined : gapsText(missing);
  if (gaps === undefined) return t('number');
  return indicator === true && missing !== 'drop'
    ? t('number; {0}, gaps marked', gaps)
    : t('number; {0}', gaps);
}

function categoryText(unseen: ColumnFeature['unseen'] & {}): string {
  switch (unseen) {
    case 'other':
      return t('category: one column per frequent value, one for the others');
    case 'zero':
      return t('category: one column per frequent value, new values in none');
    case 'error':
      return t('category: one column per frequent value, new values are an error');
  }
}

function gapsText(missing: Feature['missing'] & {}): string {
  switch (missing) {
    case 'drop':
      return t('rows with gaps left out');
    case 'median':
      return t('gaps get the median');
    case 'mean':
      return t('gaps get the mean');
    case 'mostFrequent':
      return t('gaps get the most frequent value');
    default:
      return t('gaps get {0}', full(missing));
  }
}

/** Why a column is not used by itself; undefined for one that could be. */
export function unusableText({ unusable }: Pick<ColumnFacts, 'unusable'>): string | undefined {
  switch (unusable) {
    case undefined:
      return undefined;
    case 'missing':
      return t('has no value');
    case 'identifier':
      return t('identifier');
    case 'constant':
      return t('constant');
    case 'text':
      return t('text that hardly repeats');
  }
}
