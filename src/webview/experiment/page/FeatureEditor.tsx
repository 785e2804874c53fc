import type { ComponentChildren } from 'preact';
import type { ColumnFeature } from '../../../data/shapes/encoders/feature.ts';
import { Checkbox } from '../../kit/controls/Checkbox.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { useEditing } from './editing.ts';
import { encoderKeys } from '../../../data/findings/encoderKeys.ts';
import type { ColumnEncoding, EncoderKey } from '../../../data/findings/encoderKeys.ts';
import { defaults, encodingNames, partName } from '../../kit/language/featureWords.ts';
import { ChoiceField, CommittedField, Field } from './fields.tsx';
import { GapsField } from './GapsField.tsx';
import { Hinted } from './Hinted.tsx';
import type { KeyHints } from './Hinted.tsx';
import { listText, numberList, numberText, textList } from '../../kit/language/listFields.ts';
import { RemoveFeature } from './RemoveFeature.tsx';
import { TransformField } from './TransformField.tsx';

interface EditorProps {
  readonly feature: ColumnFeature;
  /** In the list of features. */
  readonly index: number;
  readonly label: string;
  readonly hints: KeyHints;
  readonly outputCount: number | undefined;
  /** A model needs at least one feature. */
  readonly isOnly: boolean;
}

/** How a column becomes numbers: the way, and the settings that this way takes. */
export function FeatureEditor({ feature, index, label, hints, outputCount, isOnly }: EditorProps) {
  const { encode = 'number', column } = feature;
  return (
    <>
      <Field
        label={<Hinted hints={hints} name="encode" label={label} />}
        hint={outputCount === undefined ? undefined : columnsText(outputCount)}
      >
        <ChoiceField
          label={t('Encoding of {0}', column)}
          path={['features', index, 'encode']}
          value={encode}
          options={Object.entries(encodingNames()).map(([value, name]) => ({ value, label: name }))}
        />
        {!isOnly && <RemoveFeature index={index} label={t('Leave out this feature of {0}', column)} />}
      </Field>
      {fieldsOf(encode).map((name) => (
        <KeyField key={name} name={name} {...{ feature, index, hints }} />
      ))}
    </>
  );
}

/** Rows with gaps can be left out whatever the encoding. */
const fieldsOf = (encode: ColumnEncoding): readonly EncoderKey[] => [
  ...new Set([...encoderKeys[encode], 'missing' as const]),
];

const columnsText = (count: number) =>
  count === 1 ? t('makes 1 feature') : t('makes {0} features', fixed(count));

interface KeyProps {
  readonly name: EncoderKey;
  readonly feature: ColumnFeature;
  readonly index: number;
  readonly hints: KeyHints;
}

function KeyField(props: KeyProps) {
  const { name, feature, index, hints } = props;
  const path = ['features', index, name] as const;
  const row = (label: string, control: ComponentChildren) => (
    <Field label={<Hinted hints={hints} name={name} label={label} />}>{control}</Field>
  );
  switch (name) {
    case 'missing':
      return <GapsField {...{ feature, index, hints }} />;
    case 'transform':
      return <TransformField {...{ feature, index, hints }} />;
    case 'indicator':
      return row(
        t('Mark gaps'),
        <Flag path={path} label={t('in a column of their own')} value={feature.indicator} />,
      );
    case 'cyclic':
      return row(
        t('Cyclic'),
        <Flag path={path} label={t('month, weekday and hour as sine and cosine')} value={feature.cyclic} />,
      );
    case 'clip':
      return row(
        t('Clip to'),
        <CommittedField
          label={t('Minimum and maximum')}
          path={path}
          value={listText(feature.clip)}
          placeholder={t('min, max')}
          toFile={numberList}
          className="medium"
        />,
      );
    case 'order':
      return row(
        t('Order'),
        <CommittedField
          label={t('Values in order')}
          path={path}
          value={listText(feature.order)}
          placeholder={t('as sorted: first, second, …')}
          toFile={textList}
        />,
      );
    case 'edges':
      return row(
        t('Edges'),
        <CommittedField
          label={t('Edges of the ranges')}
          path={path}
          value={listText(feature.edges)}
          placeholder={t('from the training rows')}
          toFile={numberList}
          className="medium"
        />,
      );
    case 'timezone':
      return row(
        t('Time zone'),
        <CommittedField
          label={t('Time zone')}
          path={path}
          value={feature.timezone ?? ''}
          placeholder="UTC"
          toFile={(text) => (text.trim() === '' ? undefined : text.trim())}
          className="medium"
        />,
      );
    case 'unseen':
      return row(
        t('New values'),
        <ChoiceField
          label={t('New values')}
          path={path}
          value={feature.unseen ?? 'other'}
          options={[
            { value: 'other', label: t('same as rare values') },
            { value: 'zero', label: t('zero in every column') },
            { value: 'error', label: t('an error') },
          ]}
          toFile={(value) => (value === 'other' ? undefined : value)}
        />,
      );
    case 'parts':
      return row(t('Parts'), <Parts feature={feature} index={index} />);
    case 'minRows':
    case 'maxLevels':
    case 'buckets':
    case 'count':
    case 'degree':
    case 'folds':
    case 'smoothing':
      return row(countLabels()[name], <Count path={path} name={name} value={feature[name]} />);
  }
}

type CountKey = 'minRows' | 'maxLevels' | 'buckets' | 'count' | 'degree' | 'folds' | 'smoothing';

const countLabels = (): Readonly<Record<CountKey, string>> => ({
  minRows: t('Minimum rows per value'),
  maxLevels: t('Maximum columns'),
  buckets: t('Columns'),
  count: t('Ranges'),
  degree: t('Highest power'),
  folds: t('Folds'),
  smoothing: t('Smoothing'),
});

/** A number that has a default: emptied, it is what it was before. */
function Count({
  path,
  name,
  value,
}: {
  readonly path: readonly (string | number)[];
  readonly name: CountKey;
  readonly value: number | undefined;
}) {
  return (
    <CommittedField
      label={countLabels()[name]}
      path={path}
      value={value === undefined ? '' : String(value)}
      placeholder={name === 'minRows' ? t('2 to 10') : String(defaults[name])}
      toFile={numberText}
      className="short"
    />
  );
}

function Flag({
  path,
  label,
  value = false,
}: {
  readonly path: readonly (string | number)[];
  readonly label: string;
  readonly value: boolean | undefined;
}) {
  const { edit } = useEditing();
  return (
    <Checkbox label={label} checked={value} onChange={(checked) => edit(path, checked ? true : undefined)} />
  );
}

const allParts = ['year', 'month', 'day', 'weekday', 'hour', 'minute', 'daysSinceStart'] as const;

function Parts({ feature, index }: Pick<KeyProps, 'feature' | 'index'>) {
  const { edit } = useEditing();
  const parts = new Set<(typeof allParts)[number]>(feature.parts ?? defaults.parts);
  return (
    <>
      {allParts.map((part) => (
        <Checkbox
          key={part}
          label={partName(part)}
          checked={parts.has(part)}
          onChange={(checked) => {
            const next = allParts.filter((one) => (one === part ? checked : parts.has(one)));
            edit(['features', index, 'parts'], next, { label: t('Parts') });
          }}
        />
      ))}
    </>
  );
}
