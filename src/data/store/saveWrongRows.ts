import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { besideFile } from '../../files/besideFile.ts';
import { createFiles } from '../../files/writeFiles.ts';
import type { WriteOptions } from '../../files/writeFiles.ts';
import { writtenEnding } from '../shapes/tableFiles.ts';
import { streamRows } from '../source/streamRows.ts';
import { linesLike } from '../table/linesLike.ts';
import type { Table } from '../table/table.ts';
import { textFile } from './sourceRows.ts';
import { openSources } from './sources.ts';

/** Rows are set aside up to a share of the files: they fit into memory. */
async function wrongTexts({ path, reading: { options } }: Table, signal?: AbortSignal): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'linear-learner-'));
  const found: string[] = [];
  try {
    const { files, close } = await openSources(path, { folder, limitBytes: Infinity }, signal);
    try {
      for (const source of files) {
        let texts: string[] = [];
        const begin = () => {
          texts = [];
          return {
            onRow: () => undefined,
            onWrong: (text: string) => void texts.push(text),
            afterPart: async () => undefined,
          };
        };
        await streamRows(await textFile(source, options.encoding, options, true), options, begin, { signal });
        await source.file.requireUnchanged();
        for (const text of texts) found.push(text);
      }
      return found;
    } finally {
      await close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Writes the rows of a table that were set aside, byte for byte and under its header, to NAME.wrong.csv beside it or in `folder`, or
 * NAME-2.wrong.csv and so on.
 */
export async function saveWrongRows(
  table: Table,
  folder = dirname(table.path),
  { signal, ...options }: WriteOptions & { readonly signal?: AbortSignal | undefined } = {},
): Promise<{ readonly path: string; readonly rowCount: number }> {
  const texts = await wrongTexts(table, signal);
  const data = linesLike(table, table.headerText, async function* () {
    yield texts;
  });
  const pathOf = besideFile(join(folder, basename(table.path)), '.wrong', writtenEnding(table.path));
  const [path = ''] = await createFiles([{ pathOf, data }], options);
  return { path, rowCount: texts.length };
}
