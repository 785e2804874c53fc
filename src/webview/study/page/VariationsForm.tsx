import { useState } from 'preact/hooks';
import type { Vary } from '../../../data/shapes/study.ts';
import { IconButton, Select } from '../../kit/controls/controls.tsx';
import { Grid, Scroll } from '../../kit/controls/Grid.tsx';
import { Segmented } from '../../kit/controls/Segmented.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import type { Variable, VariationsForm as Form } from '../contract.ts';
import { SeedSetting, TextSetting } from './fields.tsx';
import type { FormProps } from './formProps.ts';
import { seedIn, wholeNumber } from './formNumbers.ts';
import { StartRow } from './StartRow.tsx';
import { firstVariations, textOf } from './forms.ts';
import { gridCount, variedIn } from './variedValues.ts';
import type { Varied } from './variedValues.ts';
import { VariedField } from './VariedField.tsx';
import { pathWords, valueWords } from './studyWords.ts';

const mostRandom = 10_000;

interface VariedRow {
  readonly variable: Variable;
  readonly text: string;
  readonly varied: Varied;
}

/** What to vary, over which values, and how they are combined. */
export function VariationsForm({ state, choices, start }: FormProps) {
  const form = choices.value.variations ?? firstVariations(state.variables);
  const set = (change: Partial<Form>) =>
    (choices.value = { ...choices.value, variations: { ...form, ...change } });
  const byPath = new Map(state.variables.map((variable) => [keyOf(variable.path), variable]));
  const rows = form.vary.flatMap(({ path, text }): readonly VariedRow[] => {
    const variable = byPath.get(keyOf(path));
    return variable === undefined ? [] : [{ variable, text, varied: variedIn(text, variable) }];
  });
  const trials = wholeNumber(form.trials, { min: 1, max: mostRandom });
  const isOneOut = form.method === 'leave-one-feature-out';
  // Nothing else is drawn at random.
  const seed = form.method === 'random' ? seedIn(form.seed) : 0;
  const problems = rows.map((row) => problemOf(row, form.method));
  const isWhole = seed !== undefined && (isOneOut || problems.every((problem) => problem === undefined));
  const count = isWhole ? countOf(form, rows, { trials, featureCount: state.featureCount }) : undefined;
  const begin = () => {
    if (count === undefined || seed === undefined) return;
    start({
      kind: 'variations',
      method: form.method,
      vary: isOneOut ? [] : rows.flatMap(varyOf),
      ...(form.method === 'random' && trials !== undefined ? { trials } : {}),
      seed,
    });
  };
  const setText = (path: readonly string[], text: string) =>
    set({ vary: form.vary.map((one) => (keyOf(one.path) === keyOf(path) ? { ...one, text } : one)) });
  return (
    <>
      <p class="intro">
        {t(
          'Trains variations of the experiment on the same training rows and ranks them by their metric on the same held-out rows, before anything is paid for.',
        )}
      </p>
      <div class="settings">
        <Segmented
          label={t('How values are combined')}
          value={form.method}
          options={[
            { value: 'grid', label: t('Every combination') },
            { value: 'random', label: t('Random') },
            { value: 'leave-one-feature-out', label: t('Leave one feature out') },
          ]}
          onChange={(method) => set({ method })}
        />
      </div>
      {isOneOut ? (
        <p class="q">
          {t(
            'Trains once with all features and once without each of the {0}: what gets worse shows what a feature is worth.',
            fixed(state.featureCount),
          )}
        </p>
      ) : (
        <>
          <VariedTable
            rows={rows}
            problems={problems}
            onText={setText}
            onRemove={(path) => set(without(form, path))}
          />
          <AddVariable
            variables={state.variables.filter(
              ({ path }) => !form.vary.some((one) => keyOf(one.path) === keyOf(path)),
            )}
            onAdd={(variable) =>
              set({ vary: [...form.vary, { path: [...variable.path], text: textOf(variable) }] })
            }
          />
        </>
      )}
      {form.method === 'random' && (
        <div class="settings">
          <TextSetting
            label={t('Trainings')}
            value={form.trials}
            problem={trials === undefined ? t('a whole number from 1 to {0}', fixed(mostRandom)) : undefined}
            onInput={(text) => set({ trials: text })}
            onEnter={begin}
          />
          <SeedSetting value={form.seed} number={seed} set={set} onEnter={begin} />
        </div>
      )}
      <StartRow state={state} count={count} onStart={begin} />
    </>
  );
}

