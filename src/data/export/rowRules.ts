import { pythonLiteral } from '../preparation/python/literal.ts';
import { spanOf, wantedValues } from '../preparation/rowRules.ts';
import type { RowRule } from '../shapes/rowRules.ts';
import type { PythonColumns } from './columns.ts';

/** A Python expression, a series of truth values, and a comment on it. */
export interface PythonCondition {
  readonly code: string;
  readonly note?: string;
}

/** Conditions that all hold for the rows that the rules keep. */
export const rulesAsPython = (
  rules: readonly RowRule[],
  columns: PythonColumns,
): readonly PythonCondition[] => rules.flatMap((rule) => conditionsOf(rule, columns));

function conditionsOf(rule: RowRule, columns: PythonColumns): readonly PythonCondition[] {
  const { kind, dateFormat, values } = columns.of(rule.column);
  const how = { isNumber: kind !== 'words', dateFormat };
  const compared = (key: 'above' | 'below' | 'from' | 'to', sign: string, end: 'first' | 'last') => {
    const bound = rule[key];
    const span = bound === undefined ? undefined : spanOf(bound, how);
    if (span === undefined) return [];
    const code = `${values} ${sign} ${pythonLiteral(span[end])}`;
    return [kind === 'date' ? { code, note: pythonLiteral(bound) } : { code }];
  };
  const among = (wanted: NonNullable<RowRule['in']>): string => {
    const { levels, numbers, truths } = wantedValues(wanted, how);
    if (kind !== 'words') {
      const cells = kind === 'date' ? `np.trunc(${values})` : values;
      return `${cells}.isin(${pythonLiteral([...new Set([...numbers, ...truths])])})`;
    }
    const isListed = `${values}.isin(${pythonLiteral([...levels])})`;
    if (truths.size === 0) return isListed;
    const said = [...truths].flatMap((truth) => (truth === 1 ? yes : no));
    const isSaid = `${values}.str.lower().isin(${pythonLiteral(said)})`;
    const isNumber = `pd.to_numeric(${values}, errors="coerce").isin(${pythonLiteral([...truths])})`;
    return `(${isListed} | ${isSaid} | ${isNumber})`;
  };
  return [
    ...(rule.isMissing === undefined ? [] : [{ code: `${values}.${rule.isMissing ? 'isna' : 'notna'}()` }]),
    ...compared('above', '>', 'last'),
    ...compared('below', '<', 'first'),
    ...compared('from', '>=', 'first'),
    ...compared('to', '<=', 'last'),
    ...(rule.in === undefined ? [] : [{ code: among(rule.in) }]),
    ...(rule.notIn === undefined ? [] : [{ code: `~${among(rule.notIn)}` }]),
  ];
}

const yes = ['true', 'yes', 'y', 't'];
const no = ['false', 'no', 'n', 'f'];
