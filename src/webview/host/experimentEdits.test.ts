import { expect, test, vi } from 'vitest';
import type { TableEdits } from '../../data/shapes/tableEdits.ts';
import { editsIn, withEdits } from './experimentEdits.ts';

vi.mock('vscode', () => import('../../../test/fakeVscode.ts'));

const experiment = { name: 'salary.linear.json', target: 'Salary' };
const file = '/work/salary.linear.json';
const text = `{
  "version": 1,
  "dataset": "salary.csv",
  "target": "Salary",
  "split": { "test": 0.33 },
  "training": { "instanceType": "ml.m5.large" },
  "endpoint": { "instanceType": "ml.m5.large" }
}
`;

test('an experiment keeps how its table is read, and everything else as it is written', () => {
  const edits: TableEdits = {
    read: { delimiter: ';', header: false },
    columns: { Years: { missing: ['-999'] } },
    targetTransform: 'log1p',
  };
  const edited = withEdits(text, file, edits);
  expect(editsIn(edited, file)).toEqual({ edits, experiment });
  expect(edited).toContain('"split": { "test": 0.33 }');
  expect(editsIn(withEdits(edited, file, {}), file).edits).toEqual({});
});

test('an experiment keeps what is held out, and its seed', () => {
  const seeded = text.replace('"test": 0.33', '"test": 0.33, "seed": 7');
  const edited = withEdits(seeded, file, { split: { test: 0.5, validation: 0.2 } });
  expect(JSON.parse(edited)).toMatchObject({ split: { test: 0.5, validation: 0.2, seed: 7 } });
  expect(editsIn(edited, file).edits).toEqual({ split: { test: 0.5, validation: 0.2 } });
});

test('an experiment that says nothing of it has no edits', () => {
  expect(editsIn(text, file)).toEqual({ edits: {}, experiment });
});

test('a column that is left out is taken off the features, but not the last one', () => {
  const both = text.replace('"split"', '"features": [{ "column": "a" }, { "column": "b" }],\n  "split"');
  const one = withEdits(both, file, { leftOut: ['a'] });
  expect(JSON.parse(one)).toMatchObject({ features: [{ column: 'b' }] });
  expect(withEdits(one, file, { leftOut: ['b'] })).toBe(one);
});

test('an experiment that cannot be read is reported', () => {
  expect(() => editsIn('{', file)).toThrow(expect.objectContaining({ code: 'experiment-json' }));
});
