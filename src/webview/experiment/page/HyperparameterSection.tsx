import { useEffect, useRef } from 'preact/hooks';
import type { ExperimentReady, HyperparameterFacts } from '../contract.ts';
import { IconButton, Link, Select } from '../../kit/controls/controls.tsx';
import { Grid, Scroll } from '../../kit/controls/Grid.tsx';
import { Explained } from '../../kit/controls/Explained.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { Section } from '../../kit/controls/Section.tsx';
import { useEditing } from './editing.ts';
import { failureOfHyperparameter } from './fieldProblems.ts';
import { ChoiceField, CommittedField } from './fields.tsx';
import { hyperparameterRows } from './hyperparameterRows.ts';
import type { HyperparameterRow as Row } from './hyperparameterRows.ts';
import { experimentFindingWords } from '../../../data/findings/experimentFindings.ts';
import { sayFinding } from '../../kit/language/sayFinding.ts';
import { fieldId } from './refusals.ts';

interface HyperparameterProps {
  readonly state: ExperimentReady;
  readonly all: boolean;
  readonly onAll: (all: boolean) => void;
}

/** What differs from SageMaker's defaults, and the way to change another. */
export function HyperparameterSection({ state, all, onAll }: HyperparameterProps) {
  const whole = hyperparameterRows(state, true);
  const rows = all ? whole : hyperparameterRows(state, false);
  const set = Object.keys(state.experiment.hyperparameters);
  // The number of classes is that of the data, once they are read.
  const others = whole.filter(
    ({ facts, isSet }) => !isSet && (facts.name !== 'num_classes' || state.preflight.kind === 'known'),
  );
  const { add, reset } = useRows(set);
  const label = t('Hyperparameters');
  const columns = [
    {
      label: t('Name'),
      className: 'name',
      cell: ({ facts, why }: Row) => (
        <>
          <Explained text={hintOf(facts)} isTabStop={false}>
            {breakable(facts.name)}
          </Explained>
          <span class="q s why-below">{why}</span>
        </>
      ),
    },
    {
      label: t('Value'),
      cell: (row: Row) => (
        <Value row={row} path={path(row.facts.name)} problem={problemOf(state, row.facts.name)} />
      ),
    },
    { label: t('Default'), className: 'q default', cell: ({ facts }: Row) => breakable(defaultText(facts)) },
    { label: t('Why'), className: 'q why', cell: ({ why }: Row) => why },
    {
      label: t('Reset'),
      isLabelHidden: true,
      cell: ({ facts, isSet }: Row) =>
        isSet && (
          <IconButton icon="discard" label={t('Reset {0}', facts.name)} onClick={() => reset(facts.name)} />
        ),
    },
  ];
  return (
    <Section id="hyperparameters" title={label} aside={t('{0} of {1} set here', set.length, whole.length)}>
      <Scroll label={t('{0}, scrolls sideways', label)}>
        <Grid
          label={label}
          testId="hyperparameters"
          className="hyperparameters"
          columns={columns}
          rows={rows}
          keyOf={({ facts }) => facts.name}
        />
      </Scroll>
      <div class="form-control more">
        <Select
          id={changeAnother}
          label={t('Change another hyperparameter')}
          value=""
          options={[
            { value: '', label: t('Change another…') },
            ...others.map(({ facts: { name } }) => ({ value: name, label: name })),
          ]}
          onChange={(name) => {
            const row = others.find(({ facts }) => facts.name === name);
            if (row !== undefined) add(row);
          }}
        />
        <Link onClick={() => onAll(!all)}>
          {all ? t('Show only changes') : t('Show all {0}', whole.length)}
        </Link>
      </div>
    </Section>
  );
}

const path = (name: string) => ['hyperparameters', name];
const changeAnother = 'change-another';

/**
 * Sets a hyperparameter, or takes it out of the file. The control that did it may disappear with that: the focus moves to the field,
 * or where that is gone too, to where the next one is chosen.
 */
function useRows(set: readonly string[]): {
  /** With the value that holds while it is not set. */
  readonly add: (row: Row) => void;
  readonly reset: (name: string) => void;
} {
  const { edit } = useEditing();
  const asked = useRef<{ readonly name: string; readonly isSet: boolean } | undefined>(undefined);
  useEffect(() => {
    const { name, isSet } = asked.current ?? {};
    if (name === undefined || set.includes(name) !== isSet) return;
    asked.current = undefined;
    const next = document.getElementById(fieldId(path(name))) ?? document.getElementById(changeAnother);
    next?.focus();
  });
  return {
    add: ({ facts, value }) => {
      asked.current = { name: facts.name, isSet: true };
      edit(path(facts.name), typed(facts, value));
    },
    reset: (name) => {
      asked.current = { name, isSet: false };
      edit(path(name), undefined);
    },
  };
}

/** What it means, how to choose it, and which values it takes. */
const hintOf = ({ hint, range }: HyperparameterFacts) =>
  range === '' ? hint : `${hint} ${t('Values: {0}.', range)}`;

/** Long names may break after their underscores. */
const breakable = (text: string) =>
  text.split(/(?<=_)(?=.)/).flatMap((part, index) => (index === 0 ? [part] : [<wbr key={index} />, part]));

/** The default, and what `auto` means. */
function defaultText({ kind, default: given, autoMeans }: HyperparameterFacts): string {
  const standard = kind === 'integer' && given !== 'auto' ? fixed(Number(given)) : given;
  if (autoMeans === undefined) return standard;
  return standard === 'auto' ? t('auto: {0}', autoMeans) : t('{0}; auto: {1}', standard, autoMeans);
}

function problemOf(state: ExperimentReady, name: string): string | undefined {
  const item = failureOfHyperparameter(state, name);
  return item && experimentFindingWords(sayFinding, item);
}

interface ValueProps {
  readonly row: Row;
  readonly path: readonly string[];
  readonly problem: string | undefined;
}

function Value({ row: { facts, value, why }, path, problem }: ValueProps) {
  const words = facts.autoMeans === undefined ? [] : ['auto'];
  const choices = facts.kind === 'boolean' ? [...words, 'true', 'false'] : facts.choices;
  const shared = {
    label: facts.name,
    path,
    value,
    problem,
    description: [`${t('Default {0}', defaultText(facts))}.`, why === facts.meaning ? '' : why, hintOf(facts)]
      .filter((sentence) => sentence !== '')
      .join(' '),
    toFile: (text: string) => typed(facts, text),
  };
  return choices.length > 0 ? (
    <ChoiceField
      {...shared}
      options={[...new Set([value, ...choices])].map((choice) => ({ value: choice, label: choice }))}
    />
  ) : (
    <CommittedField {...shared} className="short" />
  );
}

/** As JSON has it: numbers and booleans as such, words like `auto` as text. */
function typed({ kind }: HyperparameterFacts, text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return kind === 'boolean' ? text === 'true' : text;
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? number : text;
}
