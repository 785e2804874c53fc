import { useState } from 'preact/hooks';
import type { PredictorType } from '../../../learner/hyperparameters/spec.ts';
import { predictorTypes } from '../../contract/predictorTypes.ts';
import type { TargetTransform } from '../../../learner/targetTransform.ts';
import type { ExperimentReady, DescribedColumn } from '../contract.ts';
import { IconButton, Link } from '../../kit/controls/controls.tsx';
import { meaningName } from '../../kit/language/columnWords.ts';
import { t } from '../../kit/language/language.ts';
import { bytes, fixed, full } from '../../kit/language/numbers.ts';
import { Section } from '../../kit/controls/Section.tsx';
import { ColumnPicker } from './ColumnPicker.tsx';
import { isTargetUnknown } from './fieldProblems.ts';
import { useEditing } from './editing.ts';
import { ChoiceField, CommittedField, Field } from './fields.tsx';
import { classesHint, problemNames } from './problems.ts';
import { ReadOptions } from './ReadOptions.tsx';
import { fieldId } from './refusals.ts';
import type { SectionProps } from './sectionProps.ts';

/** The table, how it is read, and what is predicted. */
export function DataSection({ state, port, run }: SectionProps) {
  const { chooseDataset } = useEditing();
  const { experiment, dataset } = state;
  const target = dataset.kind === 'known' ? dataset.target : undefined;
  return (
    <Section id="data" title={t('Data')}>
      <Field label={t('Dataset')} hint={<DatasetHint state={state} port={port} run={run} />}>
        <CommittedField
          label={t('Dataset')}
          path={['dataset']}
          value={experiment.dataset}
          problem={dataset.kind === 'failed' ? dataset.failure.message : undefined}
        />
        <IconButton
          icon="folder-opened"
          label={t('Choose a table')}
          onClick={() => chooseDataset(t('Dataset'))}
        />
      </Field>
      <ReadOptions state={state} />
      <Field label={t('Target')} hint={target && targetHint(target, state)}>
        <Target {...{ state, port, run }} />
      </Field>
      <Field
        label={t('Problem')}
        hint={target && <ProblemHint target={target} chosen={experiment.predictorType} />}
      >
        <ChoiceField
          label={t('Problem')}
          path={['predictorType']}
          value={experiment.predictorType}
          options={predictorTypes.map((value) => ({ value, label: problemNames()[value] }))}
        />
      </Field>
      <TargetTransformField state={state} />
      <PositiveClass state={state} />
    </Section>
  );
}

/** A menu of the columns, or a field that searches them where they are too many. */
function Target({ state, port, run }: SectionProps) {
  const { chooseTarget } = useEditing();
  const { experiment, dataset } = state;
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const choose = (target: string, predictorType: PredictorType) =>
    chooseTarget({ target, predictorType }, t('Target'));
  const chooseNamed = async (name: string) => {
    const column = await port.request('column', { name });
    choose(name, column?.problem ?? experiment.predictorType);
  };
  if (dataset.kind === 'known' && dataset.targets === undefined) {
    const commit = () => {
      if (typed !== undefined && typed !== experiment.target && typed !== '') run(chooseNamed(typed));
      setTyped(undefined);
    };
    return (
      <ColumnPicker
        {...{ port, run }}
        id={fieldId(['target'])}
        label={t('Target')}
        value={typed ?? experiment.target}
        invalid={isTargetUnknown(state)}
        onInput={setTyped}
        onCommit={commit}
      />
    );
  }
  const varying = dataset.kind === 'known' ? (dataset.targets ?? []) : [];
  const targets = varying.includes(experiment.target) ? varying : [experiment.target, ...varying];
  return (
    <ChoiceField
      label={t('Target')}
      path={['target']}
      invalid={isTargetUnknown(state)}
      value={experiment.target}
      options={targets.map((value) => ({ value, label: value }))}
      send={(name) => run(chooseNamed(name))}
    />
  );
}

