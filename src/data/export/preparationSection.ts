import { pythonParts } from '../preparation/python/pythonOf.ts';
import type { PythonColumns } from './columns.ts';
import type { CodeFacts } from './request.ts';
import { codeOf } from './section.ts';
import type { Section } from './section.ts';

/** How columns become numbers, with what the run learned on its training rows, and functions that the expressions of columns use. */
export function preparationSection({ preparation }: CodeFacts, columns: PythonColumns): Section {
  const own = columns.definitions();
  const { imports, definitions, encodedRow } = pythonParts(preparation, [...columns.parts]);
  return {
    id: 'preparation',
    title: 'Preparation',
    prose:
      'How a row becomes numbers. `FEATURES` is what the run learned on its training rows, such as medians and the values of categories, so that the model gets the very same numbers.',
    imports,
    code: codeOf(definitions, encodedRow, ...own),
  };
}
