import { expect, test, vi } from 'vitest';
import type { Edit } from '../../../data/shapes/study.ts';
import { withTrial } from './useTrial.ts';

vi.mock('vscode', () => import('../../../../test/fakeVscode.ts'));

const file = '/work/salary.linear.json';
const text = `{
  "version": 1,
  "dataset": "salary.csv",
  "target": "Salary",
  "features": [
    { "column": "Years" },
    { "column": "City", "encode": "one-hot", "maxLevels": 9 }
  ],
  "split": { "test": 0.33, "seed": 4 },
  "hyperparameters": { "wd": 0.5 },
  "training": { "instanceType": "ml.m5.large" },
  "endpoint": { "instanceType": "ml.m5.large" }
}
`;
const using = (edits: readonly Edit[], from = text) =>
  withTrial(from, file, edits, [{ column: 'Years' }, { column: 'City', encode: 'one-hot' }]);

test('settings of a trial are written in place, and the rest keeps its characters', () => {
  const edits: Edit[] = [
    { path: ['hyperparameters', 'wd'], value: 0.01 },
    { path: ['hyperparameters', 'optimizer'], value: 'sgd' },
    { path: ['targetTransform'], value: 'log1p' },
    { path: ['split', 'seed'], value: 7 },
  ];
  const { text: edited, changes } = using(edits);
  expect(edited).toContain('"hyperparameters": { "wd": 0.01, "optimizer": "sgd" }');
  expect(edited).toContain('"split": { "test": 0.33, "seed": 7 }');
  expect(edited).toContain('{ "column": "City", "encode": "one-hot", "maxLevels": 9 }');
  expect(changes.map(({ from, to }) => [from, to])).toEqual([
    [0.5, 0.01],
    [null, 'sgd'],
    [null, 'log1p'],
    [4, 7],
  ]);
});

test('another encoding takes the settings of the old one away', () => {
  const { text: edited } = using([{ path: ['features', 'City', 'encode'], value: 'frequency' }]);
  expect(edited).toContain('{ "column": "City", "encode": "frequency" }');
});

test('a feature that was left out is taken from the list', () => {
  const { text: edited, changes } = using([{ path: ['features', 'City'], value: null }]);
  expect(JSON.parse(edited).features).toEqual([{ column: 'Years' }]);
  expect(changes).toEqual([{ path: ['features', 'City'], from: true, to: null }]);
});

test('features that the file does not list are listed before one of them is left out', () => {
  const { features: _, ...unlisted } = JSON.parse(text);
  const { text: edited } = using(
    [{ path: ['features', 'Years'], value: null }],
    JSON.stringify(unlisted, null, 2),
  );
  expect(JSON.parse(edited).features).toEqual([{ column: 'City', encode: 'one-hot' }]);
});

test('an experiment that is like the trial stays as it is', () => {
  expect(using([{ path: ['hyperparameters', 'wd'], value: 0.5 }])).toEqual({ text, changes: [] });
});

test('a value that the experiment of now cannot have is refused', () => {
  const edits: Edit[] = [{ path: ['split', 'seed'], value: -1 }];
  expect(() => using(edits)).toThrow(expect.objectContaining({ code: 'experiment-value' }));
});
