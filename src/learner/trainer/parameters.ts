/**
 * The parameters of all models, in lanes: lane = model if a model has one score per row, model × classCount + class if it has one
 * per class. The weight of feature f in lane l is `weights[f * laneCount + l]`.
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
