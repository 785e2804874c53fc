import fc from 'fast-check';

/** Words that an encoder could take for something else: names of its outputs, numbers, answers, missing values. */
export const word = fc.constantFrom(
  '',
  'clerk',
  'Ärztin',
  '看護師',
  '😀',
  'x=y',
  'other',
  'missing',
  '0123',
  ' a b',
  '?',
  'yes',
  'No',
  '7',
);
