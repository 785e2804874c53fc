import type { ComparedClassifiers, HeldOutSide } from '../../shapes/heldOutComparison.ts';
import type { ChannelRows } from '../channelRows.ts';
import type { FoundPredictions } from './readPredictions.ts';

/** One of the two runs, with what its model predicts for the common rows. */
export interface Side extends Pick<HeldOutSide, 'preparation' | 'hyperparameters'> {
  readonly test: ChannelRows;
  /** Of the common rows in its test channel. */
  readonly positions: Int32Array;
  /** As in `CommonRows`. */
  readonly rowNumbers?: Uint32Array | undefined;
  readonly found: FoundPredictions;
}

/** Two runs whose models are of the same kind. */
export interface Pair {
  readonly facts: Pick<ComparedClassifiers, 'target' | 'rowCounts' | 'alignedBy' | 'featureNames'>;
  readonly first: Side;
  readonly second: Side;
  readonly signal?: AbortSignal | undefined;
}
