import { stat } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import type { Table } from '../table/table.ts';
import type { TableFigures } from './tableFigures.ts';

/** Figures of more columns than this are made again sooner than read. */
const mostBytes = 32 * 2 ** 20;

/** The figures that an earlier process of this build worked out of the same table, where they are kept. */
export async function keptFigures({ notes }: Pick<Table, 'notes'>): Promise<TableFigures | undefined> {
  try {
    const bytes = await notes?.read();
    if (bytes === undefined) return undefined;
    // SAFETY: it is checked that this build has written it.
    const kept = deserialize(bytes) as { readonly build: string; readonly figures: TableFigures };
    return kept.build === (await buildId()) ? kept.figures : undefined;
  } catch {
    return undefined; // Cut off, or of another Node.
  }
}

/** A full disk or a folder that was deleted only means that they are worked out again. */
export async function keepFigures({ notes }: Pick<Table, 'notes'>, figures: TableFigures): Promise<void> {
  if (notes === undefined) return;
  const bytes = serialize({ build: await buildId(), figures });
  if (bytes.length <= mostBytes) await notes.write(bytes).catch(() => undefined);
}

/** Another one with each release, whose figures may differ. */
async function buildId(): Promise<string> {
  const { size, mtimeMs } = await stat(process.argv[1] ?? process.execPath);
  return `${size}-${mtimeMs}`;
}
