/**
 * Formats of dates are written as strftime's, of these parts: %Y %y %m %d %b (a month's name, short or whole) %H %I %M %S (with a
 * fraction, if there is one) %p %z (Z, or an offset). Two more name numbers: 'epoch-s' and 'epoch-ms'.
 */
const parts: Readonly<Record<string, string>> = {
  Y: String.raw`(?<Y>\d{4})`,
  y: String.raw`(?<y>\d{2})`,
  m: String.raw`(?<m>\d{1,2})`,
  d: String.raw`(?<d>\d{1,2})`,
  b: String.raw`(?<b>\p{L}{3,9})\.?`,
  H: String.raw`(?<H>\d{1,2})`,
  I: String.raw`(?<I>\d{1,2})`,
  M: String.raw`(?<M>\d{2})`,
  S: String.raw`(?<S>\d{2}(?:[.,]\d{1,9})?)`,
  p: String.raw`(?<p>[AaPp])\.?[Mm]\.?`,
  z: String.raw`(?<z>Z|[+-]\d{2}:?\d{2})`,
};

/** Whether a date is written so; formats come from experiments, which people write. */
export const isDateFormat = (format: string) =>
  format === 'epoch-s' ||
  format === 'epoch-ms' ||
  (format.length <= longestCell &&
    /%[Yy]/.test(format) &&
    (format.match(/%./g) ?? []).every(
      (part, index, all) => parts[part.slice(1)] !== undefined && all.indexOf(part) === index,
    ));

const longestCell = 60;
const msOfDay = 86_400_000;
const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** Reads dates of one format as milliseconds since 1970, in UTC; undefined for a cell that is no such date. */
export function dateReader(format: string): (cell: string | number) => number | undefined {
  if (format === 'epoch-s') return (cell) => epoch(cell, 1000);
  if (format === 'epoch-ms') return (cell) => epoch(cell, 1);
  if (!isDateFormat(format)) return () => undefined;
  const pattern = new RegExp(`^${format.split(/(%.)/).map(patternOf).join('')}$`, 'u');
  return (cell) => {
    const text = typeof cell === 'string' ? cell.trim() : String(cell);
    if (text.length > longestCell) return undefined;
    const found = pattern.exec(text)?.groups;
    return found === undefined ? undefined : timeOf(found);
  };
}

const patternOf = (piece: string) => {
  const part = piece.startsWith('%') ? parts[piece.slice(1)] : undefined;
  return part ?? piece.replaceAll(/[$()*+.?[\\\]^{|}/]/g, String.raw`\$&`).replaceAll(' ', ' +');
};

function epoch(cell: string | number, msOfUnit: number): number | undefined {
  const number = typeof cell === 'number' ? cell : cell.trim() === '' ? Number.NaN : Number(cell);
  return Number.isFinite(number) ? number * msOfUnit : undefined;
}

type Found = Readonly<Record<string, string | undefined>>;

function timeOf(found: Found): number | undefined {
  const year = found['Y'] === undefined ? centuryOf(Number(found['y'])) : Number(found['Y']);
  const month = found['b'] === undefined ? Number(found['m'] ?? 1) : 1 + monthOf(found['b']);
  const day = Number(found['d'] ?? 1);
  const clock = clockOf(found);
  if (month < 1 || month > 12 || clock === undefined) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  // The 31st of a shorter month would be a day of the next one.
  if (date.getUTCDate() !== day || day < 1) return undefined;
  const offset = offsetOf(found['z']);
  return offset === undefined ? undefined : date.getTime() + clock - offset;
}

/** As strptime: 69 to 99 are of the 20th century. */
const centuryOf = (year: number) => year + (year < 69 ? 2000 : 1900);
const monthOf = (name: string) => months.indexOf(name.slice(0, 3).toLowerCase());

function clockOf(found: Found): number | undefined {
  const half = found['p']?.toLowerCase();
  const twelve = Number(found['I'] ?? 0);
  const hour = found['I'] === undefined ? Number(found['H'] ?? 0) : (twelve % 12) + (half === 'p' ? 12 : 0);
  const minute = Number(found['M'] ?? 0);
  const second = Number((found['S'] ?? '0').replace(',', '.'));
  if (hour > 23 || twelve > 12 || minute > 59 || second >= 61) return undefined;
  return Math.round(((hour * 60 + minute) * 60 + second) * 1000);
}

function offsetOf(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === 'Z') return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return offset > msOfDay ? undefined : sign === '-' ? -offset : offset;
}
