// Reads rows of delimited text into columns, in AssemblyScript. `kernel.ts` lays out its memory.
//
// A column of numbers is float64 with NaN for an empty cell; a cell that is no plain number is a NaN whose low 32 bits are the
// number of its word plus one. A column of words is int32: numbers of words, -1 for an empty cell. All columns of a thread share one
// table of words, which tells them apart by column.

/** Reads a number of more digits than 64 bits hold, or one so near to the middle of two doubles that they do not decide. */
@external('env', 'exactNumber')
declare function exactNumber(from: usize, to: usize): f64;

const newline: u32 = 10;
const carriageReturn: u32 = 13;
const space: u32 = 32;
const plus: u32 = 43;
const minus: u32 = 45;
const zero: u32 = 48;
const upperE: u32 = 69;
const lowerE: u32 = 101;
const noQuote: u32 = 0xffff;

const missing: u64 = 0x7ff8000000000000;
const refused: usize = 0;

/** How the file is written. */
let delimiter: u32 = 0;
let quote: u32 = noQuote;
let decimalPoint: u32 = 46;
let isCrlf: bool = false;
let width: i32 = 0;
/** One byte a column: 1 for numbers. */
let slots: usize = 0;
/** One `Facts` a column. */
let facts: usize = 0;
/** float64: numbers that may mark a missing value; they are kept as words. */
let markers: usize = 0;
let markerCount: u32 = 0;
/** The column's cells as uint32 positions. */
let outputs: usize = 0;

/** What the numbers of a column are like; the fields of `columnFacts.ts`, in the same order. */
@unmanaged class Facts {
  min: f64;
  max: f64;
  first: f64;
  last: f64;
  /** Plain numbers, and those of them that are written with a decimal point or an exponent. */
  count: u32;
  decimalCount: u32;
  /** Most figures after the decimal point. */
  decimals: u32;
  /** Characters of the shortest and the longest number. */
  shortest: u32;
  longest: u32;
  isSorted: u32;
}
const factsBytes = offsetof<Facts>();

/** A word: a cell of a column of words, or one among numbers. The fields of `words.ts`, in the same order. */
@unmanaged class Word {
  hash: u32;
  column: u32;
  at: u32;
  length: u32;
  count: u32;
  firstSegment: u32;
  firstRow: u32;
}
const wordBytes = offsetof<Word>();

/** Open addressing: uint32 numbers of words plus one, 0 where a slot is free. */
let wordSlots: usize = 0;
let wordMask: u32 = 0;
let words: usize = 0;
let wordCount: u32 = 0;
let mostWords: u32 = 0;
let texts: usize = 0;
let textsEnd: usize = 0;
let textsLimit: usize = 0;
let seed: u64 = 0;
/** A cell that takes more has an unlucky hash, or somebody chose it. */
const mostProbes = 256;

/** [q + 342]: the upper 64 bits of 5^q, then the lower ones. */
let powersOfFive: usize = 0;

let segment: u32 = 0;
/** Whether there was no room for a word. */
let isFull: bool = false;
/** Whether the row has nothing but blanks so far. */
let isBlankRow: bool = true;

export function setDialect(ofDelimiter: u32, ofQuote: u32, ofDecimalPoint: u32, hasReturns: bool): void {
  delimiter = ofDelimiter;
  quote = ofQuote;
  decimalPoint = ofDecimalPoint;
  isCrlf = hasReturns;
}

export function setColumns(count: i32, ofSlots: usize, ofFacts: usize, ofOutputs: usize): void {
  width = count;
  slots = ofSlots;
  facts = ofFacts;
  outputs = ofOutputs;
}

export function setWords(ofSlots: usize, slotCount: u32, ofWords: usize, most: u32, ofTexts: usize, limit: usize, ofSeed: u64): void {
  wordSlots = ofSlots;
  wordMask = slotCount - 1;
  words = ofWords;
  mostWords = most;
  texts = textsEnd = ofTexts;
  textsLimit = limit;
  seed = ofSeed;
}

export function setMarkers(at: usize, count: u32): void {
  markers = at;
  markerCount = count;
}

export function setPowersOfFive(at: usize): void {
  powersOfFive = at;
}

export function countOfWords(): u32 {
  return wordCount;
}

export function endOfTexts(): usize {
  return textsEnd;
}

/** Line feeds, of which a row has at least one. */
export function countLines(from: usize, to: usize): u32 {
  const ends = i8x16.splat(<i8>newline);
  let count: u32 = 0;
  let at = from;
  for (; at + 16 <= to; at += 16) count += popcnt<u32>(i8x16.bitmask(i8x16.eq(v128.load(at), ends)));
  for (; at < to; at++) count += u32(load<u8>(at) == <u8>newline);
  return count;
}

