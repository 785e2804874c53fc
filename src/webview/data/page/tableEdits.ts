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

/** The edits in which other shares of the rows are held out. */
export const withSplit = (edits: TableEdits, change: NonNullable<TableEdits['split']>): TableEdits => ({
  ...edits,
  split: { ...edits.split, ...change },
});

/** The edits in which rows without a value in these columns are not used, or are used again. */
export function withoutGaps(edits: TableEdits, names: readonly string[], isLeftOut: boolean): TableEdits {
  const { rows = [], ...rest } = edits;
  const others = rows.filter((rule) => !(names.includes(rule.column) && rule.isMissing === false));
  const all = isLeftOut
    ? [...others, ...names.map((column) => ({ column, isMissing: false as const }))]
    : others;
  return all.length === 0 ? rest : { ...rest, rows: all };
}

type NumberOptions = NonNullable<TableEdits['numbers']>[string];

/** The edits with these options of a feature that is a number; undefined takes one off. */
export function withNumber(
  edits: TableEdits,
  name: string,
  change: { readonly [Key in keyof NumberOptions]: NumberOptions[Key] | undefined },
): TableEdits {
  const { numbers = {}, ...rest } = edits;
  const options = Object.entries({ ...numbers[name], ...change }).filter(([, value]) => value !== undefined);
  const others = Object.entries(numbers).filter(([other]) => other !== name);
  const all = options.length === 0 ? others : [...others, [name, Object.fromEntries(options)] as const];
  return all.length === 0 ? rest : { ...rest, numbers: Object.fromEntries(all) };
}

/** The edits in which rows with a value of a column are not used, or are used again. */
export function withRule(edits: TableEdits, column: string, value: string, isLeftOut: boolean): TableEdits {
  const { rows = [], ...rest } = edits;
  const own = rows.find((rule) => rule.column === column && rule.notIn !== undefined);
  const others = rows.filter((rule) => rule !== own);
  const values = (own?.notIn ?? []).filter((one) => one !== value);
  const all = isLeftOut ? [...values, value] : values;
  const rules = all.length === 0 ? others : [...others, { ...own, column, notIn: all }];
  return rules.length === 0 ? rest : { ...rest, rows: rules };
}
