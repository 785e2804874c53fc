import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { columnsOf } from '../../../data/shapes/encoders/feature.ts';
import { parseExperiment } from '../../../data/experiment/parseExperiment.ts';
import { editsInTurn, withEdit, withFeaturesListed, withTarget } from './experimentText.ts';

const file = 'salary.linear.json';
const text = readFileSync('examples/salary-tutorial.linear.json', 'utf8');
const edited = (path: (string | number)[], value: unknown) => {
  const result = withEdit(text, file, path, value);
  return 'text' in result ? parseExperiment(result.text, file) : result.refused;
};

test.each([
  [['hyperparameters', 'learning_rate'], 'abc', 'auto or a number above 0'],
  [['hyperparameters', 'epochs'], 1.5, 'a whole number from 1'],
  [['hyperparameters', 'epochs'], 0, 'a whole number from 1'],
  [['split', 'test'], 2.5, 'a fraction below 1, or a whole number of rows'],
  [['split', 'seed'], 'abc', 'a number'],
  [['training', 'instanceCount'], 0, '1 or more'],
])('%j cannot be %j, and what it must be is told', (path, value, expected) => {
  const found = path[0] === 'hyperparameters' ? String(value) : JSON.stringify(value);
  expect(edited(path, value)).toEqual({ key: path.join('.'), found, expected });
});

test('a value that is possible is set, and nothing else changes', () => {
  const before = parseExperiment(text, file);
  expect(edited(['hyperparameters', 'learning_rate'], 0.5)).toEqual({
    ...before,
    hyperparameters: { ...before.hyperparameters, learning_rate: 0.5 },
  });
  expect(edited(['split', 'seed'], 7)).toEqual({ ...before, split: { ...before.split, seed: 7 } });
});

test('another problem drops a loss that does not go with it, and a target is no feature', () => {
  const before = withEdit(text, file, ['hyperparameters', 'loss'], 'absolute_loss');
  if (!('text' in before)) throw new Error('absolute_loss was refused');
  const after = withTarget(before.text, file, 'YearsExperience', 'binary_classifier');
  if (!('text' in after)) throw new Error('the target was refused');
  const experiment = parseExperiment(after.text, file);
  expect(experiment.hyperparameters['loss']).toBeUndefined();
  expect(experiment).toMatchObject({ target: 'YearsExperience', predictorType: 'binary_classifier' });
  expect(experiment.features?.flatMap(columnsOf) ?? []).not.toContain('YearsExperience');
});

test('a positive class is of one target and one problem', () => {
  const named = withEdit(text, file, ['positiveClass'], 'yes');
  if (!('text' in named)) throw new Error('the class was refused');
  expect(parseExperiment(named.text, file).positiveClass).toBe('yes');
  for (const after of [
    withTarget(named.text, file, 'left', 'binary_classifier'),
    withEdit(named.text, file, ['predictorType'], 'multiclass_classifier'),
  ])
    expect('text' in after && 'positiveClass' in parseExperiment(after.text, file)).toBe(false);
});

test('edits that come while another is written are made of what that one leaves', async () => {
  let stored = text;
  const edits = editsInTurn({
    read: () => stored,
    write: async (next) => {
      await new Promise(setImmediate);
      stored = next;
    },
  });
  const answers = [
    edits.edit((now) => withEdit(now, file, ['split', 'seed'], 7)),
    edits.edit((now) => withEdit(now, file, ['hyperparameters', 'epochs'], 'many')),
    edits.edit((now) => withEdit(now, file, ['hyperparameters', 'epochs'], 9)),
  ];
  await edits.settled();
  expect(parseExperiment(stored, file)).toMatchObject({ split: { seed: 7 }, hyperparameters: { epochs: 9 } });
  expect((await Promise.all(answers)).map((refused) => refused?.key)).toEqual([
    undefined,
    'hyperparameters.epochs',
    undefined,
  ]);
});

describe('of the lists of an experiment', () => {
  const features = `[
    { "column": "YearsExperience", "missing": "median",   "indicator": true },
    { "column": "b" }
  ]`;
  const listed = text.replace(/"features": \[[^\]]*\]/, `"features": ${features}`);
  const after = (path: (string | number)[], value: unknown, from = listed) => {
    const result = withEdit(from, file, path, value);
    return 'text' in result ? result.text : result.refused;
  };

  test('an edit touches one element', () => {
    expect(after(['features', 1, 'missing'], 'mean')).toBe(
      listed.replace('{ "column": "b" }', '{ "column": "b", "missing": "mean" }'),
    );
    expect(after(['features', 1], undefined)).toBe(listed.replace(',\n    { "column": "b" }', ''));
    expect(after(['features', 2], { product: ['YearsExperience', 'b'] })).toBe(
      listed.replace('{ "column": "b" }', '{ "column": "b" },\n    { "product": ["YearsExperience", "b"] }'),
    );
  });

  test('another encoding drops the settings that it does not take', () => {
    expect(after(['features', 0, 'encode'], 'one-hot')).toBe(
      listed.replace(
        /\{ "column": "YearsExperience"[^}]*\}/,
        '{ "column": "YearsExperience", "encode": "one-hot" }',
      ),
    );
    expect(after(['features', 0, 'encode'], 'bins')).toContain('"encode": "bins", "missing": "median" }');
    expect(after(['features', 0, 'encode'], 'number')).toContain('"missing": "median", "indicator": true }');
  });

  test('a value that an element cannot have is refused with its place', () => {
    expect(after(['features', 1, 'degree'], 1)).toMatchObject({
      key: 'features.1.degree',
      expected: '2 or more',
    });
    expect(after(['rows', 0], { column: 'b' })).toMatchObject({ key: 'rows.0' });
  });

  test('the first rule makes the list, and the last one takes it away', () => {
    const one = after(['rows', 0], { column: 'b', above: 0 });
    expect(typeof one === 'string' && parseExperiment(one, file).rows).toEqual([{ column: 'b', above: 0 }]);
    if (typeof one === 'string') expect(after(['rows', 0], undefined, one)).toBe(listed);
  });

  test('what says nothing any more goes with its last key', () => {
    const first = after(['columns', 'b', 'meaning'], 'category');
    const second = typeof first === 'string' ? after(['columns', 'b', 'meaning'], undefined, first) : first;
    expect(second).toBe(listed);
    const read = after(['read', 'header'], true);
    expect(typeof read === 'string' && after(['read', 'header'], undefined, read)).toBe(listed);
  });

  test('features that the file does not list are listed before one is changed', () => {
    const without = after(['features'], undefined);
    if (typeof without !== 'string') throw new Error('the list cannot be taken away');
    const whole = withFeaturesListed(without, file, [{ column: 'a' }, { column: 'b' }]);
    expect(parseExperiment(whole, file).features).toEqual([{ column: 'a' }, { column: 'b' }]);
    expect(withFeaturesListed(listed, file, [{ column: 'a' }])).toBe(listed);
  });
});