/**
 * Reads whole rows, the last one with its line end; answers how many, -1 where they are not plain rows of `width` cells, or -2
 * where they have too many words.
 */
export function readRows(from: usize, to: usize, ofSegment: u32): i32 {
  segment = ofSegment;
  for (let column = 0; column < width; column++) begin(changetype<Facts>(facts + column * factsBytes));
  let row: u32 = 0;
  let at = from;
  const last = width - 1;
  while (at < to) {
    isBlankRow = true;
    for (let column = 0; column < width; column++) {
      at = load<u8>(slots + column) != 0 ? readNumber(column, row, at, to) : readWord(column, row, at, to);
      if (at == refused) return isFull ? -2 : -1;
      if (column < last) {
        if (load<u8>(at) != <u8>delimiter) return -1;
        at++;
      }
    }
    if (isCrlf) {
      if (load<u8>(at) != <u8>carriageReturn) return -1;
      at++;
    }
    if (load<u8>(at) != <u8>newline || isBlankRow) return -1;
    at++;
    row++;
  }
  return row;
}

function begin(found: Facts): void {
  found.min = Infinity;
  found.max = -Infinity;
  found.first = NaN;
  found.last = NaN;
  found.count = found.decimalCount = found.decimals = found.longest = 0;
  found.shortest = u32.MAX_VALUE;
  found.isSorted = 1;
}

// @ts-ignore: decorator
@inline
function isEnd(byte: u32): bool {
  return byte == delimiter || byte == newline || byte == carriageReturn;
}

// @ts-ignore: decorator
@inline
function isEightDigits(eight: u64): bool {
  return ((eight & 0xf0f0f0f0f0f0f0f0) | (((eight + 0x0606060606060606) & 0xf0f0f0f0f0f0f0f0) >> 4)) == 0x3333333333333333;
}

/** The value of eight digits, in three multiplications (Langdale, Lemire: "Parsing gigabytes of JSON per second"). */
// @ts-ignore: decorator
@inline
function eightDigits(eight: u64): u64 {
  let value = eight - 0x3030303030303030;
  value = value * 10 + (value >> 8);
  return (((value & 0x000000ff000000ff) * 0x000f424000000064 + ((value >> 16) & 0x000000ff000000ff) * 0x0000271000000001) >> 32) & 0xffffffff;
}

/** Reads a cell of a column of numbers; answers where it ends. */
function readNumber(column: i32, row: u32, from: usize, to: usize): usize {
  const output = <usize>load<u32>(outputs + (column << 2)) + (<usize>row << 3);
  let at = from;
  let byte = <u32>load<u8>(at);
  if (isEnd(byte)) {
    store<u64>(output, missing);
    return at;
  }
  const isQuoted = byte == quote;
  if (isQuoted) byte = <u32>load<u8>(++at);
  const begun = at;
  const isNegative = byte == minus;
  if (isNegative) byte = <u32>load<u8>(++at);
  const leading = byte;
  const whole = at;
  let digits: u64 = 0;
  for (let digit = byte - zero; digit < 10; digit = <u32>load<u8>(++at) - zero) digits = digits * 10 + digit;
  const wholeDigits = <i32>(at - whole);
  let fraction: i32 = 0;
  let isDecimal = false;
  if (<u32>load<u8>(at) == decimalPoint && decimalPoint != delimiter) {
    isDecimal = true;
    const point = ++at;
    for (let eight = load<u64>(at); isEightDigits(eight); eight = load<u64>(at)) {
      digits = digits * 100000000 + eightDigits(eight);
      at += 8;
    }
    for (let digit = <u32>load<u8>(at) - zero; digit < 10; digit = <u32>load<u8>(++at) - zero) digits = digits * 10 + digit;
    fraction = <i32>(at - point);
  }
  const allDigits = wholeDigits + fraction;
  if (allDigits == 0 || (wholeDigits > 1 && leading == zero)) return readOther(column, row, from, to, output);
  let exponent = -fraction;
  byte = <u32>load<u8>(at);
  if (byte == lowerE || byte == upperE) {
    isDecimal = true;
    byte = <u32>load<u8>(++at);
    const isBelow = byte == minus;
    if (isBelow || byte == plus) at++;
    const first = at;
    let power: i32 = 0;
    for (let digit = <u32>load<u8>(at) - zero; digit < 10; digit = <u32>load<u8>(++at) - zero) if (power < 10000) power = power * 10 + digit;
    if (at == first) return readOther(column, row, from, to, output);
    exponent += isBelow ? -power : power;
  }
  const end = at;
  if (isQuoted) {
    if (<u32>load<u8>(at) != quote) return readOther(column, row, from, to, output);
    at++;
  }
  if (!isEnd(<u32>load<u8>(at))) return readOther(column, row, from, to, output);
  if (!isDecimal && (allDigits > 16 || digits > 9007199254740991 || (digits == 0 && isNegative)))
    return readOther(column, row, from, to, output);
  let value = allDigits > 19 ? NaN : numberFrom(digits, exponent);
  if (isNaN(value)) value = exactNumber(begun, end);
  else if (isNegative) value = -value;
  if (!(abs(value) < Infinity) || (markerCount > 0 && isMarker(value))) return readOther(column, row, from, to, output);
  store<f64>(output, value);
  isBlankRow = false;
  note(changetype<Facts>(facts + column * factsBytes), value, isDecimal, <u32>fraction, <u32>(end - begun));
  return at;
}

