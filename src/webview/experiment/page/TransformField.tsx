import type { ColumnFeature } from '../../../data/shapes/encoders/feature.ts';
import { t } from '../../kit/language/language.ts';
import { useEditing } from './editing.ts';
import { transformNames } from '../../kit/language/featureWords.ts';
import { ChoiceField, CommittedField, Field } from './fields.tsx';
import { Hinted } from './Hinted.tsx';
import type { KeyHints } from './Hinted.tsx';
import { numberText } from '../../kit/language/listFields.ts';

interface TransformProps {
  readonly feature: ColumnFeature;
  readonly index: number;
  readonly hints: KeyHints;
}

/** A function of the number. */
export function TransformField({ feature: { transform }, index, hints }: TransformProps) {
  const { edit } = useEditing();
  const path = ['features', index, 'transform'] as const;
  const kind = typeof transform === 'object' ? ('power' in transform ? 'power' : 'since') : (transform ?? '');
  const send = (next: string) => {
    if (next === 'power') edit(path, { power: 2 });
    else if (next === 'since') edit(path, { since: 'start' });
    else edit(path, next === '' ? undefined : next);
  };
  return (
    <Field label={<Hinted hints={hints} name="transform" label={t('Transform')} />}>
      <ChoiceField
        label={t('Transform')}
        path={path}
        value={kind}
        options={[
          { value: '', label: t('as it is') },
          ...Object.entries(transformNames()).map(([value, label]) => ({ value, label })),
          { value: 'power', label: t('a power, keeping the sign') },
          { value: 'since', label: t('since the first value') },
        ]}
        send={send}
      />
      {typeof transform === 'object' && 'power' in transform && (
        <CommittedField
          label={t('Power')}
          path={[...path, 'power']}
          value={String(transform.power)}
          toFile={numberText}
          className="short"
        />
      )}
    </Field>
  );
}
