import { stat } from 'node:fs/promises';
import * as z from 'zod/mini';

/** What a table's file was like when it was trained on: as long as that is the same, its content need not be read. */
export const datasetFileSchema = z.object({
  bytes: z.number(),
  /** milliseconds since 1970 */
  modifiedAt: z.number(),
});
export type DatasetFile = z.infer<typeof datasetFileSchema>;

/** Undefined for a folder, of which this would say nothing, and for a file that cannot be looked at. */
export async function datasetFile(path: string): Promise<DatasetFile | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? { bytes: found.size, modifiedAt: found.mtimeMs } : undefined;
  } catch {
    return undefined;
  }
}
