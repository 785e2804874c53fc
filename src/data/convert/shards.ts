import { rmdir } from 'node:fs/promises';
import { createFolder } from '../../files/createFolder.ts';

/** Ranges of rows of about the same size; one for all rows where there is no limit. */
export function shardsOf(
  rowCount: number,
  bytesOfRow: number,
  shardMegabytes: number | undefined,
): readonly { readonly from: number; readonly to: number }[] {
  if (shardMegabytes === undefined) return [{ from: 0, to: rowCount }];
  const rows = Math.max(1, Math.floor((shardMegabytes * 1e6) / Math.max(1, bytesOfRow)));
  const count = Math.min(mostShards, Math.max(1, Math.ceil(rowCount / rows)));
  const each = Math.ceil(rowCount / count);
  return Array.from({ length: Math.ceil(rowCount / each) }, (_, shard) => ({
    from: shard * each,
    to: Math.min(rowCount, (shard + 1) * each),
  }));
}

/** All names are reserved before the first shard is written. */
const mostShards = 10_000;
const digits = 5;

export const shardName = (shard: number, ending: string): string =>
  `part-${String(shard).padStart(digits, '0')}${ending}`;

/**
 * Writes files into a folder of their own, the first by number that does not exist: two conversions of one file never share one. None
 * is left of a failure. Throws FileFailure.
 */
export async function inOwnFolder<T>(
  folderOf: (ending: string) => string,
  write: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await createFolder(folderOf);
  try {
    return await write(folder);
  } catch (error) {
    await rmdir(folder).catch(() => undefined); // Not empty: somebody else's.
    throw error;
  }
}

/** Splits batches of lines into ranges to be consumed in order; each starts with the header, if any. */
export function cutLines(batches: AsyncIterable<readonly string[]>, header: string | undefined) {
  const iterator = batches[Symbol.asyncIterator]();
  let rest: readonly string[] = [];
  return {
    async *next(count: number): AsyncGenerator<readonly string[]> {
      if (header !== undefined) yield [header];
      for (let left = count; left > 0;) {
        if (rest.length === 0) {
          const found = await iterator.next();
          if (found.done === true) return;
          rest = found.value;
        }
        const taken = rest.slice(0, left);
        rest = rest.slice(taken.length);
        left -= taken.length;
        yield taken;
      }
    },
    close: async () => void (await iterator.return?.(undefined)),
  };
}
