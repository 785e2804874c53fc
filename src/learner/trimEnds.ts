/**
 * A text without any of `characters` at its start and end. A regular expression with `+$` would look for the end anew from every
 * place of every run of them, which takes quadratic time.
 */
export function trimEnds(text: string, characters: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && characters.includes(text.charAt(start))) start += 1;
  while (end > start && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
