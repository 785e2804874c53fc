import { nearest } from '../../../learner/hyperparameters/validate.ts';
import { metricNames } from '../../../learner/metrics/metricNames.ts';
import type { RunColumnId } from '../../contract/runColumns.ts';
import type { FilterProblem } from '../contract.ts';
import { parseAmount } from './parseAmount.ts';

export type Operator = '<' | '<=' | '>' | '>=' | '=' | '!=';
export type Period = 'today' | 'yesterday' | 'this week' | 'this month';
export type StatusWord = 'failed' | 'completed' | 'stopped' | 'running';
export type ConnectionWord = 'local' | 'aws' | 'custom';

type Test =
  /** In the title, the note, a tag, or a name of the run. */
  | { readonly kind: 'words'; readonly text: string }
  | {
      readonly kind: 'number';
      readonly columns: readonly RunColumnId[];
      readonly operator: Operator;
      readonly value: number;
    }
  /** The whole text of a cell, whatever its case. */
  | { readonly kind: 'text'; readonly columns: readonly RunColumnId[]; readonly text: string }
  /** A part of the text of a cell, or a whole tag. */
  | { readonly kind: 'part'; readonly columns: readonly RunColumnId[]; readonly text: string }
  | { readonly kind: 'period'; readonly period: Period }
  | { readonly kind: 'connection'; readonly connection: ConnectionWord }
  | { readonly kind: 'status'; readonly status: StatusWord }
  | { readonly kind: 'pinned' }
  /** Its table has changed since, or is gone. */
  | { readonly kind: 'changed' };

/** One condition; a run must meet all of a filter. */
export type Term = Test & { readonly isNegated: boolean };

export interface Filter {
  readonly terms: readonly Term[];
  /** What was left out because it cannot be understood. */
  readonly problems: readonly FilterProblem[];
}

const words: ReadonlyMap<string, Test> = new Map<string, Test>([
  ...(['failed', 'completed', 'stopped', 'running'] as const).map(
    (status) => [status, { kind: 'status', status }] as const,
  ),
  ...(['local', 'aws', 'custom'] as const).map(
    (connection) => [connection, { kind: 'connection', connection }] as const,
  ),
  ...(['today', 'yesterday', 'this week', 'this month'] as const).map(
    (period) => [period, { kind: 'period', period }] as const,
  ),
  ['pinned', { kind: 'pinned' }],
  ['changed', { kind: 'changed' }],
]);

/** Columns whose values are numbers, by the names that a filter knows them by. */
const numberColumns: ReadonlyMap<string, RunColumnId> = new Map<string, RunColumnId>([
  ...metricNames.map((name) => [name, `metric:${name}`] as const),
  ['r²', 'metric:r2'],
  ...(['metric', 'baseline', 'reference', 'rows', 'epochs', 'duration', 'billed', 'cost'] as const).map(
    (id) => [id, id] as const,
  ),
]);

/** Columns whose values are words. */
const textColumns: ReadonlyMap<string, RunColumnId> = new Map<string, RunColumnId>([
  ...(['title', 'connection', 'status', 'target', 'problem', 'instance', 'note', 'tags'] as const).map(
    (id) => [id, id] as const,
  ),
  ['data', 'dataset'],
  ['tag', 'tags'],
]);

const phrase = String.raw`"[^"]*"?`;
const tokens = new RegExp(
  [
    String.raw`(?<not>not\s+|-(?=[\p{L}"]))?(?:`,
    String.raw`(?<period>this\s+week|this\s+month)(?=\s|$)`,
    String.raw`|(?<name>[\p{L}_][\p{L}\p{N}_.²-]*)\s*(?<operator><=|>=|!=|==|≤|≥|≠|<|>|=)\s*(?<value>${phrase}|[^\s"]+)?`,
    String.raw`|(?<field>[\p{L}_][\p{L}\p{N}_.-]*):(?<part>${phrase}|[^\s"]*)`,
    String.raw`|(?<word>${phrase}|[^\s"]+))`,
  ].join(''),
  'giu',
);

