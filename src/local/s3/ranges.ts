import { ServiceError } from '../protocols/service.ts';
import type { ByteRange } from './blobs.ts';

/** The requested range; undefined for the whole object and for a malformed range. Throws InvalidRange. */
export function rangeOf(header: string | undefined, size: number): ByteRange | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (found === null || (found[1] === '' && found[2] === '')) return undefined;
  const fromEnd = found[1] === '';
  if (!fromEnd && found[2] !== '' && Number(found[2]) < Number(found[1])) return undefined;
  // A suffix range of an empty object is empty.
  if (fromEnd && size === 0 && Number(found[2]) > 0) return undefined;
  const start = fromEnd ? Math.max(0, size - Number(found[2])) : Number(found[1]);
  const end = fromEnd || found[2] === '' ? size - 1 : Math.min(size - 1, Number(found[2]));
  if (start >= size || start > end)
    throw new ServiceError('InvalidRange', 'The requested range is not satisfiable', 416, {
      RangeRequested: header,
      ActualObjectSize: size,
    });
  return { start, end };
}

/** The range of a source that a part copies: both ends must be given, and be within the source. Throws InvalidArgument. */
export function copiedRange(header: string | undefined, size: number): ByteRange | undefined {
  if (header === undefined) return undefined;
  const found = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(header);
  const [start, end] = [Number(found?.[1]), Number(found?.[2])];
  if (found === null || start > end)
    throw new ServiceError(
      'InvalidArgument',
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
    );
  if (end >= size)
    throw new ServiceError(
      'InvalidArgument',
      `Range specified is not valid for source object of size: ${size}`,
    );
  return { start, end };
}

/** Sizes of an object's parts in runs of equal ones: `[size, count]`. */
export type PartRuns = readonly (readonly [size: number, count: number])[];

export function partRuns(sizes: readonly number[]): [size: number, count: number][] {
  const runs: [number, number][] = [];
  for (const size of sizes) {
    const last = runs.at(-1);
    if (last?.[0] === size) last[1] += 1;
    else runs.push([size, 1]);
  }
  return runs;
}

export const partCount = (runs: PartRuns) => runs.reduce((sum, [, count]) => sum + count, 0);

/** Where a part is in its object, by its place from 1 on; undefined where there is none. */
export function rangeOfPart(runs: PartRuns, place: number): ByteRange | undefined {
  let start = 0;
  let before = 0;
  for (const [size, count] of runs) {
    if (place > before && place <= before + count) {
      const from = start + (place - before - 1) * size;
      return { start: from, end: from + size - 1 };
    }
    start += size * count;
    before += count;
  }
  return undefined;
}
