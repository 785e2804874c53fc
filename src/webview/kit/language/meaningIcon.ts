import type { Meaning } from '../../../data/shapes/columns.ts';

/** The codicon of a column's meaning. */
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