function isMarker(value: f64): bool {
  for (let index: u32 = 0; index < markerCount; index++) if (load<f64>(markers + (<usize>index << 3)) == value) return true;
  return false;
}

// @ts-ignore: decorator
@inline
function note(found: Facts, value: f64, isDecimal: bool, fraction: u32, length: u32): void {
  if (found.count == 0) found.first = value;
  else if (!(value >= found.last)) found.isSorted = 0;
  found.last = value;
  found.count++;
  if (value < found.min) found.min = value;
  if (value > found.max) found.max = value;
  if (length < found.shortest) found.shortest = length;
  if (length > found.longest) found.longest = length;
  if (isDecimal) {
    found.decimalCount++;
    if (fraction > found.decimals) found.decimals = fraction;
  }
}

/** Reads a cell among numbers that is none. */
function readOther(column: i32, row: u32, from: usize, to: usize, output: usize): usize {
  const end = readText(column, row, from, to);
  if (end != refused) store<u64>(output, word < 0 ? missing : missing | (<u64>word + 1));
  return end;
}

function readWord(column: i32, row: u32, from: usize, to: usize): usize {
  const end = readText(column, row, from, to);
  if (end != refused) store<i32>(<usize>load<u32>(outputs + (column << 2)) + (<usize>row << 2), word);
  return end;
}

/** The number of the word that `readText` read; -1 where the cell is empty. */
let word: i32 = -1;

/** Reads a cell to `word`; answers where it ends. */
function readText(column: i32, row: u32, from: usize, to: usize): usize {
  if (<u32>load<u8>(from) == quote) return readQuoted(column, row, from + 1, to);
  let at = from;
  let hasText = false;
  for (let byte = <u32>load<u8>(at); !isEnd(byte); byte = <u32>load<u8>(++at)) {
    if (byte == quote || byte == 0) return refused;
    if (byte > space) hasText = true;
  }
  if (hasText) isBlankRow = false;
  return find(column, row, from, at - from) ? at : refused;
}

function readQuoted(column: i32, row: u32, from: usize, to: usize): usize {
  let at = from;
  let hasText = false;
  let doubled: u32 = 0;
  for (; ; at++) {
    if (at >= to) return refused;
    const byte = <u32>load<u8>(at);
    if (byte == quote) {
      if (<u32>load<u8>(at + 1) != quote) break;
      doubled++;
      at++;
    } else if (byte == 0) return refused;
    if (byte > space) hasText = true;
  }
  if (hasText) isBlankRow = false;
  if (!isEnd(<u32>load<u8>(at + 1))) return refused;
  let length = at - from;
  if (doubled > 0) {
    if (textsEnd + length > textsLimit) {
      isFull = true;
      return refused;
    }
    length = withSingleQuotes(from, at, textsEnd);
    return find(column, row, textsEnd, length) ? at + 1 : refused;
  }
  return find(column, row, from, length) ? at + 1 : refused;
}

/** Copies a quoted text with each doubled quote once; answers its length. */
function withSingleQuotes(from: usize, to: usize, into: usize): usize {
  let end = into;
  for (let at = from; at < to; at++) {
    const byte = load<u8>(at);
    store<u8>(end++, byte);
    if (<u32>byte == quote) at++;
  }
  return end - into;
}

