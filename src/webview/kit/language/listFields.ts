/** Values as a field shows them: separated by commas, those with a comma, a quote or blanks around in quotes. */
export const listText = (values: readonly (string | number | boolean)[] = []): string =>
  values
    .map(String)
    .map((value) => (/[,"]|^\s|\s$|^$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value))
    .join(', ');

/** What a field with values separated by commas means; undefined for none. Quotes keep commas and blanks. */
export function textList(text: string): string[] | undefined {
  const values: string[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const quoted = /^"((?:[^"]|"")*)"\s*(?:,\s*|$)/.exec(rest);
    const [whole, word = ''] = quoted ?? /^([^,]*)(?:,\s*|$)/.exec(rest) ?? [rest, rest];
    if (quoted !== null) values.push(word.replaceAll('""', '"'));
    else if (word.trim() !== '') values.push(word.trim());
    rest = rest.slice(whole.length);
  }
  return values.length === 0 ? undefined : values;
}

/** The same of numbers; a text that has others is sent as it is, so that the host's validation explains it. */
export function numberList(text: string): number[] | string | undefined {
  const values = textList(text);
  if (values === undefined) return undefined;
  const numbers = values.map((value) => (value.trim() === '' ? Number.NaN : Number(value)));
  return numbers.every(Number.isFinite) ? numbers : text;
}

/** Words that are numbers in their usual spelling as numbers: 01001 stays a word. */
export const plainValue = (word: string): string | number =>
  word !== '' && String(Number(word)) === word ? Number(word) : word;

/** A number; empty removes the key, and other text is left to the validation of the file. */
export function numberText(text: string): number | string | undefined {
  if (text.trim() === '') return undefined;
  return Number.isFinite(Number(text)) ? Number(text) : text;
}
