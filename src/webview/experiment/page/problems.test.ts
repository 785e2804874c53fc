import { expect, test } from 'vitest';
import { classesHint } from './problems.ts';

test('classes are listed, and a cut list ends in an ellipsis', () => {
  expect(classesHint({ count: 2, names: ['no', 'yes'] })).toBe('2 classes: no, yes');
  expect(classesHint({ count: 20, names: ['a', 'b'] })).toBe('20 classes: a, b, …');
});
