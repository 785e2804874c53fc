import type { Exchange, PredictFeature } from '../contract.ts';
import { t } from '../../kit/language/language.ts';
import { full } from '../../kit/language/numbers.ts';

type AskedCell = Exchange['rows'][number][string] | undefined;

/** A value that was not entered is sent as an empty text. */
export const isMissing = (cell: AskedCell) => cell === undefined || cell === '';

/** How many of the model's columns a feature makes. */
const widthOf = ({ missingShare }: PredictFeature) => (missingShare === undefined ? 1 : 2);

/** The first of the model's columns that a feature makes. */
export const offsetOf = (features: readonly PredictFeature[], index: number): number =>
  features.slice(0, index).reduce((sum, feature) => sum + widthOf(feature), 0);

/** The number that the model gets for a feature. */
export const numberAsked = ({ fill }: PredictFeature, cell: AskedCell): number =>
  isMissing(cell) ? (fill ?? Number.NaN) : Number(cell);

/** The model's columns for a value of a feature; without a row, their means over the training rows. */
export function encodedOf(feature: PredictFeature, row: Exchange['rows'][number] | undefined): number[] {
  const { column, mean = 0, fill = 0, missingShare } = feature;
  if (row === undefined || !(column in row)) {
    const share = missingShare ?? 0;
    return [mean * (1 - share) + fill * share, ...(missingShare === undefined ? [] : [share])];
  }
  const cell = row[column];
  const number = numberAsked(feature, cell);
  return missingShare === undefined ? [number] : [number, Number(isMissing(cell))];
}

/** A value of a question, in words. */
export const cellText = (cell: AskedCell): string => (isMissing(cell) ? t('missing') : full(Number(cell)));
