import type { Experiment } from '../../../data/shapes/experiment.ts';
import type { ColumnFacts } from '../contract.ts';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';

/** The columns that are trained on: as listed, or every usable one but the target. */
export const featuresOf = (
  { features, target }: Pick<Experiment, 'features' | 'target'>,
  columns: readonly ColumnFacts[],
): readonly string[] =>
  features?.map(({ column }) => column) ??
  columns.filter(({ name, unusable }) => name !== target && unusable === undefined).map(({ name }) => name);

/** Why a column is not used by itself; undefined for one that could be. */
export function unusableText({
  unusable,
  type,
  missingCount,
}: Pick<ColumnFacts, 'unusable' | 'type' | 'missingCount'>): string | undefined {
  switch (unusable) {
    case undefined:
      return undefined;
    case 'missing':
      return type === 'empty' ? t('has no value') : t('{0} missing', fixed(missingCount));
    case 'identifier':
      return t('identifier');
    case 'constant':
      return t('constant');
    case 'text':
      return t('{0}: only the target can be {0}', type);
  }
}
