import type { ChannelRows } from './channelRows.ts';
import type { FitReference } from './reference/fitReference.ts';

/** What a model is evaluated on. */
export interface EvaluatedChannels {
  readonly train: ChannelRows;
  readonly test: ChannelRows;
  /** As in learner/hyperparameters: whether the model minimizes what its reference does. */
  readonly hasPlainLoss: boolean;
  /** Fits the reference; absent: anew. */
  readonly fit?: FitReference | undefined;
  readonly signal?: AbortSignal | undefined;
}
