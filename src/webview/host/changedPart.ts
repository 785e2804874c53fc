/** The part of a text that another one has otherwise, in UTF-16 units, and what it has there. */
export function changedPart(
  before: string,
  after: string,
): { readonly from: number; readonly to: number; readonly replacement: string } {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from += 1;
  let same = 0;
  while (same < shorter - from && before.at(-1 - same) === after.at(-1 - same)) same += 1;
  // A line end or a pair of surrogates is replaced whole.
  if (splits(before, from) || splits(after, from)) from -= 1;
  if (same > 0 && (splits(before, before.length - same) || splits(after, after.length - same))) same -= 1;
  return { from, to: before.length - same, replacement: after.slice(from, after.length - same) };
}

/** Whether a position is within what is one character to an editor. */
function splits(text: string, at: number): boolean {
  return /^(?:\r\n|[\uD800-\uDBFF][\uDC00-\uDFFF])$/.test(text.slice(Math.max(0, at - 1), at + 1));
}
