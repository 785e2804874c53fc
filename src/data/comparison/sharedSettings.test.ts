import { expect, test } from 'vitest';
import { experimentSchema } from '../shapes/experiment.ts';
import { sharedSettings } from './sharedSettings.ts';

const experimentOf = (change: object) =>
  experimentSchema.parse({
    version: 1,
    dataset: 'salary.csv',
    target: 'Salary',
    features: [{ column: 'Years' }, { column: 'Age' }],
    split: { test: 0.25 },
    training: { instanceType: 'ml.m5.large' },
    endpoint: { instanceType: 'ml.m5.large' },
    ...change,
  });
const textsOf = (...changes: readonly object[]) =>
  sharedSettings(changes.map(experimentOf)).map(({ path, value }) => `${path.join('.')} ${String(value)}`);

test('what all experiments set alike is listed, with how many features they have', () => {
  const shared = textsOf({ hyperparameters: { epochs: 15, wd: 0.1 } }, { hyperparameters: { epochs: 15 } });
  expect(shared).toContain('hyperparameters.epochs 15');
  expect(shared).toContain('features 2');
  expect(shared).toContain('split.seed 0');
  expect(shared.join()).not.toMatch(/wd|endpoint|version/);
});

test('features that differ are not the same because there are as many', () => {
  const other = { features: [{ column: 'Years' }, { column: 'Age', missing: 'median' }] };
  expect(textsOf({}, other).join()).not.toMatch(/features/);
});
