// Constants shared by the kernel, its twin and their callers. AssemblyScript compiles this file too: integers only.

/** The memory before this holds the kernel's constants. */
export const firstFree = 2048;
/** Rows per block. */
export const blockRows = 64;
/** Models per panel: the float32 of a SIMD vector. */
export const panelModels = 4;
/** Scores of a block by a panel: [64][4] float32. */
export const panelScoreBytes = 1024;
/** Sums of `regression`: five float64. */
export const regressionBytes = 40;
/** Panels scored at a time. */
export const panelsAtOnce = 8;
/** Scores are summed in runs of features, which limits float32 rounding errors. */
export const run = 128;

/** Losses; `absolute_loss` and `squared_loss` are eps_insensitive losses with ε = 0. */
export const epsInsensitiveSquared = 0;
export const epsInsensitiveAbsolute = 1;
export const quantile = 2;
export const huber = 3;
export const hinge = 4;
export const logistic = 5;
export const softmax = 6;

/** Optimizers. */
export const adam = 0;
export const sgd = 1;
export const rmsprop = 2;
/** Bytes of the settings of a step. */
export const stepBytes = 160;
