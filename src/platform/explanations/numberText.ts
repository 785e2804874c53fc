import * as vscode from 'vscode';

/** A number as VS Code's language groups it. */
export const numberText = (value: number, decimals = 0): string =>
  value.toLocaleString(vscode.env.language, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
