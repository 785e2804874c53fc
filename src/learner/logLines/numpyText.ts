import { float32Above } from '../float32.ts';

const printedAtMost = 1000;
const edgeItems = 3;
const lineWidth = 75;
/** Maximum digits after the point in positional notation. */
const mostDecimals = 8;

/** A one-dimensional MXNet NDArray as Python prints it: the lines of numpy's array2string, then its type and size. */
export const ndarrayLines = (values: Float32Array): readonly string[] => [
  ...arrayLines(values),
  `<NDArray ${values.length} @cpu(0)>`,
];

function arrayLines(values: Float32Array): readonly string[] {
  if (values.length <= printedAtMost) return wrapped(textsOf(values));
  const edges = Float32Array.of(...values.subarray(0, edgeItems), ...values.subarray(-edgeItems));
  return wrapped(textsOf(edges).toSpliced(edgeItems, 0, '...'));
}

/** The last column is reserved for the bracket. */
function wrapped(words: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let line = '[';
  for (const word of words) {
    if (line.length > 1 && line.length + word.length > lineWidth - 1) {
      lines.push(line.trimEnd());
      line = ' ';
    }
    line += `${word} `;
  }
  return [...lines, `${line.slice(0, words.length === 0 ? undefined : -1)}]`];
}

/** Common format of an array's numbers: the characters before and after the point. */
interface Format {
  readonly hasExponent: boolean;
  readonly left: number;
  readonly right: number;
}

function textsOf(values: Float32Array): readonly string[] {
  const finite = Array.from(values).filter(Number.isFinite);
  const format = formatOf(values, finite);
  return Array.from(values, (value) => padded(value, format));
}

function formatOf(values: Float32Array, finite: readonly number[]): Format {
  const hasExponent = needsExponent(finite);
  const parts = finite.map((value) => (hasExponent ? scientific(value) : positional(value)));
  const right = longest(parts.map(({ fraction }) => fraction));
  const left = longest(parts.map(({ whole }) => whole));
  const others = Array.from(values)
    .filter((value) => !Number.isFinite(value))
    .map(otherText);
  return { hasExponent, right, left: Math.max(left, longest(others) - widthRightOf({ hasExponent, right })) };
}

const longest = (texts: readonly string[]) => texts.reduce((most, { length }) => Math.max(most, length), 0);

/** Width of the point and everything after it; exponents of float32 have a sign and two digits. */
const widthRightOf = ({ hasExponent, right }: Omit<Format, 'left'>) => 1 + right + (hasExponent ? 4 : 0);

/** numpy uses exponents for numbers that are too large, too small, or too far apart. */
function needsExponent(finite: readonly number[]): boolean {
  const sizes = finite.map(Math.abs).filter((size) => size !== 0);
  if (sizes.length === 0) return false;
  const largest = sizes.reduce((a, b) => Math.max(a, b));
  const smallest = sizes.reduce((a, b) => Math.min(a, b));
  return largest >= 1e8 || smallest < 1e-4 || Math.fround(largest / smallest) > 1000;
}

function padded(value: number, format: Format): string {
  const { hasExponent, left, right } = format;
  if (!Number.isFinite(value)) return otherText(value).padStart(left + widthRightOf(format));
  if (hasExponent) {
    const { whole, fraction, exponent } = scientific(value, right);
    return `${whole.padStart(left)}.${fraction}${exponent}`;
  }
  const { whole, fraction } = positional(value);
  return `${whole.padStart(left)}.${fraction.padEnd(right)}`;
}

const otherText = (value: number) => (Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf');

const signOf = (value: number) => (value < 0 || Object.is(value, -0) ? '-' : '');

interface Parts {
  readonly whole: string;
  readonly fraction: string;
}

/** The shortest representation, or `fractionDigits` digits of the exact value if those are more. */
function scientific(value: number, fractionDigits = 0): Parts & { readonly exponent: string } {
  const exact = exactDecimal(Math.abs(value));
  const fewest = shortest(exact, Math.abs(value));
  const isEnough = fewest.digits.length > fractionDigits;
  const { digits, power } = isEnough ? fewest : rounded(exact, fractionDigits + 1);
  const exponent = `e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  return { whole: signOf(value) + digits.slice(0, 1), fraction: digits.slice(1), exponent };
}

/** The shortest representation, with all digits before the point and at most `mostDecimals` after it. */
function positional(value: number): Parts {
  const exact = exactDecimal(Math.abs(value));
  const fewest = shortest(exact, Math.abs(value));
  const allowed = fewest.power + 1 + mostDecimals;
  const wanted = Math.min(Math.max(fewest.digits.length, fewest.power + 1), allowed);
  const { digits, power } = wanted === fewest.digits.length ? fewest : rounded(exact, wanted);
  const wholeDigits = power + 1;
  const all = digits.padEnd(wholeDigits, '0').padStart(digits.length - Math.min(power, 0), '0');
  const at = Math.max(wholeDigits, 1);
  return { whole: signOf(value) + all.slice(0, at), fraction: all.slice(at).replace(/0+$/, '') };
}

/** d.ddd · 10^power */
interface Decimal {
  readonly digits: string;
  readonly power: number;
}

/** Enough digits to round correctly: a float32 ends or differs from a tie long before. */
const digitsKnown = 100;

function exactDecimal(size: number): Decimal {
  const [digits = '', power = ''] = size.toExponential(digitsKnown).split('e');
  return { digits: digits.replace('.', ''), power: Number(power) };
}

/** The fewest digits that parse to the same float32. */
function shortest(exact: Decimal, size: number): Decimal {
  if (size === 0) return { digits: '0', power: 0 };
  const isOwn = reader(size);
  for (let count = 1; count < 9; count += 1) {
    const below = { digits: exact.digits.slice(0, count), power: exact.power };
    const above = nextAfter(below);
    if (isOwn(below) && isOwn(above)) return rounded(exact, count);
    if (isOwn(below)) return below;
    if (isOwn(above)) return above;
  }
  return rounded(exact, 9);
}

/** Whether a decimal parses to this float32; ties round to even. */
function reader(size: number): (decimal: Decimal) => boolean {
  const isEven = (new Int32Array(Float32Array.of(size).buffer)[0] ?? 0) % 2 === 0;
  const before = -float32Above(-size);
  const after = float32Above(size);
  const low = (before + size) / 2;
  const high = after === Infinity ? size + (size - low) : (size + after) / 2;
  return ({ digits, power }) => {
    const value = Number(`${digits.slice(0, 1)}.${digits.slice(1)}e${power}`);
    return isEven ? value >= low && value <= high : value > low && value < high;
  };
}

/** Rounds half to even, as numpy does and toPrecision does not. */
function rounded({ digits, power }: Decimal, count: number): Decimal {
  const below = { digits: digits.slice(0, count), power };
  const rest = digits.slice(count);
  const isUp = /^50*$/.test(rest) ? Number(below.digits.at(-1)) % 2 === 1 : rest >= '5';
  return isUp ? nextAfter(below) : below;
}

/** The decimal plus one unit of its last digit. */
function nextAfter({ digits, power }: Decimal): Decimal {
  const next = String(Number(digits) + 1).padStart(digits.length, '0');
  return next.length > digits.length
    ? { digits: next.slice(0, digits.length), power: power + 1 }
    : { digits: next, power };
}
