import type { Exchange, PredictCategory, PredictFeature } from '../contract.ts';
import { t } from '../../kit/language/language.ts';
import { full } from '../../kit/language/numbers.ts';

type AskedCell = Exchange['rows'][number][string] | undefined;

/** A value that was not entered is sent as an empty text. */
export const isMissing = (cell: AskedCell) => cell === undefined || cell === '';

/** How many of the model's columns a feature makes. */
const widthOf = ({ missingShare, category }: PredictFeature) =>
  category?.shares.length ?? (missingShare === undefined ? 1 : 2);

/** The first of the model's columns that a feature makes. */
export const offsetOf = (features: readonly PredictFeature[], index: number): number =>
  features.slice(0, index).reduce((sum, feature) => sum + widthOf(feature), 0);

/** The number that the model gets for a feature. */
export const numberAsked = ({ fill }: PredictFeature, cell: AskedCell): number =>
  isMissing(cell) ? (fill ?? Number.NaN) : Number(cell);

/** The model's columns for a value of a feature; without a row, their means over the training rows. */
export function encodedOf(
  feature: PredictFeature,
  row: Exchange['rows'][number] | undefined,
): readonly number[] {
  const { column, mean = 0, fill = 0, missingShare, category } = feature;
  const isKnown = row !== undefined && column in row;
  if (category !== undefined) return isKnown ? encodedLevel(category, row[column]) : category.shares;
  if (!isKnown) {
    const share = missingShare ?? 0;
    return [mean * (1 - share) + fill * share, ...(missingShare === undefined ? [] : [share])];
  }
  const cell = row[column];
  const number = numberAsked(feature, cell);
  return missingShare === undefined ? [number] : [number, Number(isMissing(cell))];
}

function encodedLevel({ levels, hasOther, isMissingZero }: PredictCategory, cell: AskedCell) {
  const level = String(cell ?? '');
  const isOther = !levels.includes(level) && !(level === '' && isMissingZero);
  return [...levels.map((one) => Number(one === level)), ...(hasOther ? [Number(isOther)] : [])];
}

/** A value of a question, in words. */
export function cellText({ category }: PredictFeature, cell: AskedCell): string {
  if (isMissing(cell)) return t('missing');
  if (category === undefined) return full(Number(cell));
  return cell === category.other ? t('other') : String(cell);
}

const levelMark = '=';

/** What a category's field offers; an entry is the text that the page keeps. */
export function choicesOf({ levels, other, mayBeMissing }: PredictCategory) {
  return [
    ...levels
      .filter((level) => level !== '')
      .map((level) => ({ value: `${levelMark}${level}`, label: level })),
    ...(other === undefined ? [] : [{ value: 'other', label: t('other') }]),
    ...(mayBeMissing ? [{ value: 'missing', label: t('missing') }] : []),
  ];
}

/** The value of a category's entry; undefined where nothing was chosen. */
export function levelChosen({ levels, other }: PredictCategory, entry: string): string | undefined {
  if (entry === 'missing') return '';
  if (entry === 'other') return other;
  const level = entry.slice(levelMark.length);
  return entry.startsWith(levelMark) && levels.includes(level) ? level : undefined;
}

/** The entry of the most frequent value. */
export function usualChoice({ levels, shares }: PredictCategory): string {
  const largest = shares.reduce((best, share, index) => (share > (shares[best] ?? 0) ? index : best), 0);
  const level = levels[largest];
  if (level === undefined) return 'other';
  return level === '' ? 'missing' : `${levelMark}${level}`;
}
