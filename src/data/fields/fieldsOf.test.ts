import { expect, test } from 'vitest';
import type { FittedFeature } from '../shapes/encoders/fitted.ts';
import { fieldsOf } from './fieldsOf.ts';
import { lookAt } from './lookAt.ts';

const facts = { missingShare: 0, min: 0, max: 10, mean: 4 };
const day = { ...facts, dateFormat: '%Y-%m-%d', min: Date.UTC(2020, 0, 1), max: Date.UTC(2020, 11, 31) };
const number: FittedFeature = {
  encode: 'number',
  planned: { column: 'age', missing: 'median' },
  fitted: { ...facts, fill: 3, indicator: true },
};
const levels = { levels: ['a', 'b', ''], isNumber: false, shares: [0.2, 0.5, 0.3] };

test('a column of several features has one field', () => {
  const features: readonly FittedFeature[] = [
    {
      encode: 'bins',
      planned: { column: 'age' },
      fitted: { ...facts, edges: [0, 5, 10], hasMissing: true, shares: [] },
    },
    number,
    { encode: 'powers', planned: { column: 'age' }, fitted: { ...facts, fill: 3, degree: 2 } },
    {
      encode: 'product',
      planned: { product: ['age', 'bmi'] },
      fitted: { factors: [{ ...facts, fill: 3 }, facts] },
    },
  ];
  expect(fieldsOf(features).map(({ column, values }) => [column, values.kind])).toEqual([
    ['age', 'number'],
    ['bmi', 'number'],
  ]);
});

test('a column refuses a missing value if one of its features does', () => {
  const strict: FittedFeature = {
    encode: 'powers',
    planned: { column: 'age' },
    fitted: { ...facts, degree: 2 },
  };
  expect(fieldsOf([number])[0]?.missing).toEqual({ kind: 'filled', by: 'median', with: 3 });
  expect(fieldsOf([number, strict])[0]?.missing).toEqual({ kind: 'refused' });
});

test('a date is entered as one, with a time where the time counts', () => {
  const date = (parts: ('year' | 'hour')[]): FittedFeature => ({
    encode: 'date',
    planned: { column: 'at', encode: 'date' },
    fitted: { ...day, parts, cyclic: false, timezone: 'UTC', indicator: false },
  });
  expect(fieldsOf([date(['year'])])[0]?.values).toMatchObject({
    kind: 'date',
    format: '%Y-%m-%d',
    hasTime: false,
  });
  expect(fieldsOf([date(['year', 'hour'])])[0]?.values).toMatchObject({ hasTime: true });
  // A category of the same column does not make it a list.
  const months: FittedFeature = {
    encode: 'one-hot',
    planned: { column: 'at', encode: 'one-hot' },
    fitted: { ...levels, hasOther: false, unseen: 'other' },
  };
  expect(fieldsOf([months, date(['year'])])[0]?.values.kind).toBe('date');
});

test('a column of yes and no offers its two words', () => {
  const smoker: FittedFeature = {
    encode: 'number',
    planned: { column: 'smoker' },
    fitted: { ...facts, mean: 0.2, indicator: false, words: ['no', 'yes'] },
  };
  expect(fieldsOf([smoker])[0]?.values).toEqual({ kind: 'boolean', no: 'no', yes: 'yes', mean: 0.2 });
});

test.each<[FittedFeature, string, string]>([
  [
    { encode: 'one-hot', planned: { column: 'c' }, fitted: { ...levels, hasOther: true, unseen: 'other' } },
    'level',
    'other',
  ],
  [
    { encode: 'one-hot', planned: { column: 'c' }, fitted: { ...levels, hasOther: false, unseen: 'other' } },
    'level',
    'none',
  ],
  [
    {
      encode: 'one-hot',
      planned: { column: 'c' },
      fitted: { ...levels, hasOther: true, unseen: 'zero', rare: ['r'] },
    },
    'level',
    'none',
  ],
  [{ encode: 'ordinal', planned: { column: 'c' }, fitted: { ...levels, unseen: 'other' } }, 'level', 'first'],
  [
    { encode: 'frequency', planned: { column: 'c' }, fitted: { ...levels, unseen: 'other' } },
    'level',
    'no-share',
  ],
  [
    {
      encode: 'target-mean',
      planned: { column: 'c' },
      fitted: { ...levels, unseen: 'other', means: [[1, 2, 3]], overall: [2] },
    },
    'level',
    'overall-mean',
  ],
])('values of $encode are offered, and others count as fitted', (feature, kind, unseen) => {
  const [field] = fieldsOf([feature]);
  if (field === undefined) throw new Error('no field');
  expect(field).toMatchObject({ missing: { kind: 'level' }, values: { kind, unseen, usual: 'b' } });
  expect(lookAt(field, 'a')).toEqual({ remark: undefined });
  expect(lookAt(field, undefined)).toEqual({ remark: undefined });
  expect(lookAt(field, 'z')).toEqual({ remark: { kind: 'unseen', rule: unseen } });
});

