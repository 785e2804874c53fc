import type { ExperimentReady } from '../contract.ts';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { Section } from '../../kit/controls/Section.tsx';
import { useEditing } from './editing.ts';
import { Checkbox, ChoiceField, Field, NumberField } from './fields.tsx';

/** Which rows train and which evaluate, and the resulting counts. */
export function SplitSection({ state }: { readonly state: ExperimentReady }) {
  const { edit } = useEditing();
  const { split } = state.experiment;
  return (
    <Section id="split" title={t('Split')}>
      <Field label={t('Test')}>
        <NumberField label={t('Test')} path={['split', 'test']} value={split.test} />
        <span class="q s">{t('fraction or number of rows')}</span>
      </Field>
      <Field label={t('Validation')}>
        <NumberField label={t('Validation')} path={['split', 'validation']} value={split.validation} />
        <span class="q s">
          {split.validation === 0
            ? t('0: the best model is chosen by its training loss')
            : t('the best model is chosen on these rows')}
        </span>
      </Field>
      <Field
        label={t('Method')}
        hint={split.method === 'stratified' ? t('Each class has the same share in every set.') : undefined}
      >
        <ChoiceField
          label={t('Method')}
          path={['split', 'method']}
          value={split.method ?? 'random'}
          toFile={(value) => (value === 'random' ? undefined : value)}
          options={[
            { value: 'random', label: t('Random') },
            { value: 'stratified', label: t('Stratified by the target') },
          ]}
        />
      </Field>
      <Field label={t('Seed')}>
        <NumberField label={t('Seed')} path={['split', 'seed']} value={split.seed} />
        <Checkbox
          label={t('Shuffle first')}
          checked={split.shuffle}
          onChange={(checked) => edit(['split', 'shuffle'], checked)}
        />
      </Field>
      <Result state={state} />
    </Section>
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
