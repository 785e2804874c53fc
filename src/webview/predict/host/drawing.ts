import type { Engine } from '../../../data/engine/calls.ts';
import type { FittedFeature } from '../../../data/shapes/encoders/fitted.ts';
import type { FittedNumber } from '../../../data/shapes/encoders/number.ts';
import { widthOf } from '../../../data/shapes/encoders/width.ts';
import type { Preparation } from '../../../data/shapes/preparation.ts';
import { untransformed } from '../../../learner/targetTransform.ts';
import type { Curve, PredictContract } from '../contract.ts';

/** What a regressor is drawn from. */
export interface Drawing {
  readonly preparation: Preparation;
  readonly coefficients: { readonly bias: number; readonly weights: readonly number[] };
  /** Training rows as the model sees them. */
  readonly rows: readonly { readonly features: readonly number[]; readonly actual: number }[];
}

type CurveRequest = PredictContract['requests']['curve']['request'];

/** The model along one column, in the units of the table. */
export async function curveOf(
  engine: Pick<Engine, 'encodeRows'>,
  drawing: Drawing,
  { column, numbers, row }: CurveRequest,
  signal: AbortSignal,
): Promise<Curve> {
  const { preparation, coefficients } = drawing;
  const rows = numbers.map((x) => ({ ...row, [column]: x }));
  const { csvLines } = await engine.encodeRows({ preparation, rows }, { signal });
  const line = csvLines.map((text, index) => ({
    x: numbers[index] ?? Number.NaN,
    y: untransformed(preparation.targetTransform, sumOf(coefficients, text.split(',').map(Number))),
  }));
  return { line, points: pointsAlong(drawing, column) };
}

const sumOf = ({ bias, weights }: Drawing['coefficients'], values: readonly number[]) =>
  values.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), bias);

/** The training rows by their number in a column, where the model sees that number or a function of it. */
function pointsAlong({ preparation, rows }: Drawing, column: string): Curve['points'] {
  const { features, targetTransform } = preparation;
  const index = features.findIndex((feature) => isNumberOf(feature, column));
  const feature = features[index];
  if (feature?.encode !== 'number') return [];
  const at = features.slice(0, index).reduce((sum, before) => sum + widthOf(before), 0);
  const valueOf = inverseOf(feature.fitted.transform);
  return rows.flatMap(({ features: values, actual }) => {
    const x = valueOf(values[at] ?? Number.NaN);
    return Number.isFinite(x) ? [{ x, y: untransformed(targetTransform, actual) }] : [];
  });
}

const isNumberOf = (feature: FittedFeature, column: string) =>
  feature.encode === 'number' && feature.planned.column === column;

/** From the number that the model sees back to that of the table. */
function inverseOf(transform: FittedNumber['transform']): (value: number) => number {
  switch (transform?.kind) {
    case undefined:
      return (value) => value;
    case 'log1p':
      return Math.expm1;
    case 'sqrt':
      return (value) => value ** 2;
    case 'power':
      return (value) => Math.sign(value) * Math.abs(value) ** (1 / transform.power);
    case 'standard':
    case 'since':
      return (value) => value * transform.unit + transform.from;
  }
}
