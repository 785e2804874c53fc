import { useState } from 'preact/hooks';
import type { Feature, ProductFeature } from '../../../data/shapes/encoders/feature.ts';
import type { ColumnFeatureRow } from '../contract.ts';
import { Button, Link, Select } from '../../kit/controls/controls.tsx';
import { Grid } from '../../kit/controls/Grid.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { ColumnPicker } from './ColumnPicker.tsx';
import { useEditing } from './editing.ts';
import { FeaturePreview } from './FeaturePreview.tsx';
import { featureText, missingNames } from '../../kit/language/featureWords.ts';
import { ChoiceField } from './fields.tsx';
import { RemoveFeature } from './RemoveFeature.tsx';
import type { SectionProps } from './sectionProps.ts';

/** Features beyond one a column: products, powers, a second encoding of a column. */
export function ExtraFeatures({ state, port, run }: SectionProps) {
  const { extras, extraCount, count } = state.features;
  const [shown, setShown] = useState<string | undefined>(undefined);
  const chosen = extras.find((row) => keyOf(row) === shown);
  const hidden = extraCount - extras.length;
  return (
    <>
      {extras.length > 0 && (
        <Grid
          label={t('Extra features')}
          testId="extra-features"
          rows={extras}
          keyOf={keyOf}
          columns={[
            {
              label: t('Feature'),
              className: 'flowing',
              cell: (row: ColumnFeatureRow) => (
                <button
                  type="button"
                  class="link"
                  aria-expanded={shown === keyOf(row)}
                  onClick={() => setShown(shown === keyOf(row) ? undefined : keyOf(row))}
                >
                  {nameOf(row)}
                </button>
              ),
            },
            {
              label: t('Becomes'),
              className: 'q flowing',
              cell: ({ feature }: ColumnFeatureRow) => featureText(feature),
            },
            {
              label: t('If missing'),
              cell: ({ feature, index }: ColumnFeatureRow) =>
                'product' in feature && <ProductGaps feature={feature} index={index} />,
            },
            {
              label: t('Features'),
              numeric: true,
              cell: ({ outputCount }: ColumnFeatureRow) =>
                outputCount === undefined ? '' : fixed(outputCount),
            },
            {
              label: t('Remove'),
              isLabelHidden: true,
              cell: (row: ColumnFeatureRow) =>
                count > 1 && <RemoveFeature index={row.index} label={t('Remove {0}', nameOf(row))} />,
            },
          ]}
        />
      )}
      {chosen && (
        <FeaturePreview
          {...{ state, port, run }}
          column={columnOf(chosen.feature)}
          feature={chosen.index}
          made={chosen.feature}
        />
      )}
      {hidden > 0 && <p class="q s">{t('{0} more are in the file.', fixed(hidden))}</p>}
      <AddFeature {...{ state, port, run }} />
    </>
  );
}

const nameOf = ({ feature }: ColumnFeatureRow) =>
  'product' in feature ? feature.product.join(' × ') : feature.column;
const keyOf = (row: ColumnFeatureRow) => `${row.index} ${nameOf(row)}`;
const columnOf = (feature: Feature) => ('product' in feature ? feature.product[0] : feature.column);

/** What replaces a missing factor; other features are edited with their column. */
function ProductGaps({ feature, index }: { readonly feature: ProductFeature; readonly index: number }) {
  const { product, missing } = feature;
  const isNumber = typeof missing === 'number';
  return (
    <ChoiceField
      label={t('Missing values of {0} become', product.join(' × '))}
      path={['features', index, 'missing']}
      value={missing === undefined ? '' : String(missing)}
      options={[
        { value: '', label: t('an error') },
        ...Object.entries(missingNames()).map(([value, label]) => ({ value, label })),
        ...(isNumber ? [{ value: String(missing), label: String(missing) }] : []),
      ]}
      toFile={(value) => (value === '' ? undefined : isNumber && value === String(missing) ? missing : value)}
    />
  );
}

type Kind = 'product' | 'powers' | 'bins';

/** Makes a feature of one or two columns. */
function AddFeature({ state, port, run }: SectionProps) {
  const { edit } = useEditing();
  const [isOpen, setOpen] = useState(false);
  const [kind, setKind] = useState<Kind>('product');
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const isWhole = first !== '' && (kind !== 'product' || second !== '');
  const add = () => {
    const path = ['features', state.features.count] as const;
    if (kind === 'product') edit(path, { product: [first, second] }, { label: t('Extra features') });
    else edit(path, { column: first, encode: kind }, { label: t('Extra features') });
    setFirst('');
    setSecond('');
    setOpen(false);
  };
  if (!isOpen) return <Link onClick={() => setOpen(true)}>{t('Add a product, powers or ranges…')}</Link>;
  return (
    <div class="form-control add" role="group" aria-label={t('Add a feature')}>
      <Select
        label={t('Kind of feature')}
        value={kind}
        options={[
          { value: 'product', label: t('Product of two columns') },
          { value: 'powers', label: t('Powers of a column') },
          { value: 'bins', label: t('Ranges of a column') },
        ]}
        onChange={(next) => setKind(next === 'powers' || next === 'bins' ? next : 'product')}
      />
      <ColumnPicker
        {...{ port, run }}
        label={kind === 'product' ? t('First column') : t('Column')}
        placeholder={t('column')}
        value={first}
        onInput={setFirst}
      />
      {kind === 'product' && (
        <>
          <span class="q">×</span>
          <ColumnPicker
            {...{ port, run }}
            label={t('Second column')}
            placeholder={t('column')}
            value={second}
            onInput={setSecond}
          />
        </>
      )}
      <Button secondary disabled={!isWhole} onClick={add}>
        {t('Add')}
      </Button>
      <Link onClick={() => setOpen(false)}>{t('Cancel')}</Link>
    </div>
  );
}
