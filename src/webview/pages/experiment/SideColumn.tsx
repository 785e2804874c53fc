import type { ExperimentReady, PreflightState } from '../../contracts/experiment.ts';
import { Button, Icon, Link } from '../kit/controls.tsx';
import { Findings } from '../kit/Findings.tsx';
import type { FindingLine } from '../kit/Findings.tsx';
import { t } from '../kit/language.ts';
import { fixed } from '../kit/numbers.ts';
import { Costs } from './Costs.tsx';
import { isTargetUnknown } from './fieldProblems.ts';
import { useEditing } from './editing.ts';
import type { Editing } from './editing.ts';
import { classText } from './problems.ts';
import { fieldId, refusalText } from './refusals.ts';
import type { Refusals } from './refusals.ts';
import type { SectionProps } from './sectionProps.ts';
import { trainStatus } from './trainStatus.ts';

/** Where it runs, what would fail, what it costs, and Train. */
export function SideColumn({ state, port, run }: SectionProps) {
  const editing = useEditing();
  const lines = [...refusalLines(editing.refusals), ...preflightLines(state, editing)];
  return (
    <aside class="side" aria-label={t('Preflight and cost')}>
      <section>
        <h2>{t('Connection')}</h2>
        <div class="line">
          <Icon name={state.isEmbedded ? 'vm' : 'cloud'} />
          <span>
            {state.connection}
            {state.isEmbedded && <span class="q s block">{t('embedded SageMaker on this machine')}</span>}
          </span>
          <Link onClick={() => run(port.request('switchConnection', {}))}>{t('Switch')}</Link>
        </div>
      </section>
      <section aria-live="polite">
        <h2>{t('Preflight')}</h2>
        {lines.length > 0 && <Findings label={t('Preflight')} lines={lines} />}
        {state.preflight.kind === 'loading' && <p class="q">{t('checking')}</p>}
      </section>
      <section>
        <h2>{t('Cost')}</h2>
        <Costs state={state} />
      </section>
      <section class="train">
        <TrainButton state={state} />
        <p class="q s">{trainStatus(state, editing.refusals).hint}</p>
      </section>
    </aside>
  );
}

/** Below a narrow form: what stands in the way and its fix, or Train. */
export function TrainBar({ state }: { readonly state: ExperimentReady }) {
  const editing = useEditing();
  const lines = [...refusalLines(editing.refusals), ...preflightLines(state, editing)];
  const first = lines.find(({ severity }) => severity === 'error');
  const { warningCount, ready } = trainStatus(state, editing.refusals);
  return (
    <div class="train-bar" role="region" aria-label={t('Train')}>
      <span class="line">
        {first !== undefined && <Icon name="error" tone="bad" />}
        {first === undefined && warningCount > 0 && <Icon name="warning" tone="warn" />}
        {first === undefined && warningCount === 0 && <Icon name="pass" tone="ok" />}
        <span>{first?.text ?? ready}</span>
      </span>
      {first?.remedy && <Link onClick={first.remedy.onClick}>{first.remedy.label}</Link>}
      <TrainButton state={state} />
    </div>
  );
}

function TrainButton({ state }: { readonly state: ExperimentReady }) {
  const { refusals, train } = useEditing();
  return (
    <Button disabled={trainStatus(state, refusals).failureCount > 0} onClick={train}>
      {t('Train')}
    </Button>
  );
}

/** What a field holds that the file could not take, and the way to the field. */
function refusalLines(refusals: Refusals): FindingLine[] {
  return [...refusals.values()].map((refusal) => ({
    severity: 'error',
    text: refusalText(refusal),
    remedy: {
      label: t('Go to {0}', refusal.label),
      onClick: () => document.getElementById(fieldId(refusal.path))?.focus(),
    },
  }));
}

