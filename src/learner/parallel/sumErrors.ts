import { regressionBytes } from '../kernel/layout.ts';
import type { RegressorModel } from '../model.ts';
import { combinedSums } from '../trainer/finalScores.ts';
import type { ErrorSums } from '../trainer/finalScores.ts';
import type { WorkerSetup } from './worker.ts';
import type { Workers } from './workers.ts';
import type { Workspace } from './workspace.ts';

export type SumErrors = (
  model: RegressorModel,
  channel: keyof WorkerSetup['channels'],
  rowCount: number,
) => Promise<ErrorSums>;

/** Sums the errors of a finished regressor over the rows of a channel, on all threads; the same for any number of them. */
export function openSumErrors(
  workers: Workers,
  { buffer }: WebAssembly.Memory,
  { modelWeights, errorSums, pieceRows }: Workspace,
  parameter: number,
): SumErrors {
  return async (model, channel, rowCount) => {
    new Float32Array(buffer, modelWeights).set(model.weights);
    await workers.run({ kind: 'regression', channel, rowCount, bias: model.bias, parameter });
    const pieces = Array.from({ length: Math.ceil(rowCount / pieceRows) }, (_, piece): ErrorSums => {
      const sums = new Float64Array(buffer, errorSums + piece * regressionBytes, regressionBytes / 8);
      const [losses = 0, squares = 0, absolutes = 0, labelMean = 0, labelVariation = 0] = sums;
      return {
        rowCount: Math.min(pieceRows, rowCount - piece * pieceRows),
        losses,
        squares,
        absolutes,
        labelMean,
        labelVariation,
      };
    });
    return combinedSums(pieces);
  };
}
