import type { ExperimentReady } from '../contract.ts';
import { Checkbox } from '../../kit/controls/Checkbox.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { Section } from '../../kit/controls/Section.tsx';
import { useEditing } from './editing.ts';
import { Field, NumberField } from './fields.tsx';
import type { SectionProps } from './sectionProps.ts';
import { drawsByColumn } from './splitEdit.ts';
import { SplitMethodFields } from './SplitMethodFields.tsx';

/** Which rows train and which evaluate, and the resulting counts. */
export function SplitSection({ state, port, run }: SectionProps) {
  const { edit } = useEditing();
  const { split } = state.experiment;
  return (
    <Section id="split" title={t('Split')}>
      {split.method !== 'column' && <Sizes split={split} />}
      <SplitMethodFields {...{ state, port, run }} />
      <Field label={t('Seed')}>
        <NumberField label={t('Seed')} path={['split', 'seed']} value={split.seed} />
        {!drawsByColumn[split.method ?? 'random'] && (
          <Checkbox
            label={t('Shuffle first')}
            checked={split.shuffle}
            onChange={(checked) => edit(['split', 'shuffle'], checked)}
          />
        )}
      </Field>
      <Result state={state} />
    </Section>
  );
}

/** Of sets that are not named by their values. */
function Sizes({ split }: { readonly split: ExperimentReady['experiment']['split'] }) {
  return (
    <>
      <Field label={t('Test')}>
        <NumberField label={t('Test')} path={['split', 'test']} value={split.test} />
        <span class="q s">
          {split.method === 'group' ? t('fraction or number of groups') : t('fraction or number of rows')}
        </span>
      </Field>
      <Field label={t('Validation')}>
        <NumberField label={t('Validation')} path={['split', 'validation']} value={split.validation} />
        <span class="q s">
          {split.validation === 0
            ? t('0: the best model is chosen by its training loss')
            : t('the best model is chosen on these rows')}
        </span>
      </Field>
    </>
  );
}

function Result({ state: { preflight } }: { readonly state: ExperimentReady }) {
  if (preflight.kind !== 'known') return null;
  const { train, validation, test } = preflight.rowCounts;
  const total = train + validation + test;
  const parts = [
    { className: 'train', count: train, text: t('{0} train', fixed(train)) },
    { className: 'validation', count: validation, text: t('{0} validation', fixed(validation)) },
    { className: 'test', count: test, text: t('{0} test', fixed(test)) },
  ].filter(({ count }) => count > 0);
  return (
    <Field label={t('Result')}>
      <span class="split-bar" aria-hidden="true">
        {parts.map(({ className, count }) => (
          <i key={className} class={className} style={{ width: `${(count / total) * 100}%` }} />
        ))}
      </span>
      <span class="s" data-testid="split-result">
        {parts.map(({ text }) => text).join(' · ')}
      </span>
    </Field>
  );
}
