import { expect, test } from 'vitest';
import { classesHint } from './problems.ts';

const yesNo = { count: 2, names: ['no', 'yes'] };

test('of two classes it is said which one is positive', () => {
  expect(classesHint(yesNo, 'binary_classifier')).toBe(
    '2 classes: no, yes. “yes” is the positive class, 1 in the training data.',
  );
});

test('of several classes none is positive, and a long list says that it goes on', () => {
  expect(classesHint(yesNo, 'multiclass_classifier')).toBe('2 classes: no, yes');
  expect(classesHint({ count: 20, names: ['a', 'b'] }, 'multiclass_classifier')).toBe('20 classes: a, b, …');
  expect(classesHint({ count: 3, names: ['a', 'b', 'c'] }, 'binary_classifier')).toBe('3 classes: a, b, c');
});
