import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ParsedArguments } from '../contributions/commands.ts';
import type { Engine } from '../data/engine/calls.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import type { ColumnFacts } from '../data/shapes/profile.ts';
import type { SplitMethod, SplitPreview, Splitting } from '../data/shapes/splitting.ts';
import { numberText } from '../platform/explanations/numberText.ts';
import { ask, pick } from '../platform/prompts.ts';
import type { Choice } from '../platform/prompts.ts';
import { differing } from './differingExperiments.ts';
import { reading } from './reading.ts';
import type { ChosenSplit } from './split.ts';

type Options = Pick<NonNullable<ParsedArguments<'split'>[1]>, 'read' | 'columns'>;
type SplitEngine = Pick<Engine, 'experimentsBeside' | 'describeForSplit' | 'previewSplit'>;

/** Prompts for the method, its column, the sizes (with a preview) and the format. Throws Cancelled. */
export async function chooseSplit(engine: SplitEngine, path: string, options: Options): Promise<ChosenSplit> {
  const title = vscode.l10n.t('Split {0}', basename(path));
  const experiments = await experimentsOf(engine, path);
  const known = experiments[0]?.experiment;
  const read = options.read ?? known?.read;
  const columns = options.columns ?? known?.columns;
  const table = { path, read, columns };
  const about = await reading(path, (signal) => engine.describeForSplit(table, { signal }));
  const classColumn = classColumnOf(about, known);
  const choice = await pick(methodChoices(experiments, classColumn), {
    title,
    placeHolder: vscode.l10n.t('How should the rows be split?'),
  });
  const split =
    'ready' in choice
      ? choice.ready
      : await sized(engine, title, table, await methodOf(title, about, choice), classColumn);
  const format = await pick(
    [
      { label: 'CSV', description: vscode.l10n.t('text, in the table’s own dialect'), value: 'csv' as const },
      {
        label: 'Parquet',
        description: vscode.l10n.t('smaller, keeps column types'),
        value: 'parquet' as const,
      },
    ],
    { title, placeHolder: vscode.l10n.t('Which format?') },
  );
  return { read, columns, split, format };
}

type Method = {
  readonly method: SplitMethod;
  readonly isFolds: boolean;
  readonly classColumn?: string | undefined;
};
type MethodChoice = Method | { readonly ready: Splitting };
type About = Awaited<ReturnType<Engine['describeForSplit']>>;
type TableAt = Options & { readonly path: string };

const mostClasses = 12;

/** The column to stratify by. */
function classColumnOf({ columns, targets }: About, known: Experiment | undefined): string | undefined {
  const target = known?.target ?? targets[0];
  const found = columns.find(({ name }) => name === target);
  return found !== undefined && found.distinctCount > 1 && found.distinctCount <= mostClasses
    ? target
    : undefined;
}

async function experimentsOf(engine: SplitEngine, tablePath: string) {
  const beside = await engine.experimentsBeside({ tablePath });
  return differing(
    beside.flatMap(({ name, experiment }) => (experiment === undefined ? [] : [{ name, experiment }])),
  );
}

function methodChoices(
  experiments: readonly { readonly name: string; readonly experiment: Experiment }[],
  classColumn: string | undefined,
): readonly Choice<MethodChoice>[] {
  const { t } = vscode.l10n;
  const method = (label: string, detail: string, value: Method): Choice<MethodChoice> => ({
    label,
    detail,
    value,
  });
  return [
    ...experiments.map(({ name, experiment: { split, target } }) => ({
      label: t('Same as in {0}', name),
      description: t('test {0}, seed {1}', split.test, split.seed),
      value: { ready: { ...split, ...(split.method === 'stratified' ? { column: target } : {}) } },
    })),
    method(t('At random'), t('Rows are assigned to sets at random.'), {
      method: 'random',
      isFolds: false,
    }),
    ...(classColumn === undefined
      ? []
      : [
          method(t('Stratified by {0}', classColumn), t('Every set has the same share of each class.'), {
            method: 'stratified',
            isFolds: false,
            classColumn,
          }),
        ]),
    method(t('By groups…'), t('Rows with the same value in a column, such as a customer, stay together.'), {
      method: 'group',
      isFolds: false,
    }),
    method(t('By time…'), t('The newest rows are held out.'), { method: 'time', isFolds: false }),
    method(t('By the values of a column…'), t('Rows with the values you enter are held out.'), {
      method: 'column',
      isFolds: false,
    }),
    method(
      t('By a key…'),
      t('The hash of a column decides, so a row stays in its set when rows are added.'),
      {
        method: 'hash',
        isFolds: false,
      },
    ),
    method(t('Folds at random…'), t('Equal parts for cross-validation.'), {
      method: 'random',
      isFolds: true,
    }),
    ...(classColumn === undefined
      ? []
      : [
          method(
            t('Folds stratified by {0}…', classColumn),
            t('Equal parts with the same share of each class.'),
            {
              method: 'stratified',
              isFolds: true,
              classColumn,
            },
          ),
        ]),
    method(t('Folds by groups…'), t('Rows with the same value in a column stay in one fold.'), {
      method: 'group',
      isFolds: true,
    }),
    method(t('Folds by time…'), t('Each fold is newer than the previous one.'), {
      method: 'time',
      isFolds: true,
    }),
  ];
}

