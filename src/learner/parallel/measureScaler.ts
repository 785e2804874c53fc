import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import { sampleRowCount, scalerMeans, scalerOf } from '../trainer/scaler.ts';
import type { Scaler } from '../trainer/scaler.ts';
import type { Workers } from './workers.ts';
import { labelMoment, momentBytes, momentSlots } from './workspace.ts';
import type { Workspace } from './workspace.ts';

interface Measured {
  readonly workers: Workers;
  readonly memory: WebAssembly.Memory;
  readonly workspace: Workspace;
  readonly settings: LinearLearnerSettings;
  /** Rows of the training channel. */
  readonly rowCount: number;
}

/** `computeScaler` on all threads, equal up to rounding: each sums its batches in slots, which are then added in order. */
export async function measureScaler({
  workers,
  memory,
  workspace,
  settings,
  ...channel
}: Measured): Promise<Scaler> {
  const { featureCount, moments, momentMeans } = workspace;
  const label = labelMoment(featureCount);
  const rowCount = sampleRowCount(channel.rowCount, settings);
  const slotLength = momentBytes(featureCount) / 8;
  const slots = new Float64Array(memory.buffer, moments, momentSlots * slotLength);
  const sums = async (isSquared: boolean): Promise<Float64Array> => {
    slots.fill(0);
    await workers.run({ kind: 'moments', rowCount, isSquared });
    const places = Array.from({ length: featureCount + 1 }, (_, column) =>
      column < featureCount ? column : label,
    );
    return Float64Array.from(places, (place) => {
      let sum = 0;
      for (let slot = 0; slot < momentSlots; slot += 1) sum += slots[slot * slotLength + place] ?? 0;
      return sum;
    });
  };
  const means = scalerMeans(await sums(false), rowCount, settings);
  const centre = new Float64Array(memory.buffer, momentMeans, slotLength);
  centre.set(means.subarray(0, featureCount));
  centre.set(means.subarray(featureCount), label);
  return scalerOf(means, await sums(true), rowCount, settings);
}
