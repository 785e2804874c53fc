import { expect, test } from 'vitest';
import type { Output, OutputMeaning } from '../../../data/fields/outputs.ts';
import { effectsOf, sizeOf } from '../../../data/fields/effects.ts';
import { effectSentence, oddsSentence } from './effectSentence.ts';
import { peakText, wordsOf } from './effectWords.ts';

/** Outputs of one feature each, or of the same where they say so. */
const outputs = (...meanings: readonly (OutputMeaning | readonly OutputMeaning[])[]): readonly Output[] =>
  meanings.flatMap((meaning, feature) =>
    [meaning].flat().map((one): Output => ({ columns: ['x', 'y'], feature, meaning: one })),
  );
const plain: OutputMeaning = { kind: 'number', isDate: false };

const said = (all: readonly Output[], weights: readonly number[]) =>
  effectsOf(all).map((effect) => {
    const { name, per } = wordsOf(effect);
    return [name, per, Number(sizeOf(effect, weights).toPrecision(12))];
  });

test('a number has an effect per unit, in the units of its column', () => {
  const all = outputs(
    plain,
    { ...plain, transform: { kind: 'standard', from: 10, unit: 4 } },
    { ...plain, transform: { kind: 'log1p' } },
    { ...plain, transform: { kind: 'sqrt' } },
    { ...plain, transform: { kind: 'power', power: 2 } },
    { kind: 'number', isDate: true, transform: { kind: 'since', from: 0, unit: 86_400_000 } },
    { kind: 'power', power: 3 },
    { kind: 'product' },
  );
  expect(said(all, [2, 2, 2, 2, 2, 2, 2, 2])).toEqual([
    ['x', 'per unit', 2],
    ['x', 'per unit', 0.5],
    ['x', 'per doubling of 1 + x', Number((2 * Math.LN2).toPrecision(12))],
    ['√x', 'per unit', 2],
    ['x²', 'per unit', 2],
    ['x', 'per day', 2],
    ['x³', 'per unit', 2],
    ['x × y', 'per unit', 2],
  ]);
});

test('a value is compared with the others of its column, each as frequent as in training', () => {
  const all = outputs(plain, [
    { kind: 'level', level: 'a', share: 0.5 },
    { kind: 'level', level: '', share: 0.2 },
    { kind: 'level', share: 0.3 },
  ]);
  expect(said(all, [7, 10, 0, 5])).toEqual([
    ['x', 'per unit', 7],
    ['x: a', 'against the rest', 10 - (0.3 * 5) / 0.5],
    ['x', 'when missing', 0 - (0.5 * 10 + 0.3 * 5) / 0.8],
    ['x: other', 'against the rest', Number((5 - (0.5 * 10) / 0.7).toPrecision(12))],
  ]);
  expect(said(outputs({ kind: 'level', level: 'a', share: 1 }), [3])).toEqual([
    ['x: a', 'against the rest', 3],
  ]);
});

test('the effect of a value does not depend on a constant that all values share', () => {
  const all = outputs([
    { kind: 'bin', range: [0, 18], share: 0.25 },
    { kind: 'bin', range: [18, 90], share: 0.75 },
  ]);
  const [first, shifted] = [said(all, [1, 3]), said(all, [101, 103])];
  expect(first).toEqual([
    ['x from 0 to 18', 'against the rest', -2],
    ['x from 18 to 90', 'against the rest', 2],
  ]);
  expect(shifted).toEqual(first);
});

test('other columns are read in their own terms', () => {
  const all = outputs(
    { kind: 'boolean', no: 'no', yes: 'yes' },
    { kind: 'missing' },
    { kind: 'order', first: 'S', last: 'XL' },
    { kind: 'share' },
    { kind: 'target-mean' },
    { kind: 'target-mean', className: 'cat' },
    { kind: 'hash', bucket: 3 },
    { kind: 'part', part: 'month' },
    { kind: 'part', part: 'weekday' },
  );
  expect(said(all, [1, 1, 1, 1, 1, 1, 1, 1, 1])).toEqual([
    ['x', 'yes against no', 1],
    ['x', 'when missing', 1],
    ['x', 'per step from S to XL', 1],
    ['x', 'per percentage point of its share', 0.01],
    ['x', 'per unit of its target mean', 1],
    ['x, cat', 'per unit of its target mean', 1],
    ['x', 'in bucket 3', 1],
    ['x', 'per month', 1],
    ['x', 'per day of the week', 1],
  ]);
});

test.each([
  ['month', 7, 'July', 12],
  ['month', 12, 'December', 12],
  ['weekday', 4, 'Friday', 7],
  ['hour', 17, '17:00', 24],
] as const)('the sine and cosine of a %s are one wave, highest at %s', (part, value, name, turn) => {
  const all = outputs([
    { kind: 'wave', part, wave: 'sine' },
    { kind: 'wave', part, wave: 'cosine' },
  ]);
  const angle = (2 * Math.PI * value) / turn;
  const weights = [3 * Math.sin(angle), 3 * Math.cos(angle)];
  const effects = effectsOf(all);
  expect(effects).toHaveLength(1);
  const [effect] = effects;
  if (effect?.kind !== 'wave') throw new Error('no wave');
  expect(sizeOf(effect, weights)).toBeCloseTo(3, 12);
  expect(peakText(effect, weights)).toBe(name);
});

test('an effect is a sentence about the target, or about the odds of a class', () => {
  const [unit, level] = effectsOf(outputs(plain, { kind: 'level', level: 'a', share: 0 }));
  if (unit === undefined || level === undefined) throw new Error('no effect');
  const weights = [1.5, -2];
  const learned = { target: 'price' };
  expect(effectSentence(unit, weights, learned)).toBe(
    'Each additional unit of x adds 1.500 to the predicted price.',
  );
  expect(effectSentence(level, weights, learned)).toBe(
    'x being a rather than another value subtracts 2.000 from the predicted price.',
  );
  expect(effectSentence(unit, weights, { target: 'price', targetTransform: 'log1p' })).toBe(
    'Each additional unit of x multiplies the predicted 1 + price by 4.482.',
  );
  expect(effectSentence(unit, weights, { target: 'price', targetTransform: 'sqrt' })).toBe(
    'Each additional unit of x adds 1.500 to the predicted √price.',
  );
  expect(oddsSentence(level, weights, '“yes”')).toBe(
    'x being a rather than another value multiplies the odds of “yes” by 0.135.',
  );
});
