/** The default missing-value markers of pandas.read_csv. */
const usual = [
  '',
  '#N/A',
  '#N/A N/A',
  '#NA',
  '-1.#IND',
  '-1.#QNAN',
  '-NaN',
  '-nan',
  '1.#IND',
  '1.#QNAN',
  '<NA>',
  'N/A',
  'NA',
  'NULL',
  'NaN',
  'None',
  'n/a',
  'nan',
  'null',
];
const usualWords: ReadonlySet<string> = new Set(usual);
/** Marks of a missing value, unless a column uses them as one of its own. */
const signs: ReadonlySet<string> = new Set(['?', '-', '.']);

/** Whether a cell means that there is no value, by pandas' markers; blanks around it do not count. */
export const isMissing = (cell: string) => cell === '' || usualWords.has(cell.trim());

/** Whether a cell is a sign that usually means "missing", such as a question mark. */
export const isMissingSign = (cell: string) => signs.has(cell.trim());
