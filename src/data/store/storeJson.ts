import { createHash } from 'node:crypto';
import { foundInObjects, jsonOptions, openJsonKeys } from '../source/jsonColumns.ts';
import type { JsonKeys } from '../source/jsonColumns.ts';
import { jsonLines } from '../source/jsonLines.ts';
import type { Description } from './description.ts';
import type { PlainFile } from './plainFile.ts';
import type { FilesRequest, TextRequest } from './request.ts';
import { storeSlowly } from './slowPath.ts';
import type { PlainRows } from './slowPath.ts';
import { textFile } from './sourceRows.ts';

/** Reads files in JSON Lines: the keys of all objects are the columns, in the order in which they first appear. */
export const storeJson = (request: FilesRequest): Promise<Description> =>
  storeSlowly(
    {
      ...request,
      encoding: { encoding: 'utf-8', isSure: true },
      sample: { head: '', blocks: [], tail: '' },
      sniffed: { options: jsonOptions(request.read), unsure: [], headerRule: 'given', skipped: [] },
    },
    writeObjects,
  );

async function writeObjects(request: TextRequest, plain: PlainFile): Promise<PlainRows> {
  const keys = openJsonKeys();
  let read = await readObjects(request, plain, keys);
  // The rows before a key appeared have no cell for it.
  if (keys.hasGrown()) {
    plain.restart();
    read = await readObjects(request, plain, keys);
  }
  return {
    found: foundInObjects(request.path, keys, read.rowCount),
    sha256: read.sha256,
    newline: 'LF',
    encodings: request.sources.files.map(() => 'utf-8'),
    skipped: [],
  };
}

async function readObjects(
  { sources, sniffed: { options }, signal }: TextRequest,
  plain: PlainFile,
  keys: JsonKeys,
): Promise<{ readonly rowCount: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let rowCount = 0;
  for (const source of sources.files) {
    const text = await textFile(source, 'utf-8', options, true);
    for await (const batch of jsonLines(text, (bytes) => void hash.update(bytes), signal)) {
      for (const { object, text: line } of batch) plain.add(keys.cellsOf(object), line);
      rowCount += batch.length;
      await plain.flush();
    }
  }
  return { rowCount, sha256: hash.digest('hex') };
}
