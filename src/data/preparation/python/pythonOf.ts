import type { FittedFeature } from '../../shapes/encoders/fitted.ts';
import { columnsOf } from '../../shapes/encoders/feature.ts';
import type { Preparation } from '../../shapes/preparation.ts';
import { isDateFormat } from '../../source/dateReader.ts';
import { pythonLiteral } from './literal.ts';
import { runtimeText } from './runtime.ts';
import type { RuntimePart } from './runtime.ts';

type Prepared = Pick<Preparation, 'target' | 'targetTransform' | 'classNames' | 'features'>;

/** Python code that prepares rows, in the parts of a module. */
interface PythonParts {
  /** One statement a line. */
  readonly imports: readonly string[];
  /** Functions of the encoders, and what they learned as `FEATURES`. */
  readonly definitions: string;
  /** `encoded_row`: the features of a row, which is a dict, as float32. */
  readonly encodedRow: string;
  /** How a prediction is read; empty where it needs no reading. */
  readonly answer: string;
}

/** `also` are parts of the runtime that the caller's own code uses. */
export function pythonParts(
  { targetTransform, classNames, features }: Omit<Prepared, 'target'>,
  also: readonly RuntimePart[] = [],
): PythonParts {
  const parts = new Set<RuntimePart>(['float32', ...also]);
  const formats = new Map<string, string>();
  const lines = features.map((feature) => {
    parts.add(`encode ${feature.encode}`);
    return `    ${featureText(feature, formats, parts)},`;
  });
  const readers = [...formats].map(([format, name]) => `${name} = ${dateReaderText(format, parts)}`);
  const { imports, text } = runtimeText(parts);
  const definitions = [text, readers.join('\n'), ['FEATURES = [', ...lines, ']'].join('\n')];
  return {
    imports,
    definitions: inModule(definitions),
    encodedRow,
    answer: answerOf(targetTransform, classNames),
  };
}

/**
 * Python code, standard library only, whose function `request_line` turns a row into a line of a text/csv request, with what
 * the preparation learned as literals.
 */
export function pythonOf({ target, ...prepared }: Prepared): string {
  const { imports, definitions, answer } = pythonParts(prepared, ['shortest']);
  const title = `Prepares a row for a model of ${target.replaceAll(/[\\"\r\n]/g, ' ')}, as it was trained. Made by Linear Learner for SageMaker.`;
  const sections = [imports.join('\n'), definitions, encodedRow, requestLine, answer];
  return `"""${title}"""\n\n${inModule(sections)}\n`;
}

/** Definitions with two blank lines in between. */
const inModule = (sections: readonly string[]) => sections.filter((section) => section !== '').join('\n\n\n');

const encodedRow = String.raw`def encoded_row(row):
    """The features of a row, which is a dict of column names and values; a missing value is None, "" or left out."""
    values = []
    for encode, columns, feature in FEATURES:
        try:
            encoded = encode(feature, *(row.get(column) for column in columns))
            values += [_float32(value) + 0.0 for value in encoded]
        except _Problem as problem:
            raise ValueError("%s %s: %r" % (" × ".join(columns), problem, [row.get(column) for column in columns])) from None
    return values`;

const requestLine = `def request_line(row):
    """The text/csv line of a row."""
    return ",".join(_shortest(value) for value in encoded_row(row))`;

function featureText(
  { encode, planned, fitted }: FittedFeature,
  formats: Map<string, string>,
  parts: Set<RuntimePart>,
): string {
  if (encode === 'date' && fitted.timezone !== 'UTC') parts.add('localTime');
  const isLevels = 'isNumber' in fitted;
  // Only the frequency encoder uses the shares of values.
  const learned = encode === 'frequency' ? { ...fitted, frequencies: fitted.shares } : fitted;
  const known = literalOf(learned, (format) => {
    if (isLevels) parts.add('iso');
    const name = formats.get(format) ?? `_read_date${formats.size + 1}`;
    formats.set(format, name);
    return name;
  });
  return `(_encode_${encode.replaceAll('-', '_')}, ${pythonLiteral(columnsOf(planned))}, ${known})`;
}

/** Facts that only describe the training rows. */
const descriptive = new Set(['missingShare', 'max', 'mean', 'words', 'shares']);

/** A feature's learned values; its date format becomes the name of a function. */
function literalOf(fitted: object, readerFor: (format: string) => string): string {
  const entries = Object.entries(fitted).flatMap(([key, value]: readonly [string, unknown]) => {
    if (value === undefined || descriptive.has(key)) return [];
    if (key === 'dateFormat' && typeof value === 'string') return [`"read": ${readerFor(value)}`];
    if (key === 'factors' && Array.isArray(value))
      return [`"factors": [${value.map((factor: object) => literalOf(factor, readerFor)).join(', ')}]`];
    return [`${pythonLiteral(key)}: ${pythonLiteral(value)}`];
  });
  return `{${entries.join(', ')}}`;
}

const dateParts: Readonly<Record<string, string>> = {
  Y: '(?P<Y>[0-9]{4})',
  y: '(?P<y>[0-9]{2})',
  m: '(?P<m>[0-9]{1,2})',
  d: '(?P<d>[0-9]{1,2})',
  b: String.raw`(?P<b>[^\W\d_]{3,9})\.?`,
  H: '(?P<H>[0-9]{1,2})',
  I: '(?P<I>[0-9]{1,2})',
  M: '(?P<M>[0-9]{2})',
  S: '(?P<S>[0-9]{2}(?:[.,][0-9]{1,9})?)',
  p: String.raw`(?P<p>[AaPp])\.?[Mm]\.?`,
  z: '(?P<z>Z|[+-][0-9]{2}:?[0-9]{2})',
};

/** Python for a function from a text to milliseconds since 1970; adds what it uses to `parts`. */
export function dateReaderText(format: string, parts: Set<RuntimePart>): string {
  if (format === 'epoch-s' || format === 'epoch-ms') {
    parts.add('epoch');
    return `lambda text: _epoch(text, ${format === 'epoch-s' ? 1000 : 1})`;
  }
  if (!isDateFormat(format)) return 'lambda text: None';
  parts.add('date');
  const pattern = format
    .split(/(%.)/)
    .map(
      (piece) =>
        (piece.startsWith('%') ? dateParts[piece.slice(1)] : undefined) ??
        piece.replaceAll(/[$()*+.?[\\\]^{|}#&~-]/g, String.raw`\$&`).replaceAll(' ', ' +'),
    )
    .join('');
  return `lambda text, pattern=re.compile(${pythonLiteral(pattern)}): _time(text, pattern)`;
}

/** How a prediction is read. */
function answerOf(transform: Preparation['targetTransform'], classNames: Preparation['classNames']): string {
  if (classNames !== undefined)
    return `# The classes: predicted_label i, and score i of more than two, are of class i.\nCLASSES = ${pythonLiteral(classNames)}`;
  switch (transform) {
    case undefined:
      return '';
    case 'log1p':
      return 'def prediction(score):\n    """The target of a score: the model has learned its log1p."""\n    return math.expm1(score)';
    case 'sqrt':
      return 'def prediction(score):\n    """The target of a score: the model has learned its square root."""\n    return max(0.0, score) ** 2';
  }
}
