import { describe, expect, test } from 'vitest';
import type { PredictModel } from '../contract.ts';
import { cellText, choicesOf, usualChoice } from './encoded.ts';
import { lineThrough } from './line.ts';
import { outside, readQuestion, refusalText, rmseAt, roughRange } from './question.ts';

const model: PredictModel = {
  predictorType: 'regressor',
  classNames: [],
  target: 'Salary',
  features: [{ column: 'YearsExperience', min: 1.1, max: 10.5, mean: 4.73 }],
  rmse: 4231.4,
  coefficients: { bias: 24267.35, weights: [9631.82] },
  hasHeldOutRows: true,
  trainingJobName: 'salary-1',
};

describe('a question', () => {
  test('is a row when every field holds a number', () => {
    expect(readQuestion(model, { YearsExperience: ' 6 ' })).toEqual({
      row: { YearsExperience: 6 },
      problems: {},
    });
    expect(readQuestion(model, { YearsExperience: '−0.5' }).row).toEqual({ YearsExperience: -0.5 });
  });

  test.each(['', 'six', '12,345', '1,5', 'Infinity', '1 2'])('%j is no number', (text) => {
    const { row, problems } = readQuestion(model, { YearsExperience: text });
    expect(row).toBeUndefined();
    expect(Object.keys(problems)).toEqual(['YearsExperience']);
  });

  test('is refused in one sentence, however many fields are empty', () => {
    const two = { ...model, features: [...model.features, { column: 'Age' }] };
    expect(refusalText(readQuestion(two, {}).problems)).toBe(
      '2 fields need a value. YearsExperience needs a number.',
    );
    expect(refusalText(readQuestion(two, { YearsExperience: '6' }).problems)).toBe('Age needs a number.');
    expect(refusalText(readQuestion(model, { YearsExperience: '6' }).problems)).toBe('');
  });

  test('features outside the training range are named', () => {
    expect(outside(model, { YearsExperience: 1.1 })).toEqual([]);
    expect(outside(model, { YearsExperience: 15 })).toEqual(['YearsExperience']);
  });
});

test('the error of a prediction outside the training range is unknown', () => {
  expect(rmseAt(model, { YearsExperience: 5 })).toBe(4231.4);
  expect(rmseAt(model, { YearsExperience: 25 })).toBeUndefined();
});

test('the range of one RMSE is rounded to its size', () => {
  expect(roughRange(82058.27, 4231.4)).toEqual(['78,000', '86,000']);
  expect(roughRange(0.5, 0.02)).toEqual(['0.48', '0.52']);
});

test('the line reaches from end to end of the picture and marks the training rows', () => {
  const line = lineThrough(model, 0, { YearsExperience: 15 });
  expect(line?.map(({ x }) => x)).toEqual([0, 1.1, 10.5, 17.5]);
  expect(line?.[3].y).toBeCloseTo(24267.35 + 17.5 * 9631.82, 6);
});

test('with several features, the line keeps the others at the values of the prediction', () => {
  const two: PredictModel = {
    ...model,
    features: [...model.features, { column: 'Age', min: 20, max: 60, mean: 40 }],
    coefficients: { bias: 1, weights: [2, 3] },
  };
  expect(lineThrough(two, 0, { YearsExperience: 5, Age: 30 })?.[1].y).toBeCloseTo(1 + 2 * 1.1 + 90, 9);
  expect(lineThrough(two, 0, undefined)?.[1].y).toBeCloseTo(1 + 2 * 1.1 + 120, 9);
});

describe('a feature whose gaps are filled in', () => {
  const gaps: PredictModel = {
    ...model,
    features: [
      { column: 'Age', min: 20, max: 60, mean: 40, fill: 38, missingShare: 0.25 },
      ...model.features,
    ],
    coefficients: { bias: 1, weights: [2, 10, 3] },
  };

  test('may be left empty, and is within the training range then', () => {
    const { row } = readQuestion(gaps, { YearsExperience: '6' });
    expect(row).toEqual({ Age: '', YearsExperience: 6 });
    expect(outside(gaps, row ?? {})).toEqual([]);
  });

  test('counts with its replacement and its mark along another feature', () => {
    expect(lineThrough(gaps, 1, { Age: '', YearsExperience: 5 })?.[1].y).toBeCloseTo(
      1 + 2 * 38 + 10 + 3 * 1.1,
      9,
    );
    expect(lineThrough(gaps, 1, { Age: 30, YearsExperience: 5 })?.[1].y).toBeCloseTo(1 + 60 + 3 * 1.1, 9);
    expect(lineThrough(gaps, 1, undefined)?.[1].y).toBeCloseTo(1 + 2 * 39.5 + 2.5 + 3 * 1.1, 9);
  });
});

describe('a category', () => {
  const category = {
    levels: ['clerk', 'nurse', ''],
    hasOther: true,
    shares: [0.5, 0.2, 0.1, 0.2],
    other: 'other',
    mayBeMissing: true,
    isMissingZero: false,
  };
  const jobs: PredictModel = {
    ...model,
    features: [{ column: 'Job', category }, ...model.features],
    coefficients: { bias: 1, weights: [10, 20, 30, 40, 3] },
  };

  test('offers its levels, other and missing', () => {
    expect(choicesOf(category).map(({ label }) => label)).toEqual(['clerk', 'nurse', 'other', 'missing']);
    expect(choicesOf({ ...category, mayBeMissing: false }).map(({ label }) => label)).not.toContain(
      'missing',
    );
    expect(usualChoice(category)).toBe('=clerk');
  });

  test('needs a choice', () => {
    const read = (Job: string) => readQuestion(jobs, { Job, YearsExperience: '6' });
    expect(read('').problems).toEqual({ Job: 'Job needs a value.' });
    expect(read('=pilot').row).toBeUndefined();
    expect(read('=nurse').row).toEqual({ Job: 'nurse', YearsExperience: 6 });
    expect(read('other').row).toEqual({ Job: 'other', YearsExperience: 6 });
    expect(read('missing').row).toEqual({ Job: '', YearsExperience: 6 });
    expect(outside(jobs, { Job: 'nurse', YearsExperience: 6 })).toEqual([]);
  });

  test.each([
    ['nurse', 20],
    ['', 30],
    ['other', 40],
  ])('%j counts with its weight along another feature', (Job, weight) => {
    expect(lineThrough(jobs, 1, { Job, YearsExperience: 5 })?.[1].y).toBeCloseTo(1 + weight + 3.3, 9);
  });

  test('counts with its shares where nothing was predicted yet', () => {
    expect(lineThrough(jobs, 1, undefined)?.[1].y).toBeCloseTo(1 + 5 + 4 + 3 + 8 + 3.3, 9);
  });

  test('is shown by its name', () => {
    const [feature = { column: '' }] = jobs.features;
    expect(['nurse', 'other', ''].map((cell) => cellText(feature, cell))).toEqual([
      'nurse',
      'other',
      'missing',
    ]);
  });
});
