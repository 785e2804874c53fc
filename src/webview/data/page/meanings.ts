import type { GivenMeaning, Meaning } from '../../../data/shapes/columns.ts';

export function meaningIcon(meaning: Meaning): string {
  switch (meaning) {
    case 'integer':
    case 'decimal':
      return 'symbol-numeric';
    case 'boolean':
      return 'symbol-boolean';
    case 'category':
      return 'symbol-enum';
    case 'text':
      return 'symbol-string';
    case 'date':
      return 'calendar';
    case 'identifier':
      return 'key';
    case 'constant':
      return 'symbol-constant';
    case 'empty':
      return 'dash';
  }
}

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
