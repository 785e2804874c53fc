/** S3's own limits. docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
export const smallestPartBytes = 5 * 2 ** 20;
export const mostParts = 10_000;

export interface PartRange {
  /** From 1 on. */
  readonly number: number;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export function partRanges(size: number, partBytes: number): readonly PartRange[] {
  return Array.from({ length: Math.max(1, Math.ceil(size / partBytes)) }, (_, index) => ({
    number: index + 1,
    start: index * partBytes,
    end: Math.min(size, (index + 1) * partBytes),
  }));
}

const usualPartBytes = 8 * 2 ** 20;

/** 8 MiB, and whole mebibytes more where a file would have more than 10,000 such parts: 525 MiB for 5 TiB. */
export function partBytesFor(size: number): number {
  const needed = Math.ceil(size / mostParts / 2 ** 20) * 2 ** 20;
  return Math.max(usualPartBytes, needed);
}
