/** What the unit after a number makes of it: seconds, thousands, shares. */
const units: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['%', 0.01],
  ['k', 1e3],
  ['s', 1],
  ['min', 60],
  ['h', 3600],
]);

/** A number as people write it in a filter: `5000`, `5,000`, `5k`, `90%`, `$0.10`, `2min`, `-1e-3`; undefined for anything else. */
export function parseAmount(text: string): number | undefined {
  const [, sign = '', digits = '', unit = ''] =
    /^([-+−]?)\$?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+(?:e[-+]?\d+)?)\s?(%|[a-z]*)$/i.exec(text) ?? [];
  const factor = units.get(unit.toLowerCase());
  if (digits === '' || factor === undefined) return undefined;
  const value = Number(digits.replaceAll(',', '')) * factor;
  return Number.isFinite(value) ? (sign === '-' || sign === '−' ? -value : value) : undefined;
}
