import type { RowRule } from '../../../data/shapes/rowRules.ts';
import { locale, t } from './language.ts';
import { listText, plainValue, textList } from './listFields.ts';

export const operators = ['above', 'below', 'from', 'to', 'in', 'notIn', 'isMissing'] as const;
export type Operator = (typeof operators)[number];

/** One condition of a rule: a rule may have several. */
export interface Condition {
  readonly operator: Operator;
  readonly text: string;
}

export const operatorNames = (): Readonly<Record<Operator, string>> => ({
  above: t('is above'),
  below: t('is below'),
  from: t('is at least'),
  to: t('is at most'),
  in: t('is one of'),
  notIn: t('is none of'),
  isMissing: t('is missing'),
});

export const conditionsOf = (rule: RowRule): readonly Condition[] =>
  operators.flatMap((operator) => {
    const value = rule[operator];
    return value === undefined ? [] : [{ operator, text: textOf(value) }];
  });

const textOf = (value: NonNullable<RowRule[Operator]>): string =>
  typeof value === 'object' ? listText(value) : String(value);

/** "price is above 0 and is at most 99.5" */
export const ruleText = (rule: RowRule): string =>
  t(
    '{0} {1}',
    rule.column,
    new Intl.ListFormat(locale(), { type: 'conjunction' }).format(
      conditionsOf(rule).map(({ operator, text }) => conditionText(operator, text)),
    ),
  );

const conditionText = (operator: Operator, text: string): string =>
  operator === 'isMissing'
    ? text === 'false'
      ? t('is not missing')
      : t('is missing')
    : t('{0} {1}', operatorNames()[operator], text);

/** What the text of a condition means in the file; undefined where it says nothing. */
export function valueOf(
  operator: Operator,
  text: string,
): (string | number)[] | string | number | boolean | undefined {
  switch (operator) {
    case 'above':
    case 'below':
    case 'from':
    case 'to':
      return text.trim() === '' ? undefined : plainValue(text.trim());
    case 'in':
    case 'notIn':
      return textList(text)?.map(plainValue);
    case 'isMissing':
      return text !== 'false';
  }
}
