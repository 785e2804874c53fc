export type OptimizerSettings =
  | { readonly name: 'adam'; readonly beta1: number; readonly beta2: number }
  | { readonly name: 'sgd'; readonly momentum: number }
  | { readonly name: 'rmsprop' };

/** The settings that vary between the parallel models. */
export interface ModelSettings {
  readonly optimizer: OptimizerSettings;
  readonly learningRate: number;
  readonly l1: number;
  readonly wd: number;
  readonly lrSchedulerStep: number;
  readonly lrSchedulerFactor: number;
  readonly lrSchedulerMinimumLr: number;
  /** Factor of the learning rate for the bias. */
  readonly biasLrMult: number;
}

/** What the parallel models of a regressor or binary classifier try, in every combination. */
export const triedValues = {
  lrSchedulerStep: [10, 100],
  lrSchedulerMinimumLr: [1e-5, 1e-4],
  learningRate: [0.005, 0.1],
  wd: [1e-4, 0.01, 1, 100],
} as const;
