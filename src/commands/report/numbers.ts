import * as vscode from 'vscode';

/** A number with as many digits as matter, in VS Code's language; a dash for none. */
export function significant(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  return value.toLocaleString(
    vscode.env.language,
    size >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 4 },
  );
}
