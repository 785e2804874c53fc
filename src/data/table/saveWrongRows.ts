import { besideFile } from '../../files/besideFile.ts';
import { createFiles } from '../../files/writeFiles.ts';
import type { WriteOptions } from '../../files/writeFiles.ts';
import { withFile } from '../source/openFile.ts';
import { streamRows } from '../source/streamRows.ts';
import { startOfFooter } from '../source/textParts.ts';
import { linesLike } from './linesLike.ts';
import type { Table } from './table.ts';

/** Rows are set aside up to a share of the file: they fit into memory. */
async function wrongTexts({ path, reading: { options } }: Table, signal?: AbortSignal): Promise<string[]> {
  return withFile(path, async (file) => {
    const { encoding, skipFooter } = options;
    const end = await startOfFooter(file, encoding, skipFooter);
    let texts: string[] = [];
    const begin = () => {
      texts = [];
      return {
        onRow: () => undefined,
        onWrong: (text: string) => void texts.push(text),
        afterPart: async () => undefined,
      };
    };
    await streamRows({ path, file, encoding, isEncodingGiven: true, end }, options, begin, { signal });
    await file.requireUnchanged();
    return texts;
  });
}

/**
 * Writes the rows of a table that were set aside, byte for byte and under its header, to NAME.wrong.csv beside it, or NAME-2.wrong.csv
 * and so on.
 */
export async function saveWrongRows(
  table: Table,
  { signal, ...options }: WriteOptions & { readonly signal?: AbortSignal | undefined } = {},
): Promise<{ readonly path: string; readonly rowCount: number }> {
  const texts = await wrongTexts(table, signal);
  const data = linesLike(table, table.headerText, async function* () {
    yield texts;
  });
  const [path = ''] = await createFiles([{ pathOf: besideFile(table.path, '.wrong'), data }], options);
  return { path, rowCount: texts.length };
}
