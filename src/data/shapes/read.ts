import * as z from 'zod/mini';
import { described } from './described.ts';

export const delimiters = [',', ';', '\t', '|', ' '] as const;
/** Names of TextDecoder. */
const encodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'iso-8859-2',
  'iso-8859-15',
  'koi8-r',
  'macintosh',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  'gb18030',
  'big5',
] as const;

const words = () => z.array(z.string());
const lineCount = () => z.int().check(z.minimum(0));

/** How a table's file is read; a key that is absent is worked out from the file. */
export const readSchema = z.strictObject({
  format: described(z.optional(z.enum(['csv', 'parquet', 'jsonl'])), 'Format of the file.'),
  delimiter: described(
    z.optional(z.enum(delimiters)),
    'Character between values; a blank means runs of blanks or tabs.',
  ),
  quote: described(z.optional(z.enum(['"', "'", ''])), 'Character around quoted values; empty for none.'),
  escape: described(
    z.optional(z.enum(['"', "'", '\\'])),
    'Character that precedes a quote within a quoted value: the quote itself or a backslash.',
  ),
  decimal: described(z.optional(z.enum(['.', ','])), 'Decimal separator of numbers.'),
  thousands: described(
    z.optional(z.enum(['', '.', ',', "'", ' '])),
    'Thousands separator of numbers; empty for none.',
  ),
  header: described(z.optional(z.boolean()), 'Whether the first row contains the column names.'),
  encoding: described(z.optional(z.enum(encodings)), 'Character encoding of the file.'),
  missing: described(
    z.optional(words()),
    'Values that mean "missing", in addition to empty cells, NA, N/A, NaN, null, None, ?, - and the like.',
  ),
  values: described(
    z.optional(words()),
    'Values to keep although they usually mean "missing", or are words in a column of numbers.',
  ),
  skipLines: described(z.optional(lineCount()), 'Number of lines to skip at the start of the file.'),
  skipFooter: described(z.optional(lineCount()), 'Number of lines to skip at the end of the file.'),
  comment: described(
    z.optional(z.string().check(z.maxLength(1))),
    'Lines that begin with this character are skipped; empty for none.',
  ),
  index: described(
    z.optional(z.enum(['leaveOut', 'keep'])),
    'What happens to a nameless first column that numbers or names the rows: left out (the default), or kept.',
  ),
  wrongRows: described(
    z.optional(z.enum(['setAside', 'refuse'])),
    'What happens to rows with too many or too few values: set aside (at most 1 % of the rows), or the file is refused.',
  ),
});

/** The options as given: keys may be absent. */
export type ReadOptions = z.infer<typeof readSchema>;

/** The options that a file was read with. */
export type WholeReadOptions = {
  readonly [Key in keyof ReadOptions]-?: Exclude<ReadOptions[Key], undefined>;
};

/** A comma-separated UTF-8 file with a header. */
export const plainReadOptions: WholeReadOptions = {
  format: 'csv',
  delimiter: ',',
  quote: '"',
  escape: '"',
  decimal: '.',
  thousands: '',
  header: true,
  encoding: 'utf-8',
  missing: [],
  values: [],
  skipLines: 0,
  skipFooter: 0,
  comment: '',
  index: 'leaveOut',
  wrongRows: 'setAside',
};

/** The options as an experiment has them: all those that its format knows. */
export function writtenOptions(options: WholeReadOptions): ReadOptions {
  const { format, missing, values } = options;
  return format === 'csv' ? { ...options } : { format, missing, values };
}

/** The options in one order, whatever that of the file they are from. */
export const sortedOptions = (options: ReadOptions) =>
  Object.entries(options).toSorted(([a], [b]) => (a < b ? -1 : 1));
