import type { SplitMethod } from '../../../data/shapes/splitting.ts';
import type { ExperimentReady } from '../contract.ts';
import type { Json } from './editing.ts';

type Split = ExperimentReady['experiment']['split'];

/** What the form has of the split's method, while the file may not have it all yet. */
export interface ChosenMethod {
  readonly method: SplitMethod;
  readonly column: string;
  /** Values of the rows in each set, with commas between them. */
  readonly test: string;
  readonly validation: string;
}

export const drawsByColumn: Readonly<Record<SplitMethod, boolean>> = {
  random: false,
  stratified: false,
  group: true,
  time: true,
  column: true,
  hash: true,
};

export const chosenOf = ({ method, column, testValues, validationValues }: Split): ChosenMethod => ({
  method: method ?? 'random',
  column: column ?? '',
  test: (testValues ?? []).join(', '),
  validation: (validationValues ?? []).join(', '),
});

/** The split as the file is to have it; undefined while the method needs more to be said. */
export function splitEdit(
  split: Split,
  { method, column, test, validation }: ChosenMethod,
): { readonly [key: string]: Json } | undefined {
  const sizes = { test: split.test, validation: split.validation, seed: split.seed, shuffle: split.shuffle };
  if (!drawsByColumn[method]) return method === 'random' ? sizes : { ...sizes, shuffle: true, method };
  if (column === '') return undefined;
  if (method !== 'column') return { ...sizes, method, column };
  const [testValues, validationValues] = [valuesOf(test), valuesOf(validation)];
  if (testValues.length === 0) return undefined;
  return {
    ...sizes,
    method,
    column,
    testValues,
    ...(validationValues.length === 0 ? {} : { validationValues }),
  };
}

const valuesOf = (text: string): string[] =>
  text
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '');
