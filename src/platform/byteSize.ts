import * as vscode from 'vscode';

const oneDecimal = { minimumFractionDigits: 1, maximumFractionDigits: 1 };

/** '1.5 KiB', in the user's language. */
export function byteSizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const power = Math.min(3, Math.floor(Math.log2(bytes) / 10));
  const size = (bytes / 1024 ** power).toLocaleString(vscode.env.language, oneDecimal);
  return `${size} ${['B', 'KiB', 'MiB', 'GiB'][power] ?? ''}`;
}
