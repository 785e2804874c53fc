import { pythonFloat } from '../pythonRepr.ts';

/** What a line of Linear Learner's log says; epochs and models count from 0, as the log does. */
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

const metricsPrefix = '#metrics ';
const epochField = /"epoch": (\d+)/;
const modelField = /"model": (\d+)/;
const objective = /"(train|validation)_\w+_objective": \{([^}]*)/;
const sumField = /"sum": ([^,]+)/;
const criterionPrefix = '#early_stopping_criteria_metric: ';
const criterion = /epoch=(\d+), criteria=(\w+), value=(\S+)/;
const improved = /Epoch (\d+): Loss improved\. Updating best model/;
const noGain = /Epoch (\d+): Loss has not improved for (\d+) epochs\./;
const earlyStop = 'Early stop condition met. Stopping training.';
const progressPrefix = '#progress_metric: ';
const progress = /completed (\S+) %/;
const score = /#(train|validation|test)_score \(algo-1\) : \('([^']+)', ([^)]+)\)/;
const bestPrefix = 'Best model found for hyperparameters: ';

/**
 * Parses one line; undefined for lines without training progress. Fields of `#metrics` may come in any order. Lines may come from
 * any container, so no expression has two parts that can match the same characters: each takes linear time.
 */
export function parseLogLine(line: string): TrainingLogEvent | undefined {
  if (line.startsWith(metricsPrefix)) return modelLoss(line);
  const criterionText = after(criterionPrefix, line);
  let found = criterionText === undefined ? null : criterion.exec(criterionText);
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
  if (line.includes(earlyStop)) return { kind: 'early-stop' };
  const progressText = after(progressPrefix, line);
  found = progressText === undefined ? null : progress.exec(progressText);
  if (found) return { kind: 'progress', percent: Number(found[1]) };
  found = score.exec(line);
  if (found)
    return { kind: 'score', split: found[1] ?? '', name: found[2] ?? '', value: pythonFloat(found[3] ?? '') };
  const best = after(bestPrefix, line);
  return best === undefined ? undefined : bestEvent(best.slice(0, best.lastIndexOf('}') + 1));
}

/** The text after the first `prefix`. */
function after(prefix: string, line: string): string | undefined {
  const at = line.indexOf(prefix);
  return at === -1 ? undefined : line.slice(at + prefix.length);
}

function modelLoss(line: string): TrainingLogEvent | undefined {
  const [, split, summary = ''] = objective.exec(line) ?? [];
  const epoch = epochField.exec(line)?.[1];
  const model = modelField.exec(line)?.[1];
  const loss = sumField.exec(summary)?.[1];
  if (split === undefined || epoch === undefined || model === undefined || loss === undefined)
    return undefined;
  return {
    kind: 'model-loss',
    split: split === 'validation' ? 'validation' : 'train',
    epoch: Number(epoch),
    model: Number(model),
    loss: pythonFloat(loss),
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
