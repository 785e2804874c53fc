const partLength = 8192;

/** A loop over many numbers in parts: a function that is called often is compiled early, and then makes no number an object. */
export function inParts(length: number, run: (from: number, to: number) => void): void {
  for (let from = 0; from < length; from += partLength) run(from, Math.min(from + partLength, length));
}