function preflightLines(state: ExperimentReady, editing: Editing): FindingLine[] {
  const { preflight } = state;
  if (preflight.kind === 'loading') return [];
  if (preflight.kind === 'failed')
    return [{ severity: 'error', text: preflight.failure.message, ...targetRemedy(state, editing) }];
  return preflight.items.map(({ kind, severity, facts, fix }) => ({
    severity: severity === 'failure' ? 'error' : severity === 'pass' ? 'good' : 'warning',
    text: itemText(kind, facts),
    ...(fix === undefined
      ? {}
      : { remedy: { label: fixText(fix), onClick: () => editing.edit(fix.path, fix.value) } }),
  }));
}

/** The way out of a target that the table does not have. */
function targetRemedy(
  state: ExperimentReady,
  { edit }: Editing,
): { readonly remedy?: NonNullable<FindingLine['remedy']> } {
  const near = state.dataset.kind === 'known' ? state.dataset.nearTarget : undefined;
  if (near === undefined || !isTargetUnknown(state)) return {};
  return { remedy: { label: t('Use {0}', near), onClick: () => edit(['target'], near) } };
}

/** A number to set, or another problem or class to choose. */
function fixText({ path, value }: NonNullable<Known['items'][number]['fix']>): string {
  if (typeof value === 'number') return t('Set it to {0}', fixed(value));
  return path.join() === 'positiveClass' ? t('Take {0}', value) : t('Change the problem to {0}', value);
}

type Known = PreflightState & { kind: 'known' };

export function itemText(
  kind: Known['items'][number]['kind'],
  facts: Readonly<Record<string, number | string>>,
): string {
  const count = (name: string) => fixed(Number(facts[name] ?? 0));
  switch (kind) {
    case 'batch-too-large':
      return t(
        'mini_batch_size {0} is more than the {1} training rows: no batch would be full and the job would fail.',
        count('miniBatchSize'),
        count('trainRows'),
      );
    case 'target-is-feature':
      return t(
        '{0} is the target and a feature: the model would only copy it.',
        String(facts['column'] ?? ''),
      );
    case 'feature-twice':
      return t('{0} is a feature twice.', String(facts['column'] ?? ''));
    case 'feature-dim':
      return t('feature_dim is {0}, but there are {1} features.', count('given'), count('featureCount'));
    case 'hyperparameter-refused':
      return t(
        '{0} cannot be {1}: it must be {2}.',
        String(facts['name'] ?? ''),
        String(facts['found'] ?? ''),
        String(facts['expected'] ?? ''),
      );
    case 'memory-short':
      return t(
        '{0} models need at least {1} MB of memory; this machine has {2} MB.',
        count('modelCount'),
        count('neededMb'),
        count('memoryMb'),
      );
    case 'partial-batch':
      return t(
        '{0} batches of {1} per epoch; the last {2} of {3} training rows fill none and are left out',
        batchCount(facts),
        count('miniBatchSize'),
        count('dropped'),
        count('trainRows'),
      );
    case 'batches-full':
      return t(
        'mini_batch_size fits: {0} batches of {1} per epoch',
        batchCount(facts),
        count('miniBatchSize'),
      );
    case 'split-sides':
      return t('Both sides of the split have rows: {0} and {1}', count('train'), count('test'));
    case 'no-test-rows':
      return t('No row is held out: the model cannot be judged.');
    case 'few-test-rows':
      return t('Small test set: {0} rows, so metrics depend on the seed', count('rowCount'));
    case 'constant-feature':
      return t('{0} never changes in the training rows, so it tells nothing.', String(facts['column'] ?? ''));
    case 'hyperparameter-ignored':
      return t(
        '{0} has no effect while {1} is {2}.',
        String(facts['name'] ?? ''),
        String(facts['because'] ?? ''),
        String(facts['value'] ?? ''),
      );
    case 'values-complete':
      return t('Target and features are complete in {0} rows', count('rowCount'));
    case 'class-count':
    case 'class-limit':
    case 'positive-class':
    case 'num-classes':
    case 'class-not-in-training':
    case 'one-class':
    case 'classes-known':
      return classText(kind, facts);
  }
}

const batchCount = ({ trainRows, miniBatchSize }: Readonly<Record<string, number | string>>) =>
  fixed(Math.floor(Number(trainRows ?? 0) / Math.max(1, Number(miniBatchSize ?? 1))));
