import type { Output, OutputMeaning } from '../../../data/fields/outputs.ts';
import type { DatePart } from '../../../data/shapes/encoders/date.ts';
import type { FittedTransform } from '../../../data/shapes/encoders/number.ts';
import { locale, t } from '../language/language.ts';
import { full } from '../language/numbers.ts';
import { peakOf } from '../../../data/fields/effects.ts';
import type { Effect, NamedEffect } from '../../../data/fields/effects.ts';

/** An effect in words: what it is an effect of, and in what step it is measured. */
export interface EffectWords {
  readonly name: string;
  readonly per: string;
  /** The subject of a sentence about it, as "Each additional unit of age". */
  readonly subject: string;
}

export function wordsOf(effect: NamedEffect): EffectWords {
  const { columns, meaning } = effect.output;
  const [column = ''] = columns;
  if (effect.kind === 'wave')
    return { name: column, per: turnText(effect.part), subject: t('The cycle of {0}', column) };
  switch (meaning.kind) {
    case 'number':
      return numberWords(column, meaning);
    case 'boolean':
      return {
        name: column,
        per: t('{0} against {1}', meaning.yes, meaning.no),
        subject: t('{0} being {1} rather than {2}', column, meaning.yes, meaning.no),
      };
    case 'missing':
      return { name: column, per: t('when missing'), subject: t('{0} being missing', column) };
    case 'level':
      return levelWords(column, meaning);
    case 'bin':
      return binWords(column, meaning);
    case 'order':
      return {
        name: column,
        per: t('per step from {0} to {1}', meaning.first, meaning.last),
        subject: t('Each step of {0} toward {1}', column, meaning.last),
      };
    case 'share':
      return {
        name: column,
        per: t('per percentage point of its share'),
        subject: t('Each percentage point of the share of {0}', column),
      };
    case 'target-mean':
      return {
        name: meaning.className === undefined ? column : `${column}, ${meaning.className}`,
        per: t('per unit of its target mean'),
        subject: t('Each additional unit of the target mean of {0}', column),
      };
    case 'hash':
      return {
        name: column,
        per: t('in bucket {0}', meaning.bucket),
        subject: t('A value of {0} in bucket {1}', column, meaning.bucket),
      };
    case 'part':
    case 'wave':
      return { name: column, per: partText(meaning.part), subject: partSubject(column, meaning.part) };
    case 'power':
      return unitWords(powerText(column, meaning.power));
    case 'product':
      return unitWords(columns.join(' × '));
  }
}

const unitWords = (name: string): EffectWords => ({
  name,
  per: t('per unit'),
  subject: t('Each additional unit of {0}', name),
});

function numberWords(
  column: string,
  { transform, isDate }: Extract<OutputMeaning, { kind: 'number' }>,
): EffectWords {
  switch (transform?.kind) {
    case 'log1p':
      return {
        name: column,
        per: t('per doubling of 1 + {0}', column),
        subject: t('Each doubling of 1 + {0}', column),
      };
    case undefined:
    case 'standard':
    case 'since':
      return isDate
        ? { name: column, per: t('per day'), subject: t('Each day that passes in {0}', column) }
        : unitWords(column);
    case 'sqrt':
    case 'power':
      return unitWords(transformText(column, transform));
  }
}

function transformText(column: string, transform: FittedTransform): string {
  switch (transform.kind) {
    case 'log1p':
      return t('log(1 + {0})', column);
    case 'sqrt':
      return `√${column}`;
    case 'power':
      return powerText(column, transform.power);
    case 'standard':
    case 'since':
      return column;
  }
}

const superscripts: Readonly<Record<number, string>> = { 2: '²', 3: '³' };

function powerText(column: string, power: number): string {
  const raised = superscripts[power];
  return raised === undefined ? `${column}^${full(power)}` : `${column}${raised}`;
}

function levelWords(column: string, { level }: Extract<OutputMeaning, { kind: 'level' }>): EffectWords {
  const per = t('against the rest');
  if (level === undefined)
    return {
      name: t('{0}: other', column),
      per,
      subject: t('{0} being one of the other values', column),
    };
  if (level === '') return { name: column, per: t('when missing'), subject: t('{0} being missing', column) };
  return {
    name: t('{0}: {1}', column, level),
    per,
    subject: t('{0} being {1} rather than another value', column, level),
  };
}

function binWords(column: string, { range }: Extract<OutputMeaning, { kind: 'bin' }>): EffectWords {
  if (range === undefined)
    return { name: column, per: t('when missing'), subject: t('{0} being missing', column) };
  const [from, to] = [full(range[0]), full(range[1])];
  return {
    name: t('{0} from {1} to {2}', column, from, to),
    per: t('against the rest'),
    subject: t('{0} from {1} to {2} rather than in another range', column, from, to),
  };
}

function partText(part: DatePart): string {
  switch (part) {
    case 'year':
      return t('per year');
    case 'month':
      return t('per month');
    case 'day':
      return t('per day of the month');
    case 'weekday':
      return t('per day of the week');
    case 'hour':
      return t('per hour');
    case 'minute':
      return t('per minute');
    case 'daysSinceStart':
      return t('per day');
  }
}

function partSubject(column: string, part: DatePart): string {
  switch (part) {
    case 'year':
      return t('Each later year of {0}', column);
    case 'month':
      return t('Each later month of {0}', column);
    case 'day':
      return t('Each later day of the month in {0}', column);
    case 'weekday':
      return t('Each later day of the week in {0}', column);
    case 'hour':
      return t('Each later hour of {0}', column);
    case 'minute':
      return t('Each later minute of {0}', column);
    case 'daysSinceStart':
      return t('Each day that passes in {0}', column);
  }
}

function turnText(part: DatePart): string {
  switch (part) {
    case 'month':
      return t('over the year');
    case 'weekday':
      return t('over the week');
    case 'year':
    case 'day':
    case 'hour':
    case 'minute':
    case 'daysSinceStart':
      return t('over the day');
  }
}

/** Where a wave is highest: "July", "Friday", "17:00". */
export function peakText(effect: Extract<Effect, { kind: 'wave' }>, weights: readonly number[]): string {
  const peak = peakOf(effect, weights);
  // Months count from 1; the first of January 2024 is a Monday.
  const month = peak === 0 ? 11 : peak - 1;
  const name = (date: Date, options: Intl.DateTimeFormatOptions) =>
    date.toLocaleDateString(locale(), { ...options, timeZone: 'UTC' });
  switch (effect.part) {
    case 'month':
      return name(new Date(Date.UTC(2024, month, 1)), { month: 'long' });
    case 'weekday':
      return name(new Date(Date.UTC(2024, 0, 1 + peak)), { weekday: 'long' });
    case 'year':
    case 'day':
    case 'hour':
    case 'minute':
    case 'daysSinceStart':
      return `${peak}:00`;
  }
}

/** A column of the model in an equation. */
export function termText({ columns, meaning }: Output, name: string): string {
  const [column = ''] = columns;
  switch (meaning.kind) {
    case 'number':
      return meaning.transform === undefined ? column : transformText(column, meaning.transform);
    case 'power':
      return powerText(column, meaning.power);
    case 'product':
      return columns.map((one) => one).join(' × ');
    case 'boolean':
    case 'missing':
    case 'level':
    case 'bin':
    case 'order':
    case 'share':
    case 'target-mean':
    case 'hash':
    case 'part':
    case 'wave':
      return name;
  }
}
