import type { ExperimentReady } from '../contract.ts';
import type { Price } from '../../contract/price.ts';
import { t } from '../../kit/language/language.ts';
import { dollars } from '../../kit/language/numbers.ts';
import { priceText } from '../../kit/language/prices.ts';
import { IconButton } from '../../kit/controls/controls.tsx';
import { Section } from '../../kit/controls/Section.tsx';
import { useEditing } from './editing.ts';
import { ChoiceField, CommittedField, Field, NumberField } from './fields.tsx';

interface ComputeProps {
  readonly state: ExperimentReady;
}

/** On what the model is trained, and where the run is stored. */
export function ComputeSection({ state }: ComputeProps) {
  const { experiment, remembered } = state;
  const { bucket } = remembered;
  const { chooseBucket } = useEditing();
  const { training, output, format } = experiment;
  return (
    <Section id="compute" title={t('Compute and output')}>
      <Instances
        use="training"
        state={state}
        hint={priceHint(state.cost.training, state.cost.onAws.training)}
      />
      <Field label={t('Stop after')}>
        <NumberField
          label={t('Stop after, minutes')}
          path={['training', 'maxRuntimeSeconds']}
          value={training.maxRuntimeSeconds}
          scale={60}
        />
        <span class="q s">{t('minutes')}</span>
      </Field>
      <Field label={t('Format')}>
        <ChoiceField
          label={t('Format')}
          path={['format']}
          value={format}
          options={[
            { value: 'recordio', label: 'RecordIO-protobuf' },
            { value: 'csv', label: 'CSV' },
          ]}
        />
      </Field>
      <Field
        label={t('Bucket')}
        hint={
          bucket === undefined
            ? t('Leave empty to use this connection’s bucket, which the first training creates.')
            : t('Leave empty to use this connection’s bucket, {0}.', bucket)
        }
      >
        <CommittedField
          label={t('Bucket')}
          path={['output', 'bucket']}
          value={output.bucket ?? ''}
          toFile={(text) => (text.trim() === '' ? undefined : text.trim())}
        />
        <IconButton
          icon="database"
          label={t('Choose or create a bucket for this experiment')}
          onClick={() => chooseBucket(t('Bucket'))}
        />
      </Field>
      <Field label={t('Output')} hint={`s3://${output.bucket ?? bucket ?? '…'}/${output.prefix}/output`}>
        <CommittedField label={t('Output prefix')} path={['output', 'prefix']} value={output.prefix} />
      </Field>
    </Section>
  );
}

/** What Deploy makes. */
export function EndpointSection({ state }: ComputeProps) {
  return (
    <Section id="endpoint" title={t('Endpoint')}>
      <Instances
        use="endpoint"
        state={state}
        hint={priceHint(state.cost.hosting, state.cost.onAws.hosting)}
      />
    </Section>
  );
}

function Instances({
  use,
  state,
  hint,
}: ComputeProps & { readonly use: 'training' | 'endpoint'; readonly hint: string }) {
  const { instanceType, instanceCount } = state.experiment[use];
  const known = use === 'training' ? state.instanceTypes.training : state.instanceTypes.hosting;
  const labels =
    use === 'training'
      ? { type: t('Training instance type'), count: t('Number of training instances') }
      : { type: t('Endpoint instance type'), count: t('Number of endpoint instances') };
  const types = known.includes(instanceType) ? known : [instanceType, ...known];
  return (
    <Field label={t('Instance')} hint={hint}>
      <ChoiceField
        label={labels.type}
        path={[use, 'instanceType']}
        value={instanceType}
        options={types.map((value) => ({ value, label: value }))}
      />
      <span class="q">×</span>
      <NumberField label={labels.count} path={[use, 'instanceCount']} value={instanceCount} />
    </Field>
  );
}

function priceHint(here: Price, onAws: Price): string {
  if (here.kind === 'free')
    return onAws.kind === 'hourly'
      ? t('{0} per hour on AWS; free on this computer', dollars(onAws.usdPerHour))
      : t('free on this computer; price on AWS unknown');
  return priceText(here, (hourly) => t('{0} per hour', dollars(hourly)));
}
