import { expect, test } from 'vitest';
import { sharesIn, wholeNumber } from './formNumbers.ts';
import { formsOf } from './forms.ts';
import { gridCount, variedIn } from './variedValues.ts';

const number = { kind: 'number', choices: ['auto'] } as const;
const integer = { kind: 'integer', choices: [] } as const;
const transform = { kind: 'choice', choices: [null, 'log1p', 'sqrt'] } as const;

test('values are separated by commas, each once, words among them', () => {
  expect(variedIn('0, 1e-3; auto, 0', number)).toEqual({ kind: 'values', values: [0, 0.001, 'auto'] });
  expect(variedIn('null, log1p', transform)).toEqual({ kind: 'values', values: [null, 'log1p'] });
});

test('what is no value of the setting is named', () => {
  expect(variedIn('0, much', number)).toEqual({ kind: 'invalid', part: 'much' });
  expect(variedIn('1.5', integer)).toEqual({ kind: 'invalid', part: '1.5' });
  expect(variedIn('cubic', transform)).toEqual({ kind: 'invalid', part: 'cubic' });
  expect(variedIn(' , ', number)).toEqual({ kind: 'empty' });
});

test('a range is drawn by the logarithm where its ends are far apart', () => {
  expect(variedIn('0.0001 to 1', number)).toMatchObject({ kind: 'range', scale: 'log' });
  expect(variedIn('0 to 1', number)).toMatchObject({ kind: 'range', scale: 'linear' });
  expect(variedIn('2 to 1', number)).toEqual({ kind: 'invalid', part: '1' });
});

test('a grid has a training for each combination', () => {
  const varied = [variedIn('0, 1, 2', number), variedIn('null, sqrt', transform)];
  expect(gridCount(varied)).toBe(6);
});

test('shares are percents above 0 up to 100, ascending', () => {
  expect(sharesIn('100, 25 50%')).toEqual([0.25, 0.5, 1]);
  for (const text of ['100', '0, 50', '50, 101', 'half, 100', '']) expect(sharesIn(text)).toBeUndefined();
});

test('a number of folds is whole and within its range', () => {
  const range = { min: 2, max: 100 };
  expect(wholeNumber(' 5 ', range)).toBe(5);
  for (const text of ['1', '101', '2.5', '1e1', '', '-5']) expect(wholeNumber(text, range)).toBeUndefined();
});

test('a plan comes back from the form that it fills', () => {
  const { variations } = formsOf({
    kind: 'variations',
    method: 'random',
    vary: [
      { path: ['targetTransform'], values: [null, 'sqrt'] },
      { path: ['hyperparameters', 'wd'], low: 0.001, high: 1, scale: 'log' },
    ],
    trials: 7,
    seed: 3,
  });
  expect(variations?.vary.map(({ text }) => text)).toEqual(['null, sqrt', '0.001 to 1']);
  expect(variedIn(variations?.vary[0]?.text ?? '', transform)).toMatchObject({ values: [null, 'sqrt'] });
  expect(variedIn(variations?.vary[1]?.text ?? '', number)).toMatchObject({ low: 0.001, high: 1 });
});