test('where unseen values are an error, so is a gap that no training row has', () => {
  const strict: FittedFeature = {
    encode: 'one-hot',
    planned: { column: 'c' },
    fitted: {
      levels: ['a', 'b'],
      hasOther: false,
      rare: ['r'],
      isNumber: false,
      unseen: 'error',
      shares: [0.6, 0.4],
    },
  };
  const [field] = fieldsOf([strict]);
  if (field === undefined) throw new Error('no field');
  expect([lookAt(field, 'z'), lookAt(field, '')]).toEqual([{ problem: 'unseen' }, { problem: 'missing' }]);
  expect(lookAt(field, 'r')).toEqual({ remark: undefined });
});

test('levels that are numbers are known however they are written', () => {
  const code: FittedFeature = {
    encode: 'one-hot',
    planned: { column: 'code' },
    fitted: { levels: ['1', '2.5'], hasOther: false, isNumber: true, unseen: 'error', shares: [0.6, 0.4] },
  };
  const [field] = fieldsOf([code]);
  if (field === undefined) throw new Error('no field');
  expect([lookAt(field, '1.0'), lookAt(field, 2.5), lookAt(field, ' 1 ')]).toEqual(
    Array.from({ length: 3 }, () => ({ remark: undefined })),
  );
  expect(lookAt(field, '3')).toEqual({ problem: 'unseen' });
});

test('a number is looked at as a number, and a date as a date', () => {
  const [age] = fieldsOf([{ ...number, fitted: { ...number.fitted, clip: [2, 8] } }]);
  const [at] = fieldsOf([
    { encode: 'number', planned: { column: 'at' }, fitted: { ...day, indicator: false } },
  ]);
  if (age === undefined || at === undefined) throw new Error('no field');
  expect([lookAt(age, 9), lookAt(age, 1), lookAt(age, 5), lookAt(age, 'x')]).toEqual([
    { remark: { kind: 'clipped', to: 8 } },
    { remark: { kind: 'clipped', to: 2 } },
    { remark: undefined },
    { problem: 'no-number' },
  ]);
  expect([lookAt(at, '2020-05-01'), lookAt(at, '2021-05-01'), lookAt(at, 'May')]).toEqual([
    { remark: undefined },
    { remark: { kind: 'outside' } },
    { problem: 'no-date' },
  ]);
});

test('a number outside the domain of its transform is refused, unless it is clipped into it', () => {
  const logged = (change: object): FittedFeature => ({
    encode: 'number',
    planned: { column: 'x' },
    fitted: { ...facts, indicator: false, transform: { kind: 'log1p' }, ...change },
  });
  const [open] = fieldsOf([logged({})]);
  const [clipped] = fieldsOf([logged({ clip: [0, 10] })]);
  const [root] = fieldsOf([logged({ transform: { kind: 'sqrt' } })]);
  if (open === undefined || clipped === undefined || root === undefined) throw new Error('no field');
  expect([lookAt(open, -1), lookAt(root, -0.5)]).toEqual([
    { problem: 'out-of-domain' },
    { problem: 'out-of-domain' },
  ]);
  expect([lookAt(open, -0.5), lookAt(root, 0)]).toEqual([
    { remark: { kind: 'outside' } },
    { remark: undefined },
  ]);
  expect(lookAt(clipped, -5)).toEqual({ remark: { kind: 'clipped', to: 0 } });
});

test('a gap in an order is filled with a known value', () => {
  const size: FittedFeature = {
    encode: 'ordinal',
    planned: { column: 'size', missing: 'median' },
    fitted: { levels: ['S', 'M', 'L'], isNumber: false, unseen: 'other', fill: 1, shares: [0.2, 0.5, 0.3] },
  };
  expect(fieldsOf([size])[0]?.missing).toEqual({ kind: 'filled', by: 'median', with: 'M' });
});

test('yes and no written as 1 and 0 are chosen, and another number is outside of what was trained on', () => {
  const [field] = fieldsOf([
    {
      encode: 'number',
      planned: { column: 'smoker' },
      fitted: { ...facts, max: 1, mean: 0.2, indicator: false, words: ['0', '1'] },
    },
  ]);
  if (field === undefined) throw new Error('There is no field');
  expect(field.values).toEqual({ kind: 'boolean', no: '0', yes: '1', mean: 0.2 });
  expect(['0', 1, '7', -1, 'yes'].map((cell) => lookAt(field, cell))).toEqual([
    { remark: undefined },
    { remark: undefined },
    { remark: { kind: 'outside' } },
    { remark: { kind: 'outside' } },
    { remark: undefined },
  ]);
});
