import { describe, expect, test } from 'vitest';
import type { FieldValues, MissingRule } from '../../../data/fields/field.ts';
import type { PredictField, PredictModel } from '../contract.ts';
import { levelEntry, missingEntry, otherEntry, usualEntries, usualRow } from './entries.ts';
import { cellText, rangeText, remarkText } from './fieldWords.ts';
import { lookAtEntry, outside, readQuestion, refusalText, rmseAt, roughRange } from './question.ts';

const fieldOf = (
  column: string,
  values: FieldValues,
  missing: MissingRule = { kind: 'refused' },
): PredictField => ({ column, values, missing });

const years = fieldOf('YearsExperience', { kind: 'number', min: 1.1, max: 10.5, mean: 4.73 });
const modelOf = (...fields: readonly PredictField[]): PredictModel => ({
  predictorType: 'regressor',
  classNames: [],
  target: 'Salary',
  fields,
  rmse: 4231.4,
  hasCurve: true,
  hasHeldOutRows: true,
  trainingJobName: 'salary-1',
});
const model = modelOf(years);

/** What is said beside a field. */
function saidOf(field: PredictField, entry: string): string | undefined {
  const look = lookAtEntry(field, entry);
  if (look.problem !== undefined) return look.problem;
  return look.remark === undefined ? undefined : remarkText(field, look.remark);
}

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
    const two = modelOf(years, { ...years, column: 'Age' });
    expect(refusalText(readQuestion(two, {}).problems)).toBe(
      '2 fields need a value. YearsExperience needs a number.',
    );
    expect(refusalText(readQuestion(two, { YearsExperience: '6' }).problems)).toBe('Age needs a number.');
    expect(refusalText(readQuestion(model, { YearsExperience: '6' }).problems)).toBe('');
  });

  test('columns outside the training range are named', () => {
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

describe('a number', () => {
  const filled = fieldOf(
    'Age',
    { kind: 'number', min: 20, max: 60, mean: 40 },
    {
      kind: 'filled',
      by: 'median',
      with: 28,
    },
  );

  test('may be left empty where its gaps are filled, and is within the training range then', () => {
    const gaps = modelOf(filled, years);
    const { row } = readQuestion(gaps, { YearsExperience: '6' });
    expect(row).toEqual({ Age: '', YearsExperience: 6 });
    expect(outside(gaps, row ?? {})).toEqual([]);
    expect(saidOf(filled, '')).toBe('Missing: filled with the median, 28.');
    expect(saidOf(years, '')).toBe('missing');
  });

  test('says that it is beyond the training rows, or clipped', () => {
    expect(rangeText(filled)).toBe('Training range: 20 to 60.');
    expect([saidOf(filled, '20'), saidOf(filled, '61')]).toEqual([undefined, 'Outside the training range.']);
    const clipped = fieldOf('Age', { kind: 'number', min: 0, max: 90, mean: 40, clip: [10, 80] });
    expect([saidOf(clipped, '85'), saidOf(clipped, '2'), saidOf(clipped, '80')]).toEqual([
      'Beyond the limit: counts as 80.',
      'Beyond the limit: counts as 10.',
      undefined,
    ]);
  });
});

describe('a category', () => {
  const values = {
    kind: 'level',
    levels: ['clerk', 'nurse'],
    isNumber: false,
    unseen: 'other',
    usual: 'clerk',
  } as const;
  const job = fieldOf('Job', values, { kind: 'level' });
  const jobs = modelOf(job, years);

  test('needs a choice', () => {
    const read = (Job: string) => readQuestion(jobs, { Job, YearsExperience: '6' });
    expect(read('').problems).toEqual({ Job: 'Job needs a value.' });
    expect(read(levelEntry('pilot')).row).toBeUndefined();
    expect(read(levelEntry('nurse')).row).toEqual({ Job: 'nurse', YearsExperience: 6 });
    expect(read(otherEntry('pilot')).row).toEqual({ Job: 'pilot', YearsExperience: 6 });
    expect(read(otherEntry('')).row).toEqual({ Job: 'other', YearsExperience: 6 });
    expect(read(missingEntry).row).toEqual({ Job: '', YearsExperience: 6 });
    expect(outside(jobs, { Job: 'nurse', YearsExperience: 6 })).toEqual([]);
  });

  test('says what a value counts as that no training row has', () => {
    const unseen = 'Not in the training rows: counts as “other”.';
    expect([saidOf(job, otherEntry('pilot')), saidOf(job, otherEntry(''))]).toEqual([unseen, unseen]);
    expect([saidOf(job, otherEntry('clerk')), saidOf(job, missingEntry)]).toEqual([undefined, undefined]);
    const strict = fieldOf('Job', { ...values, unseen: 'refused' });
    expect(saidOf(strict, otherEntry('pilot'))).toBe('unseen');
  });

  test('whose values are not all listed does not claim to know a typed one', () => {
    const long = { ...job, moreLevels: 5000 };
    expect(saidOf(long, otherEntry('pilot'))).toBeUndefined();
  });

  test('is shown by its name', () => {
    expect(['nurse', 'other', ''].map((cell) => cellText(job, cell))).toEqual(['nurse', 'other', 'missing']);
  });
});

describe('a date', () => {
  const day = fieldOf('sold', {
    kind: 'date',
    format: '%d/%m/%Y',
    min: Date.UTC(2020, 0, 1),
    max: Date.UTC(2021, 11, 31),
    mean: Date.UTC(2020, 11, 31, 12),
    hasTime: false,
  });

  test('is sent as the column writes it', () => {
    expect(readQuestion(modelOf(day), { sold: '2020-05-31' }).row).toEqual({ sold: '31/05/2020' });
    expect(rangeText(day)).toBe('Training range: 01/01/2020 to 31/12/2021. Sent as DD/MM/YYYY.');
    expect(readQuestion(modelOf(day), { sold: '' }).problems).toEqual({ sold: 'sold needs a value.' });
  });

  test('may be beyond the training rows', () => {
    expect(saidOf(day, '2022-01-01')).toBe('Outside the training range.');
    expect(outside(modelOf(day), { sold: '01/01/2022' })).toEqual(['sold']);
    expect(outside(modelOf(day), { sold: '31/12/2021' })).toEqual([]);
  });
});

test('a usual row can be sent as it is', () => {
  const fields = [
    years,
    fieldOf('sold', { kind: 'date', format: '%Y-%m-%d', min: 0, max: 2e9, mean: 1e9, hasTime: false }),
    fieldOf('smoker', { kind: 'boolean', no: 'no', yes: 'yes', mean: 0.8 }),
    fieldOf(
      'job',
      { kind: 'level', levels: ['a'], isNumber: false, unseen: 'other', usual: undefined },
      { kind: 'unseen', rule: 'other' },
    ),
    fieldOf('url', { kind: 'text' }, { kind: 'unseen', rule: 'none' }),
  ];
  const row = { YearsExperience: 4.73, sold: '1970-01-12', smoker: 'yes', job: 'other', url: '' };
  expect(usualRow(fields)).toEqual(row);
  expect(readQuestion(modelOf(...fields), usualEntries(fields)).row).toEqual(row);
});
