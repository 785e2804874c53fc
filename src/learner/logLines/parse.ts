import { pythonFloat } from '../pythonRepr.ts';

/** What a line of Linear Learner's log tells; epochs and models count from 0, as the log does. */
export type TrainingLogEvent =
  | {
      readonly kind: 'model-loss';
      readonly split: 'train' | 'validation';
      readonly epoch: number;
      readonly model: number;
      readonly loss: number;
    }
  | { readonly kind: 'criterion'; readonly epoch: number; readonly name: string; readonly value: number }
  | { readonly kind: 'improved'; readonly epoch: number }
  | { readonly kind: 'no-gain'; readonly epoch: number; readonly epochsWithoutGain: number }
  | { readonly kind: 'early-stop' }
  | { readonly kind: 'progress'; readonly percent: number }
  | { readonly kind: 'score'; readonly split: string; readonly name: string; readonly value: number }
  | { readonly kind: 'best'; readonly hyperparameters: Readonly<Record<string, string | number>> };

const metrics =
  /^#metrics .*"epoch": (\d+), "model": (\d+).*"(train|validation)_\w+_objective": \{"sum": ([^,]+),/;
const metricsFirst =
  /^#metrics .*"(train|validation)_\w+_objective": \{[^}]*"sum": ([^,}]+).*"epoch": (\d+).*"model": (\d+)/;
const criterion = /#early_stopping_criteria_metric: .*epoch=(\d+), criteria=(\w+), value=(\S+)/;
const improved = /Epoch (\d+): Loss improved\. Updating best model/;
const noGain = /Epoch (\d+): Loss has not improved for (\d+) epochs\./;
const earlyStop = /Early stop condition met\. Stopping training\./;
const progress = /#progress_metric: .*completed (\S+) %/;
const score = /#(train|validation|test)_score \(algo-1\) : \('([^']+)', ([^)]+)\)/;
const best = /Best model found for hyperparameters: (\{.*\})/;

/** No line of these is nearly as long; the time that several `.*` take grows faster than the length. */
const longestLine = 8192;

/** Parses one line; undefined for the many that tell nothing of these. Both orders of `#metrics` fields are known. */
export function parseLogLine(line: string): TrainingLogEvent | undefined {
  if (line.length > longestLine) return undefined;
  let found = metrics.exec(line);
  if (found) return modelLoss(found[3], found[1], found[2], found[4]);
  found = metricsFirst.exec(line);
  if (found) return modelLoss(found[1], found[3], found[4], found[2]);
  found = criterion.exec(line);
  if (found)
    return {
      kind: 'criterion',
      epoch: Number(found[1]),
      name: found[2] ?? '',
      value: pythonFloat(found[3] ?? ''),
    };
  found = improved.exec(line);
  if (found) return { kind: 'improved', epoch: Number(found[1]) };
  found = noGain.exec(line);
  if (found) return { kind: 'no-gain', epoch: Number(found[1]), epochsWithoutGain: Number(found[2]) };
  if (earlyStop.test(line)) return { kind: 'early-stop' };
  found = progress.exec(line);
  if (found) return { kind: 'progress', percent: Number(found[1]) };
  found = score.exec(line);
  if (found)
    return { kind: 'score', split: found[1] ?? '', name: found[2] ?? '', value: pythonFloat(found[3] ?? '') };
  found = best.exec(line);
  return found ? bestEvent(found[1] ?? '') : undefined;
}

function modelLoss(
  split: string | undefined,
  epoch: string | undefined,
  model: string | undefined,
  loss: string | undefined,
): TrainingLogEvent {
  return {
    kind: 'model-loss',
    split: split === 'validation' ? 'validation' : 'train',
    epoch: Number(epoch),
    model: Number(model),
    loss: pythonFloat(loss ?? ''),
  };
}

function bestEvent(json: string): TrainingLogEvent | undefined {
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    const entries = Object.entries(parsed).filter((entry): entry is [string, string | number] =>
      ['string', 'number'].includes(typeof entry[1]),
    );
    return { kind: 'best', hyperparameters: Object.fromEntries(entries) };
  } catch {
    return undefined;
  }
}
