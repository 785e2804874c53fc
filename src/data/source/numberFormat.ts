import { isMissing, isMissingSign } from './missing.ts';
import { numberFormats, numberReader } from './numbers.ts';
import type { NumberFormat } from './numbers.ts';

export interface FoundNumberFormat {
  readonly format: NumberFormat;
  readonly isSure: boolean;
}

const columnsLookedAt = 300;
const numericShare = 0.95;

/** The number format that makes numbers of the most columns of a sample; the plainest of equally good ones. */
export function sniffNumberFormat(
  rows: readonly (readonly string[])[],
  delimiter: string,
  given: Partial<NumberFormat>,
): FoundNumberFormat {
  const columns = (rows[0] ?? []).slice(0, columnsLookedAt).flatMap((_, index) => {
    const cells = rows
      .map((cells) => cells[index] ?? '')
      .filter((cell) => !isMissing(cell) && !isMissingSign(cell));
    // Whole numbers and words read the same in every format.
    const tells = cells.some((cell) => /\d/.test(cell) && !/^[+-]?\d+$/.test(cell.trim()));
    return tells ? [cells] : [];
  });
  const formats = numberFormats.filter(
    ({ decimal, thousands }) =>
      (given.decimal === undefined || decimal === given.decimal) &&
      (given.thousands === undefined || thousands === given.thousands),
  );
  const scored = formats.map((format) => ({ format, count: numericCount(columns, format) }));
  const most = scored.reduce((count, one) => Math.max(count, one.count), 0);
  const best = scored.filter(({ count }) => count === most).map(({ format }) => format);
  const [first = { decimal: '.', thousands: '', ...given }] = best;
  // "1,234" is a thousand or one and a bit: in files with semicolons the comma is mostly the decimal point.
  const isTie = first.thousands === ',' && best.some(({ decimal }) => decimal === ',');
  // "1.234" likewise, where a semicolon or tab leaves the comma free to be the decimal point.
  const isPoint = first.decimal === '.' && first.thousands === '';
  const isOther = isPoint && delimiter !== ',' && best.some(({ thousands }) => thousands === '.');
  const mayBeThousands = isOther && haveOnlyGroups(columns);
  const comma = best.find(({ decimal }) => decimal === ',');
  return {
    format: isTie && delimiter !== ',' && comma !== undefined ? comma : first,
    isSure: !isTie && !mayBeThousands,
  };
}

/** Whether all numbers with a point have three figures behind it and none begins with a zero, as a thousand has. */
function haveOnlyGroups(columns: readonly (readonly string[])[]): boolean {
  const pointed = columns.flat().filter((cell) => cell.includes('.'));
  return pointed.length > 0 && pointed.every((cell) => /^\D*[1-9]\d{0,2}\.\d{3}(?:\D|$)/.test(cell.trim()));
}

function numericCount(columns: readonly (readonly string[])[], format: NumberFormat): number {
  const read = numberReader(format);
  return columns.filter(
    (cells) => cells.filter((cell) => read(cell) !== undefined).length >= cells.length * numericShare,
  ).length;
}
