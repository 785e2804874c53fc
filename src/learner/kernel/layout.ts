// What the kernel, its twin and their callers agree on. AssemblyScript reads this file too: whole numbers only.

/** What lies before are the kernel's own constants. */
export const firstFree = 2048;
/** Rows of a block. */
export const blockRows = 64;
/** Models of a panel: the float32 of a SIMD vector. */
export const panelModels = 4;
/** Scores of a block by a panel: [64][4] float32. */
export const panelScoreBytes = 1024;
/** Panels that are scored at a time. */
export const panelsAtOnce = 8;
/** Scores are summed in runs of features, so that float32 rounding stays short. */
export const run = 128;

/** Losses; `absolute_loss` and `squared_loss` are the insensitive ones with a width of 0. */
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
/** What the settings of a step take. */
export const stepBytes = 160;
