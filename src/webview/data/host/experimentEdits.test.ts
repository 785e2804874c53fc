import { expect, test, vi } from 'vitest';
import { editsIn, withEdits } from './experimentEdits.ts';

vi.mock('vscode', () => import('../../../../test/fakeVscode.ts'));

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
  const edits = { read: { delimiter: ';', header: false } } as const;
  const edited = withEdits(text, file, edits);
  expect(editsIn(edited, file)).toEqual(edits);
  expect(edited).toContain('"split": { "test": 0.33 }');
  expect(editsIn(withEdits(edited, file, {}), file)).toEqual({});
});

test('an experiment that says nothing of it has no edits', () => {
  expect(editsIn(text, file)).toEqual({});
});

test('an experiment that cannot be read is reported', () => {
  expect(() => editsIn('{', file)).toThrow(expect.objectContaining({ code: 'experiment-json' }));
});
