/** What makes a spreadsheet take a cell for a formula, or pass it to a program. */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * A cell of a CSV report that people open in a spreadsheet: a text that would be a formula begins with an apostrophe, numbers stay
 * numbers. Not for tables of the user, which are written back to the byte.
 */
export function reportCell(value: string | number, delimiter = ','): string {
  const cell = withoutFormula(value);
  return cell.includes(delimiter) || /["\r\n\t;]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** The text of a cell; one that would be a formula begins with an apostrophe. */
export function withoutFormula(value: string | number): string {
  const text = String(value);
  const isNumber = typeof value === 'number' || (/\d/.test(text) && Number.isFinite(Number(text)));
  return !isNumber && formulaStart.test(text) ? `'${text}` : text;
}

/** Rows of a report as CSV of RFC 4180: lines end in CR LF, the last one too. */
export const reportText = (rows: readonly (readonly (string | number)[])[]): string =>
  rows.map((cells) => `${cells.map((cell) => reportCell(cell)).join(',')}\r\n`).join('');
