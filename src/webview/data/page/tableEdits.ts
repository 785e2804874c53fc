import type { ColumnOptions } from '../../../data/shapes/columns.ts';
import type { ReadOptions } from '../../../data/shapes/read.ts';
import type { TableEdits } from '../../../data/shapes/tableEdits.ts';

/** The edits with these options of reading set. */
export const withRead = (edits: TableEdits, change: ReadOptions): TableEdits => ({
  ...edits,
  read: { ...edits.read, ...change },
});

/** The edits without these options of reading, so that they are worked out from the file again. */
export function withoutRead(edits: TableEdits, keys: readonly (keyof ReadOptions)[]): TableEdits {
  const { read = {}, ...rest } = edits;
  const left = Object.entries(read).filter(([key]) => !keys.some((one) => one === key));
  return left.length === 0 ? rest : { ...rest, read: Object.fromEntries(left) };
}

export const optionsOf = ({ columns }: TableEdits, name: string): ColumnOptions => columns?.[name] ?? {};

/** The edits with what is known of a column; nothing takes the column off. */
export function withColumn(edits: TableEdits, name: string, options: ColumnOptions): TableEdits {
  const { columns = {}, ...rest } = edits;
  const others = Object.entries(columns).filter(([other]) => other !== name);
  const all = Object.keys(options).length === 0 ? others : [...others, [name, options] as const];
  return all.length === 0 ? rest : { ...rest, columns: Object.fromEntries(all) };
}

/** The edits in which a value of a column counts as missing, or as a value again. */
export function withMissing(edits: TableEdits, name: string, value: string, isMissing: boolean): TableEdits {
  const { missing = [], ...options } = optionsOf(edits, name);
  const others = missing.filter((one) => one !== value);
  const all = isMissing ? [...others, value] : others;
  return withColumn(edits, name, all.length === 0 ? options : { ...options, missing: all });
}

/** The edits in which words of a column of numbers are values. */
export const withValues = (
  edits: TableEdits,
  values: readonly string[],
  words: readonly string[],
): TableEdits => withRead(edits, { values: [...new Set([...values, ...words])] });

/** The edits in which columns are features, or are not. */
export function withLeftOut(edits: TableEdits, names: readonly string[], isLeftOut: boolean): TableEdits {
  const { leftOut = [], ...rest } = edits;
  const others = leftOut.filter((one) => !names.includes(one));
  const all = isLeftOut ? [...others, ...names] : others;
  return all.length === 0 ? rest : { ...rest, leftOut: all };
}
