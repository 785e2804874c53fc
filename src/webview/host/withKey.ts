import { applyEdits, modify } from 'jsonc-parser';

/** The text of an experiment with one key set, or removed when `value` is undefined; the rest keeps its formatting. */
export function withKey(text: string, path: readonly string[], value: unknown): string {
  const formattingOptions = { insertSpaces: true, tabSize: 2 };
  return applyEdits(text, modify(text, [...path], value, { formattingOptions }));
}
