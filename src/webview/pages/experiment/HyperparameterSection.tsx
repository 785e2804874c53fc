import type { ExperimentReady, HyperparameterFacts } from '../../contracts/experiment.ts';
import { IconButton, Link, Select } from '../kit/controls.tsx';
import { Grid, Scroll } from '../kit/Grid.tsx';
import { t } from '../kit/language.ts';
import { fixed } from '../kit/numbers.ts';
import { Section } from '../kit/Section.tsx';
import { failureOfHyperparameter } from './fieldProblems.ts';
import { CommittedField } from './fields.tsx';
import type { Edit } from './fields.tsx';
import { itemText } from './SideColumn.tsx';

interface HyperparameterProps {
  readonly state: ExperimentReady;
  readonly edit: Edit;
  readonly all: boolean;
  readonly onAll: (all: boolean) => void;
}

interface Row {
  readonly facts: HyperparameterFacts;
  readonly value: string;
  readonly why: string;
  /** It stands in the file. */
  readonly isSet: boolean;
}

/** What differs from SageMaker's defaults, and the way to change another. */
export function HyperparameterSection({ state, edit, all, onAll }: HyperparameterProps) {
  const rows = rowsOf(state, all);
  const set = Object.keys(state.experiment.hyperparameters);
  const others = state.hyperparameters.filter(({ name }) => !set.includes(name));
  const path = (name: string) => ['hyperparameters', name];
  const label = t('Hyperparameters');
  const columns = [
    {
      label: t('Name'),
      cell: ({ facts }: Row) => <span title={`${facts.meaning} ${facts.range}`}>{facts.name}</span>,
    },
    {
      label: t('Value'),
      cell: (row: Row) => (
        <Value
          row={row}
          problem={problemOf(state, row.facts.name)}
          onValue={(value) => edit(path(row.facts.name), value)}
        />
      ),
    },
    { label: t('Default'), className: 'q', cell: ({ facts }: Row) => facts.default },
    { label: t('Why'), className: 'q wide', cell: ({ why }: Row) => why },
    {
      label: '',
      cell: ({ facts, isSet }: Row) =>
        isSet && (
          <IconButton
            icon="discard"
            label={t('Reset {0}', facts.name)}
            onClick={() => edit(path(facts.name), undefined)}
          />
        ),
    },
  ];
  return (
    <Section
      id="hyperparameters"
      title={label}
      aside={t('{0} of {1} set here', set.length, state.hyperparameters.length)}
    >
      <Scroll label={t('{0}, scrolls sideways', label)}>
        <Grid label={label} testId="hyperparameters" columns={columns} rows={rows} />
      </Scroll>
      <div class="form-control more">
        <Select
          label={t('Change another hyperparameter')}
          value=""
          options={[
            { value: '', label: t('Change another…') },
            ...others.map(({ name }) => ({ value: name, label: name })),
          ]}
          onChange={(name) => {
            const facts = others.find((other) => other.name === name);
            if (facts !== undefined) edit(path(name), typed(facts, facts.default));
          }}
        />
        <Link onClick={() => onAll(!all)}>
          {all ? t('Show only what differs') : t('Show all {0}', state.hyperparameters.length)}
        </Link>
      </div>
    </Section>
  );
}

function rowsOf({ experiment, hyperparameters, preflight }: ExperimentReady, all: boolean): Row[] {
  return hyperparameters.flatMap((facts): Row[] => {
    const given = experiment.hyperparameters[facts.name];
    if (given !== undefined) return [{ facts, value: String(given), why: facts.meaning, isSet: true }];
    if (facts.name === 'mini_batch_size' && preflight.kind === 'known') {
      const { miniBatchSize, rowCounts } = preflight;
      const why = t(
        'fitted to {0} training rows: {1} full batches',
        fixed(rowCounts.train),
        fixed(Math.floor(rowCounts.train / miniBatchSize)),
      );
      return [{ facts, value: String(miniBatchSize), why, isSet: false }];
    }
    return all ? [{ facts, value: facts.default, why: facts.meaning, isSet: false }] : [];
  });
}

function problemOf(state: ExperimentReady, name: string): string | undefined {
  const item = failureOfHyperparameter(state, name);
  return item && itemText(item.kind, item.facts);
}

function Value({
  row: { facts, value },
  problem,
  onValue,
}: {
  readonly row: Row;
  readonly problem: string | undefined;
  readonly onValue: (value: string | number | boolean) => void;
}) {
  const choices = facts.kind === 'boolean' ? ['true', 'false'] : facts.choices;
  if (choices.length > 0)
    return (
      <Select
        label={facts.name}
        invalid={problem !== undefined}
        value={value}
        options={[...new Set([value, ...choices])].map((choice) => ({ value: choice, label: choice }))}
        onChange={(next) => onValue(typed(facts, next))}
      />
    );
  return (
    <>
      <CommittedField
        label={facts.name}
        value={value}
        onCommit={(next) => onValue(typed(facts, next))}
        className="short"
        invalid={problem !== undefined}
      />
      {problem !== undefined && <div class="field-problem s">{problem}</div>}
    </>
  );
}

/** As JSON has it: numbers and booleans as such, words like `auto` as text. */
function typed({ kind }: HyperparameterFacts, text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return kind === 'boolean' ? text === 'true' : text;
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? number : text;
}
