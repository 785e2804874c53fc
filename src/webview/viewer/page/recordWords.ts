import type { ArtifactFacts, RecordFileFacts, TensorUse } from '../../../data/shapes/recordFiles.ts';
import type { DefinitionRow } from '../../kit/controls/DefinitionRows.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';

/** Features and bytes of a record. */
export function shapeFacts({ widths, recordBytes }: RecordFileFacts): readonly DefinitionRow[] {
  return [
    { term: t('Features'), value: rangeText(widths) },
    { term: t('Bytes per record'), value: rangeText(recordBytes) },
  ];
}

const rangeText = ([low, high]: readonly [number, number]) =>
  low === high ? fixed(low) : t('{0} to {1}', fixed(low), fixed(high));

/** One row for each kind of tensor. */
export const tensorRows = ({ tensors, recordCount }: RecordFileFacts): readonly DefinitionRow[] =>
  tensors.map((use) => ({
    term: use.of === 'features' ? t('Feature tensor "{0}"', use.key) : t('Label tensor "{0}"', use.key),
    value: t('{0}, {1}', tensorText(use), useText(use.recordCount, recordCount)),
  }));

function tensorText({ kind, isSparse }: TensorUse): string {
  return isSparse ? t('{0}, sparse', kind) : t('{0}, dense', kind);
}

const useText = (count: number, all: number) =>
  count === all ? t('in every record') : t('in {0} records', fixed(count));

export function predictorWord(type: ArtifactFacts['predictorType']): string {
  switch (type) {
    case 'regressor':
      return t('Regressor');
    case 'binary_classifier':
      return t('Binary classifier');
    case 'multiclass_classifier':
      return t('Multiclass classifier');
  }
}

export const recordsText = (count: number): string =>
  count === 1 ? t('1 record') : t('{0} records', fixed(count));

export const featuresText = (count: number): string =>
  count === 1 ? t('1 feature') : t('{0} features', fixed(count));