async function methodOf(title: string, { columns }: About, { method, classColumn, isFolds }: Method) {
  if (method === 'random' || method === 'stratified') return { method, isFolds, column: classColumn };
  const offered = columns.filter((column) => suits(method, column));
  const column = await pick(
    (offered.length === 0 ? columns : offered).map(({ name, type, distinctCount }) => ({
      label: name,
      description: vscode.l10n.t('{0}, {1} values', type, numberText(distinctCount)),
      value: name,
    })),
    { title, placeHolder: vscode.l10n.t('By which column?') },
  );
  if (method !== 'column') return { method, isFolds, column };
  const values = await ask({
    title,
    prompt: vscode.l10n.t('Values of the rows to hold out, separated by commas'),
    problem: (text) => (text.trim() === '' ? vscode.l10n.t('Enter a value.') : undefined),
  });
  return { method, isFolds, column, testValues: values.split(',').map((value) => value.trim()) };
}

function suits(method: SplitMethod, { type, distinctCount }: ColumnFacts): boolean {
  switch (method) {
    case 'time':
      return type === 'date' || type === 'integer' || type === 'decimal';
    case 'column':
      return distinctCount > 1 && distinctCount <= mostSetNames;
    case 'group':
    case 'hash':
    case 'random':
    case 'stratified':
      return distinctCount > 1 && type !== 'decimal';
  }
}

const mostSetNames = 50;

const shares = [
  { test: 0.2, validation: 0 },
  { test: 0.33, validation: 0 },
  { test: 0.1, validation: 0.1 },
  { test: 0.2, validation: 0.2 },
  { test: 0.5, validation: 0 },
] as const;
const foldCounts = [3, 5, 10];

/** The offered sizes, each with a preview of its sets. */
async function sized(
  engine: SplitEngine,
  title: string,
  table: TableAt,
  { isFolds, ...method }: Awaited<ReturnType<typeof methodOf>>,
  classColumn: string | undefined,
): Promise<Splitting> {
  if (method.method === 'column') return heldOutByValue(engine, title, table, method, classColumn);
  const splits: readonly Splitting[] = isFolds
    ? foldCounts.map((folds) => ({ ...method, folds, seed: 0 }))
    : shares.map((share) => ({ ...method, ...share, seed: 0 }));
  const choices = reading(table.path, async (signal) => {
    const offered: Choice<Splitting>[] = [];
    for (const split of splits) {
      const preview = await engine
        .previewSplit({ ...table, split, classColumn }, { signal })
        .catch(() => undefined); // Too few rows for this size: do not offer it.
      if (preview !== undefined)
        offered.push({ label: sizeLabel(split), detail: previewText(preview), value: split });
    }
    return offered;
  });
  return pick(choices, { title, placeHolder: vscode.l10n.t('Which sizes?') });
}

/** Shows which rows the values hold out before anything is written. Throws DataFailure when they are none, or all. */
async function heldOutByValue(
  engine: SplitEngine,
  title: string,
  table: TableAt,
  split: Splitting,
  classColumn: string | undefined,
): Promise<Splitting> {
  const preview = await reading(table.path, (signal) =>
    engine.previewSplit({ ...table, split, classColumn }, { signal }),
  );
  const label = vscode.l10n.t('Hold out the rows with {0}', (split.testValues ?? []).join(', '));
  return pick([{ label, detail: previewText(preview), value: split }], {
    title,
    placeHolder: vscode.l10n.t('Split the table like this?'),
  });
}

function sizeLabel({ folds, test = 0, validation = 0 }: Splitting): string {
  const percent = (share: number) =>
    new Intl.NumberFormat(vscode.env.language, { style: 'percent' }).format(share);
  if (folds !== undefined) return vscode.l10n.t('{0} folds', folds);
  const train = percent(1 - test - validation);
  return validation === 0
    ? vscode.l10n.t('{0} train, {1} test', train, percent(test))
    : vscode.l10n.t('{0} train, {1} validation, {2} test', train, percent(validation), percent(test));
}

/** "train 804 (yes 38 %, no 62 %) · test 396 (…)". */
function previewText({ sets, classes }: SplitPreview): string {
  const percent = new Intl.NumberFormat(vscode.env.language, { style: 'percent', maximumFractionDigits: 1 });
  const shown = classes.slice(0, classesShown);
  return sets
    .map(({ name, rowCount, classCounts }) => {
      const parts = shown.map((one, at) => `${one} ${percent.format((classCounts[at] ?? 0) / rowCount)}`);
      return `${name} ${numberText(rowCount)}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`;
    })
    .join(' · ');
}

const classesShown = 3;