/** Finds or adds a word; false where there are too many. */
function find(column: i32, row: u32, at: usize, length: usize): bool {
  if (length == 0) {
    word = -1;
    return true;
  }
  const hash = hashOf(<u32>column, at, length);
  let slot = hash & wordMask;
  for (let probe = 0; probe < mostProbes; probe++) {
    const known = load<u32>(wordSlots + (<usize>slot << 2));
    if (known == 0) {
      if (wordCount == mostWords || textsEnd + length > textsLimit) {
        isFull = true;
        return false;
      }
      memory.copy(textsEnd, at, length);
      const added = changetype<Word>(words + wordCount * wordBytes);
      added.hash = hash;
      added.column = <u32>column;
      added.at = <u32>(textsEnd - texts);
      added.length = <u32>length;
      added.count = 1;
      added.firstSegment = segment;
      added.firstRow = row;
      textsEnd += length;
      word = <i32>wordCount;
      wordCount++;
      store<u32>(wordSlots + (<usize>slot << 2), wordCount);
      return true;
    }
    const other = changetype<Word>(words + (known - 1) * wordBytes);
    if (other.hash == hash && other.column == <u32>column && other.length == <u32>length && areEqual(texts + other.at, at, length)) {
      other.count++;
      word = <i32>(known - 1);
      return true;
    }
    slot = (slot + 1) & wordMask;
  }
  isFull = true;
  return false;
}

function areEqual(a: usize, b: usize, length: usize): bool {
  const end = a + length;
  for (; a + 8 <= end; a += 8, b += 8) if (load<u64>(a) != load<u64>(b)) return false;
  for (; a < end; a++, b++) if (load<u8>(a) != load<u8>(b)) return false;
  return true;
}

function hashOf(column: u32, at: usize, length: usize): u32 {
  let hash: u64 = seed ^ (<u64>column * 0x9e3779b97f4a7c15) ^ <u64>length;
  const end = at + length;
  for (; at + 8 <= end; at += 8) hash = mix(hash ^ load<u64>(at));
  let rest: u64 = 0;
  for (; at < end; at++) rest = (rest << 8) | <u64>load<u8>(at);
  hash = mix(hash ^ rest);
  return <u32>(hash ^ (hash >> 32));
}

// @ts-ignore: decorator
@inline
function mix(value: u64): u64 {
  const product = value * 0xff51afd7ed558ccd;
  return (product ^ (product >> 32)) * 0xc4ceb9fe1a85ec53;
}

/**
 * digits × 10^exponent as the nearest double; NaN where these bits do not decide it. Clinger's fast path, and the algorithm of Eisel and
 * Lemire ("Number parsing at a gigabyte per second", 2021).
 */
function numberFrom(digits: u64, exponent: i32): f64 {
  if (digits == 0) return 0;
  if (digits <= 9007199254740992 && exponent >= -22 && exponent <= 22)
    return exponent < 0 ? <f64>digits / powerOfTen(-exponent) : <f64>digits * powerOfTen(exponent);
  if (exponent < -342 || exponent > 308) return NaN;
  const shift = <i32>clz(digits);
  const factor = digits << shift;
  const at = powersOfFive + (<usize>(exponent + 342) << 4);
  let low = multiply(factor, load<u64>(at));
  let high = highBits;
  if ((high & 0x1ff) == 0x1ff) {
    multiply(factor, load<u64>(at, 8));
    low += highBits;
    if (highBits > low) high++;
  }
  if (low == u64.MAX_VALUE && (exponent < -27 || exponent > 55)) return NaN;
  const upper = <i32>(high >> 63);
  let mantissa = high >> (upper + 9);
  let power = ((217706 * exponent) >> 16) + 63 + upper - shift + 1023;
  if (power <= 0) return NaN;
  if (low <= 1 && exponent >= -4 && exponent <= 23 && (mantissa & 3) == 1 && mantissa << (upper + 9) == high) mantissa &= ~1;
  mantissa += mantissa & 1;
  mantissa >>= 1;
  if (mantissa >= <u64>1 << 53) {
    mantissa = <u64>1 << 52;
    power++;
  }
  if (power >= 0x7ff) return NaN;
  return reinterpret<f64>((mantissa & ~(<u64>1 << 52)) | (<u64>power << 52));
}

const tens = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]);

// @ts-ignore: decorator
@inline
function powerOfTen(exponent: i32): f64 {
  return load<f64>(tens + (<usize>exponent << 3));
}

/** The upper half of the last product. */
let highBits: u64 = 0;

/** The lower half of a product of 128 bits. */
function multiply(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff, aHigh = a >> 32;
  const bLow = b & 0xffffffff, bHigh = b >> 32;
  const lows = aLow * bLow;
  const middle = aHigh * bLow + (lows >> 32);
  const other = aLow * bHigh + (middle & 0xffffffff);
  highBits = aHigh * bHigh + (middle >> 32) + (other >> 32);
  return (other << 32) | (lows & 0xffffffff);
}
