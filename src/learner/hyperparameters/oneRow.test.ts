// A hyperparameter is one row of the table: everything else is derived from it.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseExperiment } from '../../data/experiment/parseExperiment.ts';
import { experimentJsonSchema } from '../../data/shapes/experiment.ts';
import { openingLines } from '../logLines/opening.ts';
import { numericHyperparameter, parseHyperparameters } from './parse.ts';
import type { HyperparameterSpec, PredictorType } from './spec.ts';
import { hyperparameterTable, loggedOfModel, settableHyperparameters } from './table.ts';
import { camelCase } from './values.ts';

const requiredWith = { multiclass_classifier: { num_classes: '3' } } as const;

function settingsWith({ appliesTo: [predictorType = 'regressor'] }: HyperparameterSpec, given: object) {
  const required = predictorType === 'multiclass_classifier' ? requiredWith[predictorType] : {};
  return new Map<string, unknown>(
    Object.entries(parseHyperparameters({ predictor_type: predictorType, ...required, ...given })),
  );
}

const schemaText = JSON.stringify(experimentJsonSchema());

/** A value besides the default, and what it is parsed as. */
function anotherValue(row: HyperparameterSpec): readonly [string, unknown] {
  const { kind, choices = [], default: standard, exclusiveMaximum, minimum = 0 } = row;
  if (kind === 'boolean') return standard === 'false' ? ['true', true] : ['false', false];
  const choice = choices.find((one) => one !== 'auto' && one !== standard) ?? '';
  if (kind === 'choice' || kind === 'text') return [choice, choice];
  const number = exclusiveMaximum === undefined ? minimum + 7 : 0.25;
  return [String(number), number];
}

/** Combined with others, or with the loss of the predictor type, in the settings. */
const combined = ['loss', 'num_classes'];

test.each(settableHyperparameters().filter(({ name }) => !combined.includes(name)))(
  '$name is a setting of training, a key of the experiment file and part of the log',
  (row) => {
    const { name } = row;
    const key = camelCase(name);
    const standard = settingsWith(row, {});
    expect(standard.has(key)).toBe(true);
    const [text, value] = anotherValue(row);
    expect(settingsWith(row, { [name]: text }).get(key)).toBe(value);
    expect(standard.get(key)).not.toBe(value);
    expect(openingLines(new Date(0), {}).join()).toContain(`'${name}': '${row.default}'`);

    const experiment = (hyperparameters: object) =>
      JSON.stringify({
        version: 1,
        dataset: 'a.csv',
        target: 'y',
        predictorType: row.appliesTo[0],
        split: { test: 0.2 },
        hyperparameters,
        training: { instanceType: 'ml.m5.large' },
        endpoint: { instanceType: 'ml.m5.large' },
      });
    expect(parseExperiment(experiment({ [name]: text }), 'e').hyperparameters[name]).toBe(text);
    expect(() => parseExperiment(experiment({ [`${name}x`]: text }), 'e')).toThrow(
      expect.objectContaining({ facts: expect.objectContaining({ suggestion: name }) }),
    );
    expect(schemaText.includes(`"${name}":{`) && schemaText.includes(`"description":"${row.meaning} `)).toBe(
      true,
    );
  },
);

test('a value of another predictor type keeps its default, whatever is given', () => {
  const settings = parseHyperparameters({ predictor_type: 'regressor', margin: 'wide', f_beta: '-1' });
  expect(settings).toMatchObject({ margin: 1, fBeta: 1 });
});

test('numbers are read with their defaults, and with what auto stands for', () => {
  expect(numericHyperparameter({}, 'epochs', 'regressor')).toBe(15);
  expect(numericHyperparameter({ epochs: '4' }, 'epochs', 'regressor')).toBe(4);
  expect(numericHyperparameter({ num_models: 'auto' }, 'num_models', 'multiclass_classifier')).toBe(28);
  expect(numericHyperparameter({ epochs: 'many' }, 'epochs', 'regressor')).toBeNaN();
});

test('the settings of a model are logged in the order of the service', () => {
  const model = {
    optimizer: { name: 'rmsprop' },
    learningRate: 1,
    l1: 2,
    wd: 3,
    lrSchedulerStep: 4,
    lrSchedulerFactor: 5,
    lrSchedulerMinimumLr: 6,
    biasLrMult: 7,
  } as const;
  const loggedOf = (type: PredictorType) =>
    loggedOfModel(model, type).map(({ name, value }) => [name, value]);
  expect(loggedOf('regressor')).toEqual([
    ['optimizer', 'rmsprop'],
    ['learning_rate', 1],
    ['wd', 3],
    ['l1', 2],
    ['lr_scheduler_step', 4],
    ['lr_scheduler_factor', 5],
    ['lr_scheduler_minimum_lr', 6],
  ]);
  expect(loggedOf('multiclass_classifier').slice(1, 4)).toEqual([
    ['learning_rate', 1],
    ['l1', 2],
    ['wd', 3],
  ]);
});

/** The rows of the table, and the keys of a foreign file format. */
const isOwn = (file: string) =>
  /hyperparameters.(model|training)Rows\.ts$|artifact.additionalParams\.ts$/.test(file);

test('no other source file lists the names of hyperparameters', () => {
  const root = join(import.meta.dirname, '../../..');
  const names = hyperparameterTable.map(({ name }) => name).filter((name) => name.includes('_'));
  const listing = globSync('src/**/*.{ts,tsx}', { cwd: root })
    .filter((file) => !/\.test(ing)?\.tsx?$/.test(file) && !isOwn(file))
    .flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      // As a key or a text of its own, which is how a map or a list would have it.
      const found = names.filter((name) => new RegExp(`(['"]${name}['"]|\\b${name}\\??:)`).test(text));
      return found.length > 4 ? [`${file}: ${found.join(', ')}`] : [];
    });
  expect(listing).toEqual([]);
});
