import type { ExperimentReady } from '../../contracts/experiment.ts';
import type { Price } from '../../contracts/price.ts';
import { Select } from '../kit/controls.tsx';
import { t } from '../kit/language.ts';
import { dollars } from '../kit/numbers.ts';
import { priceText } from '../kit/prices.ts';
import { Section } from '../kit/Section.tsx';
import { CommittedField, Field, NumberField } from './fields.tsx';
import type { Edit } from './fields.tsx';

interface ComputeProps {
  readonly state: ExperimentReady;
  readonly edit: Edit;
}

/** On what the model is trained, and where the run is stored. */
export function ComputeSection({ state, edit }: ComputeProps) {
  const { training, output, format } = state.experiment;
  return (
    <Section id="compute" title={t('Compute and output')}>
      <Instances
        use="training"
        state={state}
        edit={edit}
        hint={priceHint(state.cost.training, state.cost.onAws.training)}
      />
      <Field label={t('Stop after')}>
        <NumberField
          label={t('Stop after, minutes')}
          value={training.maxRuntimeSeconds / 60}
          onCommit={(minutes) => edit(['training', 'maxRuntimeSeconds'], Math.round(minutes * 60))}
        />
        <span class="q s">{t('minutes')}</span>
      </Field>
      <Field label={t('Format')}>
        <Select
          label={t('Format')}
          value={format}
          options={[
            { value: 'recordio', label: 'RecordIO-protobuf' },
            { value: 'csv', label: 'CSV' },
          ]}
          onChange={(value) => edit(['format'], value)}
        />
      </Field>
      <Field label={t('Bucket')} hint={t('empty: made when it is missing, remembered for this connection')}>
        <CommittedField
          label={t('Bucket')}
          value={output.bucket ?? ''}
          onCommit={(value) => edit(['output', 'bucket'], value.trim() === '' ? undefined : value.trim())}
        />
      </Field>
      <Field label={t('Output')} hint={`s3://${output.bucket ?? '…'}/${output.prefix}/output`}>
        <CommittedField
          label={t('Output prefix')}
          value={output.prefix}
          onCommit={(value) => edit(['output', 'prefix'], value)}
        />
      </Field>
    </Section>
  );
}

/** What Deploy makes. */
export function EndpointSection({ state, edit }: ComputeProps) {
  return (
    <Section id="endpoint" title={t('Endpoint')}>
      <Instances
        use="endpoint"
        state={state}
        edit={edit}
        hint={priceHint(state.cost.hosting, state.cost.onAws.hosting)}
      />
    </Section>
  );
}

function Instances({
  use,
  state,
  edit,
  hint,
}: ComputeProps & { readonly use: 'training' | 'endpoint'; readonly hint: string }) {
  const { instanceType, instanceCount } = state.experiment[use];
  const known = use === 'training' ? state.instanceTypes.training : state.instanceTypes.hosting;
  const types = known.includes(instanceType) ? known : [instanceType, ...known];
  return (
    <Field label={t('Instance')} hint={hint}>
      <Select
        label={t('Instance type')}
        value={instanceType}
        options={types.map((value) => ({ value, label: value }))}
        onChange={(value) => edit([use, 'instanceType'], value)}
      />
      <span class="q">×</span>
      <NumberField
        label={t('Number of instances')}
        value={instanceCount}
        onCommit={(value) => edit([use, 'instanceCount'], value)}
      />
    </Field>
  );
}

function priceHint(here: Price, onAws: Price): string {
  if (here.kind === 'free')
    return onAws.kind === 'hourly'
      ? t('{0} per hour on AWS; free on this computer', dollars(onAws.usdPerHour))
      : t('price on AWS unknown; free on this computer');
  return priceText(here, (hourly) => t('{0} per hour', dollars(hourly)));
}
