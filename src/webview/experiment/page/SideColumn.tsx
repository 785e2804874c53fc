import { experimentFindingWords } from '../../../data/findings/experimentFindings.ts';
import { experimentFindingHint } from '../../../data/findings/experimentHints.ts';
import type { Fix, PreflightFinding } from '../../../data/shapes/findings.ts';
import type { FailureMessage } from '../../contract/messages.ts';
import type { ExperimentReady } from '../contract.ts';
import { Button, Icon, Link } from '../../kit/controls/controls.tsx';
import { Findings } from '../../kit/controls/Findings.tsx';
import type { FindingLine, FindingRemedy } from '../../kit/controls/Findings.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed, percent } from '../../kit/language/numbers.ts';
import { featureText } from '../../kit/language/featureWords.ts';
import { sayFinding } from '../../kit/language/sayFinding.ts';
import { checkLines } from './checkLines.tsx';
import { ConnectionCheckList } from './ConnectionCheckList.tsx';
import { Costs } from './Costs.tsx';
import { differenceLines } from './differenceLines.ts';
import { isTableToChoose } from './tableToChoose.ts';
import { useEditing } from './editing.ts';
import type { Editing } from './editing.ts';
import { fieldId, refusalText } from './refusals.ts';
import type { Refusals } from './refusals.ts';
import type { SectionProps } from './sectionProps.ts';
import { trainingText, trainStatus } from './trainStatus.ts';

/** Where it runs, what would fail, what it costs, and Train. */
export function SideColumn({ state, port, run }: SectionProps) {
  const editing = useEditing();
  const openRow = (line: number) => run(port.request('openTable', { line }));
  const lines = [...refusalLines(editing.refusals), ...preflightLines(state, editing, openRow)];
  return (
    <aside class="side" aria-label={t('Preflight and cost')}>
      <section>
        <h2>{t('Connection')}</h2>
        <div class="line">
          <Icon name={state.isEmbedded ? 'vm' : 'cloud'} />
          <span>
            {state.connection}
            {state.isEmbedded && <span class="q s block">{t('embedded SageMaker on this computer')}</span>}
          </span>
          <Link onClick={() => run(port.request('switchConnection', {}))}>{t('Switch')}</Link>
        </div>
      </section>
      <section aria-live="polite">
        <h2>{t('Preflight')}</h2>
        {lines.length > 0 && <Findings label={t('Preflight')} lines={lines} isOld={state.isChecking} />}
        {state.isChecking && <p class="q">{t('Checking…')}</p>}
      </section>
      <ConnectionCheckList {...{ state, port, run }} />
      <section>
        <h2>{t('Cost')}</h2>
        <Costs state={state} />
      </section>
      <section class="train">
        <TrainButton {...{ state, port, run }} />
        <p class="q s" aria-live="polite">
          {trainingText(state.training) ?? trainStatus(state, editing.refusals).hint}
        </p>
      </section>
      <section>
        <h2>{t('Try it first')}</h2>
        <p class="q s">{t('Trains on this computer, free of charge.')}</p>
        <ul class="try-first">
          {studyLinks().map(({ command, label }) => (
            <li key={command}>
              <Link onClick={() => run(port.request('openStudy', { command }))}>{label}</Link>
            </li>
          ))}
        </ul>
      </section>
    </aside>
  );
}

const studyLinks = () =>
  [
    { command: 'crossValidate', label: t('Cross-validate…') },
    { command: 'tryVariations', label: t('Try variations…') },
    { command: 'learningCurve', label: t('Learning curve…') },
  ] as const;

/** Below a narrow form: the first failure and its fix, or Train. */
export function TrainBar({ state, port, run }: SectionProps) {
  const editing = useEditing();
  const takeFix = (check: string, fix: number) => run(port.request('takeFix', { check, fix }));
  const lines = [
    ...refusalLines(editing.refusals),
    ...preflightLines(state, editing),
    ...checkLines(state.checks, takeFix),
  ];
  const first = lines.find(({ severity }) => severity === 'error');
  const [remedy] = first?.remedies ?? [];
  const { warningCount, ready } = trainStatus(state, editing.refusals);
  return (
    <div class="train-bar" role="region" aria-label={t('Train')}>
      <span class="line">
        {first !== undefined && <Icon name="error" tone="bad" />}
        {first === undefined && warningCount > 0 && <Icon name="warning" tone="warn" />}
        {first === undefined && warningCount === 0 && <Icon name="pass" tone="ok" />}
        <span>{trainingText(state.training) ?? first?.text ?? ready}</span>
      </span>
      {remedy && <Link onClick={remedy.onClick}>{remedy.label}</Link>}
      <TrainButton {...{ state, port, run }} />
    </div>
  );
}

