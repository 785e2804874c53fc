import type { GivenMeaning } from '../../../data/shapes/columns.ts';

const choosable: Readonly<Record<GivenMeaning, true>> = {
  integer: true,
  decimal: true,
  boolean: true,
  category: true,
  text: true,
  date: true,
  identifier: true,
};

/** The meanings that a user can give a column, in the order of the menu. */
// SAFETY: the keys of a constant with every meaning.
export const choosableMeanings = Object.keys(choosable) as readonly GivenMeaning[];