/** Reads a filter: terms separated by spaces or `and`. `settings` are the keys of what the runs' experiments set. */
export function parseFilter(text: string, settings: readonly string[]): Filter {
  const terms: Term[] = [];
  const problems: FilterProblem[] = [];
  const settingColumns = settingNames(settings);
  for (const { groups = {} } of text.trim().matchAll(tokens)) {
    if (groups['word']?.toLowerCase() === 'and') continue;
    const found = readTerm(groups, settingColumns);
    if ('problem' in found) problems.push(found.problem);
    else terms.push({ ...found.test, isNegated: groups['not'] !== undefined });
  }
  return { terms, problems };
}

type Groups = Readonly<Partial<Record<string, string>>>;
type Found = { readonly test: Test } | { readonly problem: FilterProblem };
type SettingNames = ReadonlyMap<string, readonly RunColumnId[]>;

/** Settings by their key and by its last part: 'hyperparameters.wd' and 'wd'. */
function settingNames(settings: readonly string[]): SettingNames {
  const byName = new Map<string, RunColumnId[]>();
  for (const key of settings)
    for (const name of new Set([key, key.slice(key.lastIndexOf('.') + 1)].map((one) => one.toLowerCase()))) {
      const columns = byName.get(name);
      if (columns === undefined) byName.set(name, [`setting:${key}`]);
      else columns.push(`setting:${key}`);
    }
  return byName;
}

function readTerm(groups: Groups, settings: SettingNames): Found {
  const { period, name, field, word = '' } = groups;
  if (period !== undefined) return wordTerm(period.replaceAll(/\s+/g, ' '));
  if (name !== undefined) return comparison(name, groups, settings);
  if (field !== undefined) return partTerm(field, unquoted(groups['part'] ?? ''), settings);
  if (word.startsWith('"')) return { test: { kind: 'words', text: unquoted(word) } };
  return wordTerm(word);
}

function wordTerm(word: string): Found {
  if (word.toLowerCase() === 'or') return { problem: { kind: 'or' } };
  if (/^[<>=!≤≥≠]/.test(word)) return { problem: { kind: 'value', text: word } };
  return { test: words.get(word.toLowerCase()) ?? { kind: 'words', text: word } };
}

function comparison(name: string, { operator = '=', value }: Groups, settings: SettingNames): Found {
  const said = `${name} ${operator}`;
  const number = numberColumns.get(name.toLowerCase());
  const text = textColumns.get(name.toLowerCase());
  const columns = number ?? text;
  const found = columns === undefined ? settings.get(name.toLowerCase()) : [columns];
  if (found === undefined) return unknownName(name, settings);
  if (value === undefined) return { problem: { kind: 'value', text: said } };
  const wanted = unquoted(value);
  const amount = parseAmount(wanted);
  const how = operatorOf(operator);
  if (text === undefined && amount !== undefined)
    return { test: { kind: 'number', columns: found, operator: how, value: amount } };
  if (number !== undefined) return { problem: { kind: 'number', name, text: wanted } };
  if (how === '=') return { test: { kind: 'text', columns: found, text: wanted } };
  return { problem: { kind: 'comparison', name, text: `${said} ${wanted}` } };
}

function partTerm(field: string, part: string, settings: SettingNames): Found {
  const column = textColumns.get(field.toLowerCase());
  const columns = column === undefined ? settings.get(field.toLowerCase()) : [column];
  if (columns === undefined) return unknownName(field, settings);
  if (part === '') return { problem: { kind: 'value', text: `${field}:` } };
  return { test: { kind: 'part', columns, text: part } };
}

function unknownName(name: string, settings: SettingNames): Found {
  const known = [...numberColumns.keys(), ...textColumns.keys(), ...settings.keys()];
  const near = nearest(name.toLowerCase(), known);
  return { problem: { kind: 'name', text: name, ...(near === undefined ? {} : { near }) } };
}

const unquoted = (text: string) => text.replaceAll('"', '');

function operatorOf(operator: string): Operator {
  switch (operator) {
    case '<':
    case '>':
    case '<=':
    case '>=':
    case '!=':
      return operator;
    case '≤':
      return '<=';
    case '≥':
      return '>=';
    case '≠':
      return '!=';
    default:
      return '=';
  }
}
