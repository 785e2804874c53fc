import { predict } from '../../../learner/model.ts';
import type { LinearModel } from '../../../learner/model.ts';
import type { ChannelRows } from '../channelRows.ts';
import { asWritten } from '../heldOutRows.ts';

/** What a model predicts for some rows of its test channel, and what the channel has as their label; in the order of `positions`. */
export interface FoundPredictions {
  /** Of the whole channel. */
  readonly rowCount: number;
  readonly labels: Float32Array;
  /** `[row]`, or `[row][class]`. */
  readonly scores: Float32Array;
  /** Of classifiers: the predicted class. */
  readonly predicted: Uint32Array;
}

/** `positions` are distinct. */
export async function readPredictions(
  model: LinearModel,
  test: ChannelRows,
  positions: Int32Array,
): Promise<FoundPredictions> {
  const width = model.predictorType === 'multiclass_classifier' ? model.classCount : 1;
  const placeOf = placesOf(positions);
  const found = {
    // A position that the channel does not have keeps no label.
    labels: new Float32Array(positions.length).fill(Number.NaN),
    scores: new Float32Array(positions.length * width),
    predicted: new Uint32Array(positions.length),
  };
  let before = 0;
  for await (const { features, labels } of test()) {
    const answers = predict(model, features);
    for (let row = 0; row < labels.length; row += 1) {
      const place = placeOf[before + row] ?? -1;
      if (place < 0) continue;
      found.labels[place] = labels[row] ?? Number.NaN;
      found.scores.set(answers.scores.subarray(row * width, (row + 1) * width), place * width);
      if ('labels' in answers) found.predicted[place] = answers.labels[row] ?? 0;
    }
    before += labels.length;
  }
  return { rowCount: before, ...found };
}

/** Where each position is in the list of them; -1 for those in between. */
function placesOf(positions: Int32Array): Int32Array {
  let last = -1;
  for (const position of positions) last = Math.max(last, position);
  const places = new Int32Array(last + 1).fill(-1);
  for (const [place, position] of positions.entries()) places[position] = place;
  return places;
}

/** The first `width` features of some rows of a test channel, by position. */
export async function readFeatures(
  test: ChannelRows,
  positions: ReadonlySet<number>,
  width: number,
): Promise<ReadonlyMap<number, readonly number[]>> {
  const found = new Map<number, readonly number[]>();
  let before = 0;
  for await (const { features } of test()) {
    const { rowCount, columnCount, values } = features;
    for (let row = 0; row < rowCount; row += 1) {
      if (!positions.has(before + row)) continue;
      const start = row * columnCount;
      const own = values.subarray(start, start + Math.min(width, columnCount));
      found.set(before + row, Array.from(own, asWritten));
    }
    before += rowCount;
    if (found.size === positions.size) break;
  }
  return found;
}
