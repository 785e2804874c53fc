import { biasesOf } from '../model.ts';
import type { LinearModel } from '../model.ts';
import type { WorkerSetup } from './worker.ts';
import type { Workers } from './workers.ts';
import type { Workspace } from './workspace.ts';

/** Labels of consecutive rows and their linear sums, as `linearScores` returns them; both may be kept. */
type ScoredVisit = (labels: Float32Array, linear: Float32Array, firstRow: number) => void;

export type ScoreRecords = (
  model: LinearModel,
  channel: keyof WorkerSetup['channels'],
  rowCount: number,
  visit: ScoredVisit,
) => Promise<void>;

/** Scores the first rows of a channel with a finished model, on all threads: while one chunk is visited, they score the next. */
export function openScoreRecords(
  workers: Workers,
  { buffer }: WebAssembly.Memory,
  { scoredRows, scored, modelWeights }: Workspace,
): ScoreRecords {
  return async (model, channel, rowCount, visit) => {
    new Float32Array(buffer, modelWeights).set(model.weights);
    const biases = biasesOf(model);
    const chunk = (index: number) => {
      const firstRow = index * scoredRows;
      return {
        firstRow,
        rowCount: Math.min(scoredRows, rowCount - firstRow),
        into: scored[index % 2 === 0 ? 0 : 1],
      };
    };
    const start = (index: number) =>
      index * scoredRows < rowCount
        ? workers.run({ kind: 'linear', channel, biases, ...chunk(index) })
        : undefined;
    let running = start(0);
    for (let index = 0; running !== undefined; index += 1) {
      await running;
      running = start(index + 1);
      try {
        const { firstRow, rowCount: rows, into } = chunk(index);
        visit(
          new Float32Array(buffer, into.labels, rows).slice(),
          new Float32Array(buffer, into.scores, rows * biases.length).slice(),
          firstRow,
        );
      } catch (error) {
        // The threads are done before the memory is used for something else.
        await running;
        throw error;
      }
    }
  };
}
