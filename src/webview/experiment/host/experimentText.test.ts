import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseExperiment } from '../../../data/experiment/parseExperiment.ts';
import { editsInTurn, withEdit, withTarget } from './experimentText.ts';

const file = 'salary.linear.json';
const text = readFileSync('examples/salary-tutorial.linear.json', 'utf8');
const edited = (path: string[], value: unknown) => {
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
  expect(experiment.features?.map(({ column }) => column) ?? []).not.toContain('YearsExperience');
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
