import { categoryAxis } from '../charts/scales.ts';
import type { Theme } from '../charts/theme.ts';
import { largest } from '../../../learner/extent.ts';

/** An axis of classes on which each has its name; names that do not fit side by side are turned. */
export function classAxis(theme: Theme, names: readonly string[], options: { readonly title?: string } = {}) {
  const { ticks, ...rest } = categoryAxis(theme, names, options);
  const callback = (index: string | number) => classLabel(names[Number(index)] ?? '');
  return { ...rest, ticks: { ...ticks, callback, maxRotation: 90 }, border: { display: false } };
}

const mostUpright = 5;
const letterWidth = 6;

/** Room in px for the names under the columns when they are turned, so that they do not press the cells together. */
export function turnedNamesHeight(names: readonly string[]): number {
  if (names.length <= mostUpright) return 0;
  return letterWidth * largest(names.map((name) => classLabel(name).length));
}

const mostLetters = 24;
const lettersOfEnd = 8;

/** A name as an axis has room for it: both ends, because names that begin alike may differ in the last word. */
const classLabel = (name: string): string =>
  name.length > mostLetters
    ? `${name.slice(0, mostLetters - lettersOfEnd - 1)}…${name.slice(-lettersOfEnd)}`
    : name;
