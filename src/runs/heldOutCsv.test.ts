import { expect, test } from 'vitest';
import type { BinaryEvaluation } from '../learner/metrics/evaluation.ts';
import { answeredAt } from '../webview/contract/answeredAt.ts';
import { heldOutCsv } from './heldOutCsv.ts';

const heart = {
  predictorType: 'binary_classifier',
  target: 'disease',
  featureNames: ['age', 'bp, at rest'],
  classNames: ['no', 'yes'],
  threshold: 0.554,
  pairs: [
    { row: 93, features: [58, 132], actual: 1, predicted: 0, score: 0.349 },
    { row: 4, features: [61, 120], actual: 0, predicted: 0, score: 0.32 },
    { row: 7, features: [44, 110], actual: 0, predicted: 0, score: 0.1 },
  ],
};
// SAFETY: what is written reads no other part of an evaluation.
const evaluation = heart as unknown as BinaryEvaluation;
const predicted = (csv: string) => csv.split('\n').map((line) => line.split(',').at(-2));

test('a line a row, names quoted where they need it', () => {
  expect(heldOutCsv(evaluation).split('\n').slice(0, 2)).toEqual([
    'row,age,"bp, at rest",disease,predicted_disease,score_disease',
    '93,58,132,yes,no,0.349',
  ]);
});

test('a binary classifier answers at the threshold that was chosen: the class is answered from it on', () => {
  expect(predicted(heldOutCsv(answeredAt(evaluation, 0.554)))).toEqual(predicted(heldOutCsv(evaluation)));
  expect(predicted(heldOutCsv(answeredAt(evaluation, 0.32))).slice(1, 4)).toEqual(['yes', 'yes', 'no']);
});

test('names of columns and classes are no formulas of a spreadsheet, numbers stay numbers', () => {
  const named = {
    ...evaluation,
    featureNames: ['=age', '-bp'],
    classNames: ['@no', '-1'],
    pairs: [{ row: 93, features: [-58, 1], actual: 1, predicted: 0, score: -0.349 }],
  } as const;
  expect(heldOutCsv(named).split('\n').slice(0, 2)).toEqual([
    "row,'=age,'-bp,disease,predicted_disease,score_disease",
    "93,-58,1,-1,'@no,-0.349",
  ]);
});
