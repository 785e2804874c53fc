import type * as z from 'zod/mini';

/** The value of a line of JSON; undefined where it is none. */
export function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The lines of a text that match; others were cut off by a crash, or are damaged. */
export function parsedLines<T>(text: string, schema: z.ZodMiniType<T>): readonly T[] {
  return text
    .split('\n')
    .map((line) => schema.safeParse(parsedLine(line)).data)
    .filter((value) => value !== undefined);
}
