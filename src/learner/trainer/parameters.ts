/**
 * The parameters of all models, side by side in lanes: lane = model where a model has one score a row, model × classCount + class
 * where it has one a class. The weight of feature f in lane l is `weights[f * laneCount + l]`.
 */
export interface Parameters {
  readonly featureCount: number;
  readonly laneCount: number;
  readonly weights: Float64Array;
  readonly biases: Float64Array;
}

export const copyParameters = ({ weights, biases, ...rest }: Parameters): Parameters => ({
  ...rest,
  weights: weights.slice(),
  biases: biases.slice(),
});
