import { blockRows, panelModels, panelScoreBytes } from '../kernel/layout.ts';
import type { Validated } from '../trainer/judge.ts';
import { forEachChunk } from './chunks.ts';
import type { Crew } from './crew.ts';
import type { Groups } from './lanes.ts';
import { readBlock } from './records.ts';
import type { Records } from './records.ts';
import type { Storage } from './storage.ts';
import type { Workspace } from './workspace.ts';

interface Judged {
  readonly crew: Crew;
  readonly memory: WebAssembly.Memory;
  readonly workspace: Workspace;
  readonly validation: Records;
  readonly storage: Storage;
  readonly groups: Groups;
  readonly scoreCount: number;
}

/** Adds the losses of all rows to those of validation; returns labels and scores of the first rows. */
export function judgeOf(judged: Judged): () => Promise<Omit<Validated, 'losses'>> {
  const { crew, memory, workspace, validation, storage, groups, scoreCount } = judged;
  const { validationBlocks, scores, batchRows } = workspace;
  const { layout } = validation;
  const { batchesPerChunk, batchBytes, isValidationResident } = storage;
  const labels = new Float32Array(scoreCount);
  const kept = Array.from({ length: groups.flat().length }, () => new Float32Array(scoreCount));
  let isResident = false;
  const judge = async (blocks: number, rowCount: number, firstRow: number) => {
    await crew.run({ kind: 'judge', blocks, rowCount });
    if (firstRow >= scoreCount) return;
    await crew.run({ kind: 'score', blocks, rowCount, scores });
    keepScores(memory, workspace, groups, { firstRow, rowCount }, kept);
  };
  return async () => {
    if (isResident) {
      const chunkRows = batchesPerChunk * batchRows;
      for (let row = 0; row < validation.rowCount; row += chunkRows) {
        const blocks = validationBlocks + (row / batchRows) * batchBytes;
        await judge(blocks, Math.min(chunkRows, validation.rowCount - row), row);
      }
      return { labels, scores: kept };
    }
    await forEachChunk(memory, workspace, validation, validation.rowCount, batchesPerChunk, async (chunk) => {
      const { records, rowCount, firstBatch } = chunk;
      const firstRow = firstBatch * batchRows;
      const blocks = validationBlocks + (isValidationResident ? firstBatch * batchBytes : 0);
      if (firstRow < scoreCount) {
        const bytes = new Uint8Array(memory.buffer, records, rowCount * layout.recordBytes);
        const block = readBlock(validation, bytes);
        labels.set(block.labels.subarray(0, scoreCount - firstRow), firstRow);
      }
      await crew.run({ kind: 'pack', records, rowCount, layout, blocks });
      await judge(blocks, rowCount, firstRow);
    });
    isResident = isValidationResident;
    return { labels, scores: kept };
  };
}

function keepScores(
  { buffer }: WebAssembly.Memory,
  { scores, groupCount, batchRows }: Workspace,
  groups: Groups,
  { firstRow, rowCount }: { readonly firstRow: number; readonly rowCount: number },
  kept: readonly Float32Array[],
): void {
  const all = new Float32Array(buffer, scores);
  const blocksPerBatch = Math.ceil(batchRows / blockRows);
  for (const [group, models] of groups.entries())
    for (const [lane, model] of models.entries()) {
      const own = kept[model];
      if (own === undefined) continue;
      for (let row = 0; row < Math.min(rowCount, own.length - firstRow); row += 1) {
        const inBatch = row % batchRows;
        const block = Math.floor(row / batchRows) * blocksPerBatch + Math.floor(inBatch / blockRows);
        const panel = (block * groupCount + group) * (panelScoreBytes / 4);
        own[firstRow + row] = all[panel + (inBatch % blockRows) * panelModels + lane] ?? 0;
      }
    }
}
