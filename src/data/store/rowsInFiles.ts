import { dataFailure } from '../shapes/failures.ts';
import type { Description } from './description.ts';
import type { WrittenRow } from './sourceRows.ts';
import { rowsInSources } from './sourceRows.ts';
import { openSources } from './sources.ts';
import type { Unpacking } from './sources.ts';

/** Rows of the files that were stored. Throws 'file-changed' when they are others. */
export async function* rowsInFiles(
  path: string,
  { source, reading }: Description,
  unpacking: Unpacking,
  signal?: AbortSignal,
): AsyncGenerator<readonly WrittenRow[]> {
  const sources = await openSources(path, unpacking, signal);
  try {
    if (sources.version !== source.version)
      throw dataFailure('file-changed', { file: path }, `${path} changed after it was read`);
    yield* rowsInSources(sources, reading.options, source, signal);
  } finally {
    await sources.close();
  }
}

/** The line that a row of these files begins on. */
export async function lineInFiles(
  path: string,
  description: Description,
  unpacking: Unpacking,
  row: number,
): Promise<number> {
  let from = 0;
  for await (const batch of rowsInFiles(path, description, unpacking)) {
    const found = batch[row - from];
    if (found !== undefined) return found.line;
    from += batch.length;
  }
  return 1;
}
