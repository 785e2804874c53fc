import { columnEncodings } from '../../../data/shapes/encoders/feature.ts';
import type { ColumnEncoding } from '../../../data/findings/encoderKeys.ts';
import type { ColumnFeature, Feature } from '../../../data/shapes/encoders/feature.ts';
import { hyperparameterStrings } from '../../../data/shapes/experiment.ts';
import type { Experiment } from '../../../data/shapes/experiment.ts';
import { describeRange } from '../../../learner/hyperparameters/spec.ts';
import type { HyperparameterSpec } from '../../../learner/hyperparameters/spec.ts';
import { choicesFor, settableHyperparameters } from '../../../learner/hyperparameters/table.ts';
import { columnsToLeaveOut } from '../../../studies/planTrials.ts';
import type { Variable, VariedValue } from '../contract.ts';
import { translated } from '../../host/translated.ts';

/** Of a wide table, the first columns: a list of all would be no menu. */
const mostColumns = 200;

/** What of an experiment can be varied, with values worth a try. `features` are those that a run of it uses. */
export const variablesOf = (experiment: Experiment, features: readonly Feature[]): readonly Variable[] => [
  ...settableHyperparameters(experiment.predictorType)
    .filter(({ name }) => !fixedNames.includes(name))
    .map((entry) => hyperparameter(experiment, entry)),
  ...targetTransforms(experiment),
  ...encodings(features),
  ...wholeFeatures(features),
  ...seeds(experiment),
];

/** What follows from the table. */
const fixedNames = ['feature_dim', 'num_classes'];

function hyperparameter(experiment: Experiment, entry: HyperparameterSpec): Variable {
  const { name, kind } = entry;
  const choices = choicesOf(experiment, entry);
  const now = hyperparameterStrings(experiment)[name] ?? entry.default ?? '';
  return {
    path: ['hyperparameters', name],
    group: 'hyperparameter',
    name,
    kind: kind === 'integer' || kind === 'number' ? kind : 'choice',
    now,
    proposed: entry.worthTrying ?? proposed(entry, choices, now),
    choices,
    range: translated(describeRange({ ...entry, choices: choicesFor(experiment.predictorType, entry) })),
  };
}

function choicesOf({ predictorType }: Experiment, entry: HyperparameterSpec): readonly VariedValue[] {
  const auto = entry.allowsAuto === true ? ['auto'] : [];
  switch (entry.kind) {
    case 'boolean':
      return [...auto, true, false];
    case 'choice':
      return choicesFor(predictorType, entry);
    case 'integer':
    case 'number':
      return [...auto, ...(entry.choices ?? [])];
    case 'text':
      return [];
  }
}

/** Half, once and twice of a number; every value of a choice but `auto`. */
function proposed(
  { kind, allowsAuto = false }: HyperparameterSpec,
  choices: readonly VariedValue[],
  now: string,
): readonly VariedValue[] {
  const number = Number(now);
  if (kind !== 'integer' && kind !== 'number') {
    const words = choices.filter((choice) => choice !== 'auto');
    return words.length > 1 ? words : choices;
  }
  if (!Number.isFinite(number) || now === '') return allowsAuto ? ['auto'] : [];
  if (number === 0) return [0];
  return kind === 'integer'
    ? [...new Set([Math.max(1, Math.round(number / 2)), number, number * 2])]
    : [number / 2, number, number * 2];
}

function targetTransforms({ predictorType, targetTransform }: Experiment): readonly Variable[] {
  if (predictorType !== 'regressor') return [];
  const choices = [null, 'log1p', 'sqrt'];
  return [
    {
      path: ['targetTransform'],
      group: 'target',
      name: 'targetTransform',
      kind: 'choice',
      now: targetTransform ?? null,
      proposed: choices,
      choices,
      range: '',
    },
  ];
}

/** Columns that have one feature of their own, in which another encoding can be put. */
function encodings(features: readonly Feature[]): readonly Variable[] {
  const single = features.filter((feature): feature is ColumnFeature => !('product' in feature));
  return single.slice(0, mostColumns).map(({ column, encode = 'number' }): Variable => {
    const choices = encodingsLike(encode);
    return {
      path: ['features', column, 'encode'],
      group: 'encoder',
      name: column,
      kind: 'choice',
      now: encode,
      proposed: choices,
      choices,
      range: '',
    };
  });
}

const ofNumbers: readonly ColumnEncoding[] = ['number', 'bins', 'powers'];
const ofWords: readonly ColumnEncoding[] = ['one-hot', 'ordinal', 'frequency', 'target-mean', 'hash'];

/** Encodings that take the same kind of values; the others refuse them. */
function encodingsLike(encode: ColumnEncoding): readonly ColumnEncoding[] {
  const alike = [ofNumbers, ofWords].find((group) => group.includes(encode));
  return columnEncodings.filter((one) => alike?.includes(one) ?? one === encode);
}

function wholeFeatures(features: readonly Feature[]): readonly Variable[] {
  const columns = columnsToLeaveOut(features);
  if (columns.length < 2) return [];
  return columns.slice(0, mostColumns).map((name): Variable => ({
    path: ['features', name],
    group: 'feature',
    name,
    kind: 'choice',
    now: true,
    proposed: [true, null],
    choices: [true, null],
    range: '',
  }));
}

const seeds = ({ split: { seed, shuffle } }: Experiment): readonly Variable[] =>
  shuffle
    ? [
        {
          path: ['split', 'seed'],
          group: 'split',
          name: 'seed',
          kind: 'integer',
          now: seed,
          proposed: [0, 1, 2, 3, 4].map((next) => seed + next),
          choices: [],
          range: '',
        },
      ]
    : [];
