/** The default missing-value markers of pandas.read_csv. */
export const usualMissing: readonly string[] = [
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
const usualWords: ReadonlySet<string> = new Set(usualMissing);
/** Marks of a missing value, unless a column uses them as one of its own. */
const signs: ReadonlySet<string> = new Set(['?', '-', '.']);

/** Whether a cell means that there is no value, by pandas' markers; blanks around it do not count. */
export const isMissing = (cell: string) => cell === '' || usualWords.has(cell.trim());

/** Whether a cell is a sign that usually means "missing", such as a question mark. */
export const isMissingSign = (cell: string) => signs.has(cell.trim());

const noValue =
  /^(?:missing|unknown|undefined|blank|empty|suppressed|n\.a\.?|not (?:available|applicable|reported|recorded|known)|[+-]?inf(?:inity)?|[*:]|-{2,}|\.{2,}|#(?:div\/0|value|ref|name|num|null)[!?])$/i;

/** Whether a word among numbers says that there is none, as of spreadsheets and statistical offices; among words it may be a value. */
export const isNoValue = (word: string) => noValue.test(word);

const plainNumber = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
/** 007 is a code: no way to write 7. */
const zeroLed = /^[+-]?0\d/;

/** The markers that are numbers: they mark a number however it is written, as in pandas, -999 also -999.0. */
export const numberMarkers = (markers: readonly string[]): ReadonlySet<number> =>
  new Set(
    markers
      .map((marker) => marker.trim())
      .filter((marker) => plainNumber.test(marker) && !zeroLed.test(marker))
      .map(Number),
  );

export const isCodeLike = (cell: string) => zeroLed.test(cell);

/** "E11" and "12-A" are codes, "1.1 t" is not. */
export const isCode = (word: string) =>
  /^[\p{L}\d][\p{L}\d./-]*$/u.test(word) && /\d/.test(word) && /\p{L}/u.test(word);
