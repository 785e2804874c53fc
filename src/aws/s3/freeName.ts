import { endingOf } from '../../files/besideFile.ts';

/** The first of `a/NAME.csv`, `a/NAME-2.csv`, … that is free. */
export async function freeKey(
  key: string,
  isTaken: (key: string) => boolean | Promise<boolean>,
): Promise<string> {
  const name = key.slice(key.lastIndexOf('/') + 1);
  const tail = endingOf(name);
  const stem = key.slice(0, key.length - tail.length);
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? key : `${stem}-${number}${tail}`;
    if (!(await isTaken(candidate))) return candidate;
  }
}
