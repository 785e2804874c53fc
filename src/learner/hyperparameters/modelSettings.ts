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
