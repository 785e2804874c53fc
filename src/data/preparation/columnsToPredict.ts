import type { FittedFeature } from '../shapes/encoders/fitted.ts';
import { columnsOf } from '../shapes/encoders/feature.ts';
import type { ColumnsOptions } from '../shapes/columns.ts';
import type { Table } from '../table/table.ts';

/** The columns that features need, each once. */
export const columnsNeeded = (features: readonly FittedFeature[]): readonly string[] => [
  ...new Set(features.flatMap(({ planned }) => columnsOf(planned))),
];

/**
 * What is known of the columns of a table that is to be predicted: what the experiment says, and that words stay words, even where
 * the values of this table could as well be numbers.
 */
export function columnsToPredict(
  features: readonly FittedFeature[],
  given: ColumnsOptions = {},
): ColumnsOptions {
  const words = new Set(features.filter(isOfWords).flatMap(({ planned }) => columnsOf(planned)));
  for (const feature of features)
    if (!isOfWords(feature)) for (const column of columnsOf(feature.planned)) words.delete(column);
  const categories = [...words].map((column) => [column, { meaning: 'category', ...given[column] }] as const);
  return { ...given, ...Object.fromEntries(categories) };
}

function isOfWords(feature: FittedFeature): boolean {
  switch (feature.encode) {
    case 'one-hot':
    case 'ordinal':
    case 'frequency':
    case 'target-mean':
    case 'hash':
      return !feature.fitted.isNumber;
    case 'number':
    case 'date':
    case 'bins':
    case 'powers':
    case 'product':
      return false;
  }
}

/** Dates that could be of two orders of day and month: they are read as in training. */
export function undecidedDates(
  features: readonly FittedFeature[],
  { columns, types }: Pick<Table, 'columns' | 'types'>,
): ColumnsOptions {
  const undecided = features.flatMap(datesOf).filter(({ column, format }) => {
    const date = types[columns.indexOf(column)]?.date;
    return date?.isUndecided === true && date.format !== format;
  });
  return Object.fromEntries(
    undecided.map(({ column, format }) => [column, { meaning: 'date', format } as const]),
  );
}

interface DatesOfColumn {
  readonly column: string;
  readonly format: string;
}

function datesOf(feature: FittedFeature): readonly DatesOfColumn[] {
  const [first = '', second = ''] = columnsOf(feature.planned);
  const formats =
    feature.encode === 'product'
      ? feature.fitted.factors.map(({ dateFormat }) => dateFormat)
      : 'dateFormat' in feature.fitted
        ? [feature.fitted.dateFormat]
        : [];
  return formats.flatMap((format, index) =>
    format === undefined ? [] : [{ column: index === 0 ? first : second, format }],
  );
}
