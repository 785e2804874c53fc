import type { GridColumn, GridCondition } from '../../../data/shapes/gridView.ts';
import { isQuantity } from './cellText.ts';
import { t } from '../language/language.ts';
import { listText, plainValue, textList } from '../language/listFields.ts';
import { full } from '../language/numbers.ts';

type Rule = Exclude<GridCondition, { readonly contains: string }>;
type Bound = string | number;

/** Values truncated in the header are only prefixes. */
const longestLevel = 59;

type BarColumn = Pick<GridColumn, 'name' | 'type' | 'bars' | 'topValues'>;

/** The condition for the rows of a bar. */
export function conditionOfBar(column: BarColumn, bar: number): GridCondition | undefined {
  const { name, bars, topValues } = column;
  if (bars === undefined) {
    const value = topValues?.[bar]?.value;
    if (value === undefined) return undefined;
    return value.length > longestLevel ? { column: name, contains: value } : { column: name, in: [value] };
  }
  return conditionOfBars(column, bar, bar);
}

/** The condition for a range of bars, both included. */
export function conditionOfBars(column: BarColumn, first: number, last: number): GridCondition | undefined {
  const { name, bars } = column;
  const [from, to] = [bars?.edges[Math.min(first, last)], bars?.edges[Math.max(first, last) + 1]];
  if (bars === undefined || from === undefined || to === undefined) return undefined;
  const isLast = Math.max(first, last) === bars.counts.length - 1;
  const bound = (edge: number): Bound =>
    column.type === 'date' ? dateBound(edge) : Number(edge.toPrecision(12));
  return { column: name, from: bound(from), ...(isLast ? { to: bound(to) } : { below: bound(to) }) };
}

/** A day, or a time to the second, as rules have it. */
function dateBound(ms: number): string {
  const iso = new Date(ms).toISOString();
  return ms % 86_400_000 === 0 ? iso.slice(0, 10) : iso.slice(0, 19);
}

/** The condition for rows with a cell's value, or without it. */
export function conditionOfCell(column: GridColumn, text: string | null, has: boolean): GridCondition {
  const { name } = column;
  if (text === null) return { column: name, isMissing: has };
  const value = isQuantity(column) ? Number(text) : text;
  return has ? { column: name, in: [value] } : { column: name, notIn: [value] };
}

const operators: readonly (readonly [RegExp, 'above' | 'below' | 'from' | 'to'])[] = [
  [/^(?:>=|≥)\s*(.+)$/, 'from'],
  [/^(?:<=|≤)\s*(.+)$/, 'to'],
  [/^>\s*(.+)$/, 'above'],
  [/^<\s*(.+)$/, 'below'],
];

const partOfDate = /^\d{4}(?:-\d{2}){0,2}$/;

/**
 * Parses a typed condition: "> 5", "5 to 10", "5..10", "= Berlin, Paris", "!= x", "missing", "not missing"; other words are
 * texts that the cell contains. undefined for none.
 */
export function parseCondition(column: GridColumn, typed: string): GridCondition | undefined {
  const text = typed.trim();
  const { name } = column;
  if (text === '') return undefined;
  const missing = /^(not\s+)?missing$/i.exec(text);
  if (missing !== null) return { column: name, isMissing: missing[1] === undefined };
  const isOrdered = isQuantity(column) || column.type === 'date';
  for (const [pattern, key] of isOrdered ? operators : []) {
    const [, value] = pattern.exec(text) ?? [];
    if (value !== undefined) return { column: name, [key]: boundOf(value) };
  }
  const equal = /^(!=|<>|≠|=)\s*(.+)$/.exec(text);
  if (equal !== null) {
    const values = textList(equal[2] ?? '')?.map((word) => (isQuantity(column) ? plainValue(word) : word));
    if (values === undefined) return undefined;
    return equal[1] === '=' ? { column: name, in: values } : { column: name, notIn: values };
  }
  // A year, a month and a day are all of their moments.
  if (column.type === 'date' && partOfDate.test(text)) return { column: name, from: text, to: text };
  const range = isOrdered ? /^(.+?)\s*(?:\.\.|–|\bto\b)\s*(.+)$/.exec(text) : null;
  if (range !== null) return { column: name, from: boundOf(range[1] ?? ''), to: boundOf(range[2] ?? '') };
  if (isOrdered && !Number.isNaN(Number(text.replaceAll(',', ''))))
    return { column: name, in: [isQuantity(column) ? numberOf(text) : text] };
  return { column: name, contains: text };
}

/** Why a condition cannot be compared with the values of a column. */
export function conditionProblem(column: GridColumn, condition: GridCondition): string | undefined {
  if ('contains' in condition) return undefined;
  const { above, below, from, to } = condition;
  const bounds = [above, below, from, to].filter((bound) => bound !== undefined);
  if (isQuantity(column)) {
    const wrong = bounds.find((bound) => typeof bound === 'string');
    return wrong === undefined ? undefined : t('“{0}” is not a number.', wrong);
  }
  const wrong = column.type === 'date' ? bounds.find((bound) => !mayBeDate(String(bound))) : undefined;
  return wrong === undefined ? undefined : t('“{0}” is not a date, such as 2026-12-31.', wrong);
}

/** Dates have the format of their column, or year, month and day: a year, or three numbers. */
const mayBeDate = (text: string) => /\d{4}|\d\D+\d\D+\d/.test(text);

const numberOf = (text: string) => Number(text.trim().replaceAll('−', '-').replaceAll(',', ''));

/** A number, groups or not, or the text of a date. */
function boundOf(text: string): Bound {
  const value = numberOf(text);
  return text.trim() === '' || Number.isNaN(value) ? text.trim() : value;
}

/** A condition in words: "price at least 10 and below 20". */
export function conditionWords(condition: GridCondition): string {
  if ('contains' in condition) return t('{0} contains “{1}”', condition.column, condition.contains);
  return ruleWords(condition);
}

function ruleWords(rule: Rule): string {
  const { column, in: values, notIn, isMissing } = rule;
  const parts = [
    ...rangeWords(rule),
    ...(values === undefined ? [] : [t('is {0}', listed(values))]),
    ...(notIn === undefined ? [] : [t('is not {0}', listed(notIn))]),
    ...(isMissing === undefined ? [] : [isMissing ? t('is missing') : t('is not missing')]),
  ];
  return `${column} ${parts.join(t(' and '))}`;
}

function rangeWords({ above, below, from, to }: Pick<Rule, 'above' | 'below' | 'from' | 'to'>): string[] {
  if (from !== undefined && below !== undefined)
    return [t('at least {0} and below {1}', shown(from), shown(below))];
  if (from !== undefined && from === to) return [t('is {0}', shown(from))];
  if (from !== undefined && to !== undefined) return [t('from {0} to {1}', shown(from), shown(to))];
  return [
    ...(above === undefined ? [] : [t('above {0}', shown(above))]),
    ...(below === undefined ? [] : [t('below {0}', shown(below))]),
    ...(from === undefined ? [] : [t('at least {0}', shown(from))]),
    ...(to === undefined ? [] : [t('at most {0}', shown(to))]),
  ];
}

const shown = (bound: Bound): string => (typeof bound === 'number' ? full(bound) : bound);

const mostListed = 3;

function listed(values: readonly (string | number | boolean)[]): string {
  const text = listText(
    values.slice(0, mostListed).map((value) => (typeof value === 'number' ? full(value) : value)),
  );
  const more = values.length - mostListed;
  return more > 0 ? t('{0} and {1} more', text, more) : text;
}
