import { isNumeric } from '../table/cells.ts';
import { pythonLiteral } from '../preparation/python/literal.ts';
import { dateReaderText } from '../preparation/python/pythonOf.ts';
import type { RuntimePart } from '../preparation/python/runtime.ts';
import type { Table } from '../table/table.ts';

/** What a column holds, and the Python expression for its values as the experiment compares them. */
interface PythonColumn {
  readonly kind: 'number' | 'date' | 'words';
  readonly dateFormat: string | undefined;
  /** A pandas series: numbers, milliseconds since 1970, or trimmed words. */
  readonly values: string;
  /** The same as words, which is how classes are named. */
  readonly words: () => string;
}

export interface PythonColumns {
  readonly of: (name: string) => PythonColumn;
  /** Parts of the preparation's runtime that the expressions use. */
  readonly parts: Set<RuntimePart>;
  /** Functions that the expressions use. */
  readonly definitions: () => readonly string[];
}

/** Notes what the expressions of columns need, so that only this is exported. */
export function openColumns({ columns, types }: Pick<Table, 'columns' | 'types'>): PythonColumns {
  const parts = new Set<RuntimePart>();
  const readers = new Map<string, string>();
  let [needsWords, needsTimes] = [false, false];
  const wordsOf = (values: string) => {
    needsWords = true;
    parts.add('text').add('blanks');
    return `words(${values})`;
  };
  return {
    parts,
    of(name) {
      const { type = 'text', date } = types[columns.indexOf(name)] ?? {};
      const column = `table[${pythonLiteral(name)}]`;
      if (date !== undefined) {
        needsTimes = true;
        parts.add('text');
        const reader = readers.get(date.format) ?? `read_time${readers.size + 1}`;
        readers.set(date.format, reader);
        const values = `times(${column}, ${reader})`;
        return { kind: 'date', dateFormat: date.format, values, words: () => wordsOf(values) };
      }
      if (isNumeric(type))
        return { kind: 'number', dateFormat: undefined, values: column, words: () => wordsOf(column) };
      const words = wordsOf(column);
      return { kind: 'words', dateFormat: undefined, values: words, words: () => words };
    },
    definitions: () => [
      ...(needsWords ? [wordsText] : []),
      ...(needsTimes ? [timesText] : []),
      ...(readers.size > 0
        ? [[...readers].map(([format, name]) => `${name} = ${dateReaderText(format, parts)}`).join('\n')]
        : []),
    ],
  };
}

const wordsText = `def words(cells):
    """Cells as text without surrounding blanks; missing ones stay missing."""
    return cells.map(lambda cell: _text(cell).strip(_BLANKS), na_action="ignore").astype("string")`;

const timesText = `def times(cells, read):
    """Dates as milliseconds since 1970; missing ones stay missing."""
    return pd.to_numeric(cells.map(lambda cell: read(_text(cell)), na_action="ignore").astype("Float64")).astype("float64")`;
