import { wordsOf } from '../../shapes/cells.ts';
import type { Feature } from '../../shapes/encoders/feature.ts';
import type { CellProblem } from './encoder.ts';
import { fitFeature, openFeature } from './registry.ts';

type TestCell = string | number | null;

/** Fits a feature on cells and encodes others; null is missing. */
export function encodeColumn(
  feature: Feature,
  training: readonly TestCell[],
  asked: readonly TestCell[],
): { readonly names: readonly string[]; readonly rows: readonly (readonly number[] | CellProblem)[] } {
  const isNumber = training.some((cell) => typeof cell === 'number');
  const cells = isNumber
    ? ({
        kind: 'numbers',
        values: Float64Array.from(training, (cell) => Number(cell ?? Number.NaN)),
      } as const)
    : wordsOf(training.map((cell) => String(cell ?? '')));
  const fitted = fitFeature(feature, { cells, isNumber });
  const { names, write } = openFeature(fitted);
  const rows = asked.map((cell) => {
    const into = new Float64Array(names.length);
    return write(cell ?? '', into, 0) ?? [...into];
  });
  return { names, rows };
}
