import { dataFailure } from '../shapes/failures.ts';
import type { Description } from './description.ts';
import type { WrittenRow } from './sourceRows.ts';
import { rowsInSources } from './sourceRows.ts';
import { openSources } from './sources.ts';
import type { Sources, Unpacking } from './sources.ts';

/** Rows of the files that were stored. Throws 'file-changed' when they are others. */
export async function* rowsInFiles(
  path: string,
  { source, reading }: Description,
  unpacking: Unpacking,
  signal?: AbortSignal,
): AsyncGenerator<readonly WrittenRow[]> {
  const sources = await openUnchanged(path, source, unpacking, signal);
  try {
    yield* rowsInSources(sources, reading.options, source, signal);
  } finally {
    await sources.close();
  }
}

/** Throws 'file-changed' when the files are not those that were stored. */
async function openUnchanged(
  path: string,
  { version }: Description['source'],
  unpacking: Unpacking,
  signal?: AbortSignal,
): Promise<Sources> {
  const sources = await openSources(path, unpacking, signal);
  if (sources.version === version) return sources;
  await sources.close();
  throw dataFailure('file-changed', { file: path }, `${path} changed after it was read`);
}

/** The line that a row of these files begins on. Throws 'file-changed' when they are others. */
export async function lineInFiles(
  path: string,
  description: Description,
  unpacking: Unpacking,
  row: number,
): Promise<number> {
  if (description.firstLine !== undefined) {
    await (await openUnchanged(path, description.source, unpacking)).close();
    return description.firstLine + row;
  }
  let from = 0;
  for await (const batch of rowsInFiles(path, description, unpacking)) {
    const found = batch[row - from];
    if (found !== undefined) return found.line;
    from += batch.length;
  }
  return 1;
}
