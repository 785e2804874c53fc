import { dateText } from '../../../data/fields/dateText.ts';
import type { FieldProblem, FieldRemark, MissingRule } from '../../../data/fields/field.ts';
import type { PredictField } from '../contract.ts';
import { t } from '../../kit/language/language.ts';
import { full } from '../../kit/language/numbers.ts';

type Cell = string | number | undefined;

/** A value of a question, in words. */
export function cellText({ values }: PredictField, cell: Cell): string {
  if (cell === undefined || cell === '') return t('missing');
  return values.kind === 'number' ? full(Number(cell)) : String(cell);
}

/** What the values of the training rows were. */
export function rangeText({ values }: PredictField): string {
  switch (values.kind) {
    case 'number':
      return t('Training range: {0} to {1}.', full(values.min), full(values.max));
    case 'date': {
      const [from, to] = [dateText(values.min, values.format), dateText(values.max, values.format)];
      const range = t('Training range: {0} to {1}.', from, to);
      return `${range} ${t('Sent as {0}.', formatText(values.format))}`;
    }
    case 'boolean':
    case 'level':
    case 'text':
      return '';
  }
}

const partTexts: Readonly<Record<string, string>> = {
  Y: 'YYYY',
  y: 'YY',
  m: 'MM',
  d: 'DD',
  b: 'Mon',
  H: 'hh',
  I: 'hh',
  M: 'mm',
  S: 'ss',
  p: 'AM',
  z: 'Z',
};

/** A format of dates as people write it: "DD/MM/YYYY". */
function formatText(format: string): string {
  if (format === 'epoch-s') return t('seconds since 1970');
  if (format === 'epoch-ms') return t('milliseconds since 1970');
  return format.replaceAll(/%(.)/g, (_, part: string) => partTexts[part] ?? '');
}

/** What becomes of a value, beside its field. */
export function remarkText(field: PredictField, remark: FieldRemark): string {
  switch (remark.kind) {
    case 'missing':
      return missingText(field, remark.rule);
    case 'unseen':
      return unseenText(remark.rule);
    case 'outside':
      return t('Outside the training range.');
    case 'clipped':
      return t('Beyond the limit: counts as {0}.', full(remark.to));
  }
}

type Missing = Extract<FieldRemark, { kind: 'missing' }>['rule'];
type Unseen = Extract<FieldRemark, { kind: 'unseen' }>['rule'];

function missingText({ values }: PredictField, rule: Missing): string {
  if (rule.kind === 'unseen') return missingAsText(rule.rule);
  const replacement =
    typeof rule.with === 'string'
      ? rule.with
      : values.kind === 'date'
        ? dateText(rule.with, values.format)
        : full(rule.with);
  switch (rule.by) {
    case 'median':
      return t('Missing: filled with the median, {0}.', replacement);
    case 'mean':
      return t('Missing: filled with the mean, {0}.', replacement);
    case 'mostFrequent':
      return t('Missing: filled with the most frequent value, {0}.', replacement);
    case 'given':
      return t('Missing: filled with {0}.', replacement);
  }
}

function unseenText(rule: Unseen): string {
  switch (rule) {
    case 'other':
      return t('Not in the training rows: counts as “other”.');
    case 'none':
      return t('Not in the training rows: counts as none of the known values.');
    case 'first':
      return t('Not in the training rows: comes before all known values.');
    case 'no-share':
      return t('Not in the training rows: its share is 0.');
    case 'overall-mean':
      return t('Not in the training rows: their overall mean is used.');
  }
}

function missingAsText(rule: Extract<MissingRule, { kind: 'unseen' }>['rule']): string {
  switch (rule) {
    case 'other':
      return t('Missing: counts as “other”.');
    case 'none':
    case 'hashed':
    case 'refused':
      return t('Missing: counts as none of the known values.');
    case 'first':
      return t('Missing: comes before all known values.');
    case 'no-share':
      return t('Missing: its share is 0.');
    case 'overall-mean':
      return t('Missing: the overall mean of the training rows is used.');
  }
}

/** Why a value cannot be sent. */
export function problemText(field: PredictField, problem: FieldProblem, entry: string): string {
  const { column } = field;
  switch (problem) {
    case 'missing':
      return field.values.kind === 'number'
        ? t('{0} needs a number.', column)
        : t('{0} needs a value.', column);
    case 'no-number':
      return entry.includes(',')
        ? t('Enter {0} with a decimal point and no commas.', column)
        : t('{0} is not a number.', entry);
    case 'no-date':
      return t('{0} is not a date.', entry);
    case 'unseen':
      return t('No training row has this value of {0}.', column);
    case 'out-of-domain':
      return field.values.kind === 'number' && field.values.domain?.isIncluded === true
        ? t('Enter a value of at least 0 for {0}: the model takes its square root.', column)
        : t('Enter a value above −1 for {0}: the model takes the logarithm of 1 + {0}.', column);
  }
}
