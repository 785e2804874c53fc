/** A float as Python's repr prints it: shortest digits, `.0` for integral values, exponent form below 1e-4 and from 1e16. */
export function pythonRepr(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e16)) {
    const [digits = '', exponent = '0'] = value.toExponential().split('e');
    const sign = exponent.startsWith('-') ? '-' : '+';
    return `${digits}e${sign}${exponent.replace(/^[+-]/, '').padStart(2, '0')}`;
  }
  if (Object.is(value, -0)) return '-0.0';
  const text = magnitude >= 1e21 ? BigInt(value).toString() : String(value);
  return text.includes('.') ? text : `${text}.0`;
}

/** A float as Python's json.dumps writes it. */
export const pythonJson = (value: number): string =>
  Number.isFinite(value) ? pythonRepr(value) : String(value);

/** Parses the output of pythonRepr or pythonJson. */
export const pythonFloat = (text: string): number => Number(text.replace(/inf$/, 'Infinity'));
