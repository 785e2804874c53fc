import type { Workers } from './workers.ts';
import type { Command } from './worker.ts';
import type { Workspace } from './workspace.ts';

/** Packed rows: complete batches, except for the last one of a channel. */
export interface Chunk {
  readonly blocks: number;
  readonly firstRow: number;
  readonly rowCount: number;
}

interface ChunkPlan {
  readonly workers: Workers;
  readonly workspace: Workspace;
  readonly channel: 'train' | 'validation';
  readonly rowCount: number;
  readonly batchesPerChunk: number;
  /** Memory for all rows if they stay in memory, otherwise for two chunks. */
  readonly blocks: number;
  readonly isResident: boolean;
}

/**
 * Passes over a channel: `commandsOf` returns the commands for a chunk, `done` is called after them. Rows that do not stay in
 * memory are packed again in each pass: a thread that has finished a chunk reads and packs the next one while others still work.
 */
export function openChunks(plan: ChunkPlan) {
  const { workers, workspace, channel, rowCount, blocks, isResident } = plan;
  const { batchRows, batchBytes } = workspace;
  const chunkRows = plan.batchesPerChunk * batchRows;
  const placeOf = (firstRow: number) =>
    blocks + ((isResident ? firstRow : firstRow % (2 * chunkRows)) / batchRows) * batchBytes;
  const packing = (firstRow: number, rows: number): Command => ({
    kind: 'pack',
    channel,
    firstRow,
    rowCount: Math.min(rows, rowCount - firstRow),
    blocks: placeOf(firstRow),
  });
  let isPacked = false;
  return async (
    commandsOf: (chunk: Chunk) => readonly Command[],
    done?: (chunk: Chunk) => void,
  ): Promise<void> => {
    if (!isPacked) await workers.run(packing(0, isResident ? rowCount : chunkRows));
    isPacked = isResident;
    for (let firstRow = 0; firstRow < rowCount; firstRow += chunkRows) {
      const chunk = {
        blocks: placeOf(firstRow),
        firstRow,
        rowCount: Math.min(chunkRows, rowCount - firstRow),
      };
      const next = firstRow + chunkRows;
      const isMore = !isResident && next < rowCount;
      await workers.run(...commandsOf(chunk), ...(isMore ? [packing(next, chunkRows)] : []));
      done?.(chunk);
    }
  };
}