/** What the model learns in place of the number itself. */
function TargetTransformField({ state: { experiment } }: Pick<SectionProps, 'state'>) {
  const { target, targetTransform, predictorType } = experiment;
  if (predictorType !== 'regressor') return null;
  const names: Readonly<Record<TargetTransform, string>> = {
    log1p: t('log(1 + {0})', target),
    sqrt: t('the square root of {0}', target),
  };
  return (
    <Field
      label={t('Transform')}
      hint={
        targetTransform === undefined
          ? undefined
          : t(
              'The model learns {0}, which suits a target with a few very large values. Predictions and metrics are for {1} itself.',
              names[targetTransform],
              target,
            )
      }
    >
      <ChoiceField
        label={t('Transform of the target')}
        path={['targetTransform']}
        value={targetTransform ?? ''}
        toFile={(value) => (value === '' ? undefined : value)}
        options={[
          { value: '', label: t('none: {0} itself', target) },
          ...Object.entries(names).map(([value, label]) => ({ value, label })),
        ]}
      />
    </Field>
  );
}

/** Of two classes the one that is looked for. */
function PositiveClass({ state: { preflight, experiment } }: Pick<SectionProps, 'state'>) {
  const classes = preflight.kind === 'known' ? preflight.classes : undefined;
  if (experiment.predictorType !== 'binary_classifier' || classes?.count !== 2) return null;
  const { names } = classes;
  const value = experiment.positiveClass ?? names[1] ?? '';
  return (
    <Field
      label={t('Positive class')}
      hint={t(
        'The class to detect, encoded as 1 in the training data. Precision, recall and F1 refer to it.',
      )}
    >
      <ChoiceField
        label={t('Positive class')}
        path={['positiveClass']}
        invalid={!names.includes(value)}
        value={value}
        options={(names.includes(value) ? names : [value, ...names]).map((name) => ({
          value: name,
          label: name,
        }))}
      />
    </Field>
  );
}

function targetHint({ meaning, distinctCount, range }: DescribedColumn, state: ExperimentReady): string {
  const { preflight, experiment } = state;
  const classes = preflight.kind === 'known' ? preflight.classes : undefined;
  if (classes !== undefined && experiment.predictorType !== 'regressor') return classesHint(classes);
  return range === undefined
    ? t('{0}, {1} distinct values', meaningName(meaning), fixed(distinctCount))
    : t('{0}, {1} to {2}', meaningName(meaning), full(range[0]), full(range[1]));
}

/** Why this problem was taken, or what would be the usual one. */
function ProblemHint({
  target,
  chosen,
}: {
  readonly target: DescribedColumn;
  readonly chosen: PredictorType;
}) {
  const { name, distinctCount, type, problem } = target;
  if (chosen !== problem)
    return t(
      'With {1} distinct values in {0}, the usual problem is: {2}',
      name,
      fixed(distinctCount),
      problemNames()[problem],
    );
  return type === 'integer' || type === 'decimal'
    ? t('because {0} is a number with {1} distinct values', name, fixed(distinctCount))
    : t('because {0} is text with {1} distinct values', name, fixed(distinctCount));
}

function DatasetHint({ state: { dataset }, port, run }: SectionProps) {
  switch (dataset.kind) {
    case 'loading':
      return dataset.progress === undefined
        ? t('reading')
        : t('downloading: {0} of {1}', bytes(dataset.progress.done), bytes(dataset.progress.total));
    case 'failed':
      return undefined;
    case 'known': {
      const { rowCount, columnCount, missingCount } = dataset;
      const size = t('{0} rows × {1} columns', fixed(rowCount), fixed(columnCount));
      return (
        <>
          {missingCount === 0
            ? t('{0}, no missing values.', size)
            : t('{0}, {1} missing values.', size, fixed(missingCount))}{' '}
          <Link onClick={() => run(port.request('exploreData', {}))}>{t('Explore Data')}</Link>
        </>
      );
    }
  }
}
