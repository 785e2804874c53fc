import { dateText } from '../../../data/fields/dateText.ts';
import { numberOf } from '../../../data/fields/lookAt.ts';
import type { FieldValues } from '../../../data/fields/field.ts';
import type { PredictField } from '../contract.ts';

/** What a field's control holds, as the page keeps it: a text, or for a choice one of these. */
const missingEntry = 'missing';
const [levelMark, otherMark] = ['=', 'other:'];

export const levelEntry = (level: string) => `${levelMark}${level}`;
export const otherEntry = (text: string) => `${otherMark}${text}`;
export const isOther = (entry: string) => entry.startsWith(otherMark);
export const otherText = (entry: string) => (isOther(entry) ? entry.slice(otherMark.length) : '');
export { missingEntry };

/** What was entered, as it is sent: empty for a missing value, undefined for nothing that can be sent. */
export function cellOf({ values }: Pick<PredictField, 'values'>, entry: string): string | number | undefined {
  switch (values.kind) {
    case 'number': {
      const text = entry.trim().replace('−', '-');
      if (text === '') return '';
      // A comma could mean decimals or thousands.
      return text.includes(',') ? undefined : numberOf(text);
    }
    case 'date': {
      if (entry === '') return '';
      const time = Date.parse(`${entry}Z`);
      return Number.isNaN(time) ? undefined : dateText(time, values.format);
    }
    case 'boolean':
      return entry === missingEntry ? '' : wordOf([values.no, values.yes], entry);
    case 'level': {
      if (entry === missingEntry) return '';
      if (isOther(entry)) return otherText(entry).trim() || unknownOf(values);
      return wordOf(values.levels, entry);
    }
    case 'text':
      return entry;
  }
}

function wordOf(words: readonly string[], entry: string): string | undefined {
  const word = entry.slice(levelMark.length);
  return entry.startsWith(levelMark) && words.includes(word) ? word : undefined;
}

/** A value that is none of the known ones. */
function unknownOf({ levels }: Extract<FieldValues, { kind: 'level' }>): string {
  let text = 'other';
  while (levels.includes(text)) text = `another ${text}`;
  return text;
}

/** Of a row in the middle of the training rows. */
function usualEntry({ values, missing }: PredictField): string {
  switch (values.kind) {
    case 'number':
      return String(Number(values.mean.toPrecision(4)));
    case 'date':
      return new Date(values.mean).toISOString().slice(0, values.hasTime ? 16 : 10);
    case 'boolean':
      return levelEntry(values.mean < 0.5 ? values.no : values.yes);
    case 'level': {
      const { usual, levels } = values;
      if (usual !== undefined && levels.includes(usual)) return levelEntry(usual);
      return missing.kind === 'level' ? missingEntry : otherEntry('');
    }
    case 'text':
      return '';
  }
}

/** The values of a usual row, by column. */
export const usualEntries = (fields: readonly PredictField[]): Record<string, string> =>
  Object.fromEntries(fields.map((field) => [field.column, usualEntry(field)]));

/** A usual row, as it is sent. */
export const usualRow = (fields: readonly PredictField[]): Record<string, string | number> =>
  Object.fromEntries(fields.map((field) => [field.column, cellOf(field, usualEntry(field)) ?? '']));
