import { blockRows, panelModels, panelScoreBytes } from '../kernel/layout.ts';
import type { Validated } from '../trainer/criterion.ts';
import type { Workers } from './workers.ts';
import { openChunks } from './chunks.ts';
import type { Groups } from './lanes.ts';
import { readLabels } from './records.ts';
import type { Records } from './records.ts';
import type { Storage } from './storage.ts';
import type { Workspace } from './workspace.ts';

interface ValidationPass {
  readonly workers: Workers;
  readonly memory: WebAssembly.Memory;
  readonly workspace: Workspace;
  readonly validation: Records;
  readonly storage: Storage;
  readonly groups: Groups;
  readonly scoreCount: number;
}

/** Adds the losses of all rows to the validation losses; returns labels and scores of the first `scoreCount` rows. */
export async function openValidation(
  setup: ValidationPass,
): Promise<() => Promise<Omit<Validated, 'losses'>>> {
  const { workers, memory, workspace, validation, storage, groups, scoreCount } = setup;
  const pass = openChunks({
    workers,
    workspace,
    channel: 'validation',
    rowCount: validation.rowCount,
    batchesPerChunk: storage.batchesPerChunk,
    blocks: workspace.validationBlocks,
    isResident: storage.isValidationResident,
  });
  const labels = await readLabels(validation, scoreCount);
  const scores = Array.from({ length: groups.flat().length }, () => new Float32Array(scoreCount));
  return async () => {
    await pass(
      ({ blocks, rowCount, firstRow }) => {
        const validating = { kind: 'validate', blocks, rowCount } as const;
        return firstRow < scoreCount ? [validating, { kind: 'score', blocks, rowCount }] : [validating];
      },
      (chunk) => keepScores(memory, workspace, groups, chunk, scores),
    );
    return { labels, scores };
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
