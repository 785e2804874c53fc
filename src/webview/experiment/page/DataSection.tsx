import type { PredictorType } from '../../../learner/hyperparameters/spec.ts';
import { predictorTypes } from '../../contract/predictorTypes.ts';
import type { Feature } from '../../../data/shapes/encoders/feature.ts';
import type { ColumnFacts, ExperimentReady } from '../contract.ts';
import { IconButton, Link, Select } from '../../kit/controls/controls.tsx';
import { Grid, Scroll } from '../../kit/controls/Grid.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed, full } from '../../kit/language/numbers.ts';
import { Section } from '../../kit/controls/Section.tsx';
import { isTargetUnknown } from './fieldProblems.ts';
import { useEditing } from './editing.ts';
import { ChoiceField, CommittedField, Field } from './fields.tsx';
import { featuresOf, preparationText, unusableText, withRole } from './columnRoles.ts';
import { classesHint, problemNames } from './problems.ts';
import type { SectionProps } from './sectionProps.ts';

/** The table, what is predicted, and from what. */
export function DataSection({ state, port, run }: SectionProps) {
  const { chooseTarget: choose, chooseDataset } = useEditing();
  const { experiment, dataset } = state;
  const columns = dataset.kind === 'known' ? dataset.columns : [];
  const varying = columns.filter(({ distinctCount }) => distinctCount > 1).map(({ name }) => name);
  const targets = varying.includes(experiment.target) ? varying : [experiment.target, ...varying];
  const target = columns.find(({ name }) => name === experiment.target);
  const chooseTarget = (name: string) => {
    const predictorType = columns.find((column) => column.name === name)?.problem ?? experiment.predictorType;
    choose({ target: name, predictorType }, t('Target'));
  };
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
      <Field label={t('Target')} hint={target && targetHint(target, state)}>
        <ChoiceField
          label={t('Target')}
          path={['target']}
          invalid={isTargetUnknown(state)}
          value={experiment.target}
          options={targets.map((value) => ({ value, label: value }))}
          send={chooseTarget}
        />
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
      <PositiveClass state={state} />
      {columns.length > 0 && (
        <Field label={t('Columns')} whole>
          <Columns state={state} columns={columns} />
        </Field>
      )}
    </Section>
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

function targetHint(target: ColumnFacts, state: ExperimentReady): string {
  const { preflight, experiment } = state;
  const classes = preflight.kind === 'known' ? preflight.classes : undefined;
  if (classes !== undefined && experiment.predictorType !== 'regressor') return classesHint(classes);
  return target.min === undefined
    ? t('{0}, {1} distinct values', target.type, fixed(target.distinctCount))
    : t('{0}, {1} to {2}', target.type, full(target.min), full(target.max));
}

/** Why this problem was taken, or what would be the usual one. */
function ProblemHint({ target, chosen }: { readonly target: ColumnFacts; readonly chosen: PredictorType }) {
  const { name, distinctCount, isNumeric, problem } = target;
  if (chosen !== problem)
    return t(
      'With {1} distinct values in {0}, the usual problem is: {2}',
      name,
      fixed(distinctCount),
      problemNames()[problem],
    );
  return isNumeric
    ? t('because {0} is a number with {1} distinct values', name, fixed(distinctCount))
    : t('because {0} is text with {1} distinct values', name, fixed(distinctCount));
}

function DatasetHint({ state, port, run }: SectionProps) {
  const { dataset } = state;
  switch (dataset.kind) {
    case 'loading':
      return t('reading');
    case 'failed':
      return undefined;
    case 'known': {
      const missing = dataset.columns.reduce((sum, column) => sum + column.missingCount, 0);
      const size = t('{0} rows × {1} columns', fixed(dataset.rowCount), dataset.columns.length);
      return (
        <>
          {missing === 0
            ? t('{0}, no missing values.', size)
            : t('{0}, {1} missing values.', size, fixed(missing))}{' '}
          <Link onClick={() => run(port.request('exploreData', {}))}>{t('Explore Data')}</Link>
        </>
      );
    }
  }
}

type Role = 'target' | 'feature' | 'unused';

interface ColumnsProps {
  readonly state: ExperimentReady;
  readonly columns: readonly ColumnFacts[];
}

function Columns({ state: { experiment }, columns }: ColumnsProps) {
  const { edit } = useEditing();
  const features = featuresOf(experiment, columns);
  const featureOf = (name: string) => features.find(({ column }) => column === name);
  const roleOf = ({ name }: ColumnFacts): Role => {
    if (name === experiment.target) return 'target';
    return featureOf(name) === undefined ? 'unused' : 'feature';
  };
  const setRole = (column: ColumnFacts, role: string) => {
    const chosen = withRole(features, column, role === 'feature');
    const place = ({ column: name }: Feature) => columns.findIndex((one) => one.name === name);
    return edit(
      ['features'],
      chosen.toSorted((a, b) => place(a) - place(b)),
    );
  };
  const label = t('Columns');
  return (
    <Scroll label={t('{0}, scrolls sideways', label)}>
      <Grid
        label={label}
        testId="columns"
        columns={[
          { label: t('Column'), cell: ({ name }: ColumnFacts) => name },
          {
            label: t('Role'),
            cell: (column: ColumnFacts) => (
              <RoleSelect
                column={column}
                role={roleOf(column)}
                isOnly={features.length === 1}
                onRole={(role) => setRole(column, role)}
              />
            ),
          },
          { label: t('Type'), className: 'q', cell: ({ type }: ColumnFacts) => type },
          {
            label: t('Preparation'),
            className: 'q',
            cell: ({ name }: ColumnFacts) => {
              const feature = name === experiment.target ? undefined : featureOf(name);
              return feature === undefined ? '' : preparationText(feature);
            },
          },
          {
            label: t('Missing'),
            numeric: true,
            className: 'q',
            cell: ({ missingCount }: ColumnFacts) => fixed(missingCount),
          },
          ...(columns.some(({ correlation }) => correlation !== undefined)
            ? [
                {
                  label: t('r with {0}', experiment.target),
                  numeric: true,
                  cell: ({ correlation }: ColumnFacts) => fixed(correlation, 3),
                },
              ]
            : []),
        ]}
        rows={columns}
      />
    </Scroll>
  );
}

interface RoleSelectProps {
  readonly column: ColumnFacts;
  readonly role: Role;
  /** A model needs at least one feature. */
  readonly isOnly: boolean;
  readonly onRole: (role: string) => void;
}

function RoleSelect({ column, role, isOnly, onRole }: RoleSelectProps) {
  if (role === 'target') return <span>{t('Target')}</span>;
  if (role === 'feature' && isOnly) return <span>{t('Feature')}</span>;
  const why = unusableText(column);
  if (!column.isNumeric && column.suggested === undefined && role === 'unused')
    return <span class="q">{why}</span>;
  return (
    <span class="role">
      <Select
        label={t('Role of {0}', column.name)}
        value={role}
        options={[
          { value: 'feature', label: t('Feature') },
          { value: 'unused', label: t('Not used') },
        ]}
        onChange={onRole}
      />
      {role === 'unused' && why !== undefined && <span class="q s">{why}</span>}
    </span>
  );
}
