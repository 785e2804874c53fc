import type { ColumnFeature, Feature } from '../../../data/shapes/encoders/feature.ts';
import { t } from '../../kit/language/language.ts';
import { useEditing } from './editing.ts';
import { fillsGaps } from '../../../data/findings/encoderKeys.ts';
import { missingNames } from '../../kit/language/featureWords.ts';
import { ChoiceField, CommittedField, Field } from './fields.tsx';
import { Hinted } from './Hinted.tsx';
import type { KeyHints } from './Hinted.tsx';
import { numberText } from '../../kit/language/listFields.ts';

interface GapsProps {
  readonly feature: Feature;
  readonly index: number;
  readonly hints: KeyHints;
}

const ownNumber = 'number';

/** What replaces a missing value. */
export function GapsField({ feature, index, hints }: GapsProps) {
  const { edit } = useEditing();
  const { missing } = feature;
  const path = ['features', index, 'missing'] as const;
  const names = missingNames();
  const isNumber = typeof missing === 'number';
  const options = replaces(feature)
    ? [
        { value: '', label: t('an error') },
        ...Object.entries(names).map(([value, label]) => ({ value, label })),
        { value: ownNumber, label: t('a number of your own') },
      ]
    : [
        { value: '', label: t('the default of the encoding') },
        { value: 'drop', label: names.drop },
      ];
  return (
    <Field label={<Hinted hints={hints} name="missing" label={t('Missing values')} />}>
      <ChoiceField
        label={t('Missing values become')}
        path={path}
        value={isNumber ? ownNumber : (missing ?? '')}
        options={options}
        send={(next) => edit(path, next === '' ? undefined : next === ownNumber ? 0 : next)}
      />
      {isNumber && (
        <CommittedField
          label={t('Number for missing values')}
          path={path}
          value={String(missing)}
          toFile={numberText}
          className="short"
        />
      )}
    </Field>
  );
}

const replaces = (feature: Feature | ColumnFeature) => 'product' in feature || fillsGaps(feature);
