import { wordsOf } from '../../shapes/cells.ts';
import type { Feature } from '../../shapes/encoders/feature.ts';
import type { Cell, CellProblem, TrainingColumn, TrainingTarget } from './encoder.ts';
import { crossFitFeature, fitFeature, openFeature } from './registry.ts';

export type TestCell = string | number | null;

/** A column as a table has it; null is missing. */
export function columnOf(cells: readonly TestCell[], dateFormat?: string): TrainingColumn {
  const isNumber = cells.some((cell) => typeof cell === 'number');
  return {
    cells: isNumber
      ? {
          kind: 'numbers',
          values: Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell))),
        }
      : wordsOf(cells.map((cell) => String(cell ?? ''))),
    isNumber,
    ...(dateFormat === undefined ? {} : { dateFormat }),
  };
}

export const noTarget: TrainingTarget = { labels: new Float64Array(), seed: 0 };

/** Fits a feature on cells and encodes others. */
export function encodeColumn(
  feature: Feature,
  training: readonly TestCell[],
  asked: readonly TestCell[],
  { dateFormat, target = noTarget }: { readonly dateFormat?: string; readonly target?: TrainingTarget } = {},
): { readonly names: readonly string[]; readonly rows: readonly (readonly number[] | CellProblem)[] } {
  const fitted = fitFeature(feature, { columns: [columnOf(training, dateFormat)], target });
  const { names } = openFeature(fitted);
  return { names, rows: asked.map((cell) => encodedRow(openFeature(fitted), cell ?? undefined)) };
}

/** The training rows as they are encoded themselves. */
export function encodeTrainingRows(
  feature: Feature,
  training: readonly TestCell[],
  target: TrainingTarget,
): readonly (readonly number[] | CellProblem)[] {
  const learned = { columns: [columnOf(training)], target };
  const encoders = crossFitFeature(feature, learned);
  const full = openFeature(fitFeature(feature, learned));
  return training.map((cell, row) => {
    const fitted = encoders?.fitted[encoders.foldOf[row] ?? -1];
    return encodedRow(fitted === undefined ? full : openFeature(fitted), cell ?? undefined);
  });
}

function encodedRow(
  { names, write }: ReturnType<typeof openFeature>,
  cell: Cell,
): readonly number[] | CellProblem {
  const into = new Float64Array(names.length);
  return write(cell, into, 0) ?? [...into];
}