/** Train, or what is being done until its job exists, with Cancel. */
function TrainButton({ state: { training, ...state }, port, run }: SectionProps) {
  const { refusals, train, isTraining } = useEditing();
  if (isTraining || training.kind === 'starting')
    return (
      <>
        <Button disabled onClick={train}>
          {t('Starting…')}
        </Button>
        <Link onClick={() => run(port.request('cancelTraining', {}))}>{t('Cancel')}</Link>
      </>
    );
  return (
    <Button disabled={trainStatus(state, refusals).failureCount > 0} onClick={train}>
      {training.kind === 'interrupted' ? t('Train again') : t('Train')}
    </Button>
  );
}

/** What a field holds that the file could not take, and the way to the field. */
function refusalLines(refusals: Refusals): FindingLine[] {
  return [...refusals.values()].map((refusal) => ({
    severity: 'error',
    text: refusalText(refusal),
    remedies: [
      {
        label: t('Go to {0}', refusal.label),
        onClick: () => document.getElementById(fieldId(refusal.path))?.focus(),
      },
    ],
  }));
}

function preflightLines(
  state: ExperimentReady,
  editing: Editing,
  openRow?: (line: number) => void,
): readonly FindingLine[] {
  const { preflight } = state;
  if (preflight.kind === 'loading') return [];
  const differences = differenceLines(state, editing);
  if (preflight.kind === 'failed' && differences.length > 0) return differences;
  if (preflight.kind === 'failed')
    return [
      {
        severity: 'error',
        text: preflight.failure.message,
        remedies: tableRemedies(preflight.failure, editing),
      },
    ];
  const lines = preflight.items.map(({ severity, fix, columns, ...finding }): FindingLine => ({
    severity: severity === 'failure' ? 'error' : severity === 'pass' ? 'good' : 'warning',
    text: experimentFindingWords(sayFinding, finding, columns),
    hint: experimentFindingHint(sayFinding, finding.kind),
    remedies: [
      ...(fix === undefined
        ? []
        : [{ label: fixText(fix, finding), onClick: () => editing.edit(fix.path, fix.value) }]),
      ...(openRow === undefined ? [] : rowRemedies(finding, openRow)),
    ],
  }));
  const hidden = preflight.itemCount - preflight.items.length;
  const rest: FindingLine = { severity: 'info', text: t('{0} more checks are not shown', fixed(hidden)) };
  return [...differences, ...lines, ...(hidden === 0 ? [] : [rest])];
}

/** The way to the row that an item of the preflight is about. */
function rowRemedies({ facts }: PreflightFinding, openRow: (line: number) => void): readonly FindingRemedy[] {
  if (!('line' in facts)) return [];
  return [{ label: t('Open at row {0}', fixed(facts.row)), onClick: () => openRow(facts.line) }];
}

/** The way out of a table that cannot be read from here. */
const tableRemedies = (
  failure: FailureMessage,
  { chooseDataset, confirmDataset }: Editing,
): readonly FindingRemedy[] =>
  failure.code === 's3-table-unconfirmed'
    ? [{ label: t('Read the table'), onClick: confirmDataset }]
    : isTableToChoose(failure)
      ? [{ label: t('Choose table…'), onClick: () => chooseDataset(t('Dataset')) }]
      : [];

/** A number to set, a column to prepare or to leave out, or another problem or class to choose. */
function fixText({ path, value }: Fix, { facts }: PreflightFinding): string {
  const name = 'column' in facts ? facts.column : '';
  if (value === undefined)
    return path[0] === 'hyperparameters' ? t('Remove {0}', String(path[1])) : t('Do not use {0}', name);
  if (typeof value === 'object') return t('Prepare {0}: {1}', name, featureText(value));
  if (path.join('.') === 'split.validation') return t('Hold {0} out for validation', percent(Number(value)));
  if (path.join('.') === 'split.test') return t('Hold {0} out for testing', percent(Number(value)));
  if (path.join('.') === 'split.seed') return t('Use seed {0}', fixed(Number(value)));
  if (path.join('.') === 'split.shuffle') return t('Shuffle the rows');
  if (path.join('.') === 'split.method') return t('Stratify the split');
  if (typeof value === 'number') return t('Set it to {0}', fixed(value));
  return path.join() === 'positiveClass'
    ? t('Take {0}', String(value))
    : t('Change the problem to {0}', String(value));
}