const keyOf = (path: readonly string[]) => JSON.stringify(path);

const without = (form: Form, path: readonly string[]): Partial<Form> => ({
  vary: form.vary.filter((one) => keyOf(one.path) !== keyOf(path)),
});

/** How many models are trained; undefined while the form does not say. */
function countOf(
  { method }: Form,
  rows: readonly VariedRow[],
  { trials, featureCount }: { readonly trials: number | undefined; readonly featureCount: number },
): number | undefined {
  switch (method) {
    case 'leave-one-feature-out':
      return featureCount < 2 ? 0 : featureCount + 1;
    case 'random':
      return rows.length === 0 ? 0 : trials;
    case 'grid':
      return rows.length === 0 ? 0 : gridCount(rows.map(({ varied }) => varied));
  }
}

function varyOf({ variable: { path }, varied }: VariedRow): Vary[] {
  switch (varied.kind) {
    case 'values':
      return [{ path, values: varied.values }];
    case 'range':
      return [{ path, low: varied.low, high: varied.high, scale: varied.scale }];
    case 'empty':
    case 'invalid':
      return [];
  }
}

function problemOf({ varied, variable }: VariedRow, method: Form['method']): string | undefined {
  switch (varied.kind) {
    case 'values':
      return undefined;
    case 'empty':
      return t('Give at least one value.');
    case 'invalid':
      return variable.range === ''
        ? t('{0} is not a value it takes.', varied.part)
        : t('{0} is not a value it takes: {1}.', varied.part, variable.range);
    case 'range':
      return method === 'random' ? undefined : t('A range is for random search: list the values.');
  }
}

interface VariedTableProps {
  readonly rows: readonly VariedRow[];
  readonly problems: readonly (string | undefined)[];
  readonly onText: (path: readonly string[], text: string) => void;
  readonly onRemove: (path: readonly string[]) => void;
}

function VariedTable({ rows, problems, onText, onRemove }: VariedTableProps) {
  if (rows.length === 0) return null;
  const label = t('What is varied');
  const shown = rows.map((row, index) => ({ ...row, problem: problems[index] }));
  return (
    <Scroll label={t('{0}, scrolls sideways', label)}>
      <Grid
        label={label}
        testId="varied"
        className="varied"
        rows={shown}
        keyOf={({ variable }) => keyOf(variable.path)}
        columns={[
          { label: t('Name'), cell: ({ variable }) => pathWords(variable.path) },
          {
            label: t('Now'),
            className: 'q',
            cell: ({ variable }) => valueWords(variable.now, variable.path),
          },
          {
            label: t('Values to try'),
            className: 'values',
            cell: ({ variable, text, problem }) => (
              <VariedField
                variable={variable}
                text={text}
                problem={problem}
                onText={(next) => onText(variable.path, next)}
              />
            ),
          },
          {
            label: t('Remove'),
            isLabelHidden: true,
            cell: ({ variable }) => (
              <IconButton
                icon="close"
                label={t('Do not vary {0}', pathWords(variable.path))}
                onClick={() => onRemove(variable.path)}
              />
            ),
          },
        ]}
      />
    </Scroll>
  );
}

interface AddVariableProps {
  readonly variables: readonly Variable[];
  readonly onAdd: (variable: Variable) => void;
}

/** A list of everything that can be varied; typing narrows it down. */
function AddVariable({ variables, onAdd }: AddVariableProps) {
  const [added, setAdded] = useState(0);
  return (
    <div class="add-varied">
      <Select
        key={added}
        searchable
        label={t('Vary something else')}
        value=""
        options={[
          { value: '', label: t('Vary…') },
          ...variables.map((variable) => ({ value: keyOf(variable.path), label: pathWords(variable.path) })),
        ]}
        onChange={(key) => {
          const variable = variables.find(({ path }) => keyOf(path) === key);
          if (variable === undefined) return;
          onAdd(variable);
          setAdded(added + 1);
        }}
      />
    </div>
  );
}
