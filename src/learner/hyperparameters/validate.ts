import { hyperparameterMissing, hyperparameterRange, hyperparameterUnknown } from './errors.ts';
import { describeRange, lossesOf, valuePatterns, predictorTypes } from './spec.ts';
import type { HyperparameterSpec, PredictorType } from './spec.ts';
import { hyperparameterByName, hyperparameterTable } from './table.ts';

/**
 * Validates a training job's hyperparameters, one by one and together, and returns the predictor type. Hyperparameters of other
 * predictor types are ignored, even if invalid. Throws HyperparameterFailure for the first problem.
 */
export function validateHyperparameters(given: Readonly<Record<string, string>>): PredictorType {
  const predictorType = predictorTypeOf(given['predictor_type']);
  for (const [name, value] of Object.entries(given))
    if (hyperparameterByName.get(name)?.appliesTo.includes(predictorType) !== false)
      validateHyperparameter(name, value);
  const { loss = 'auto' } = given;
  const allowed: readonly string[] = ['auto', ...lossesOf[predictorType]];
  if (!allowed.includes(loss))
    throw hyperparameterRange('loss', loss, `one of ${allowed.join(', ')} for ${predictorType}`);
  if (predictorType === 'multiclass_classifier' && given['num_classes'] === undefined)
    throw hyperparameterMissing('num_classes');
  return predictorType;
}

function predictorTypeOf(value: string | undefined): PredictorType {
  if (value === undefined) throw hyperparameterMissing('predictor_type');
  const found = predictorTypes.find((type) => type === value);
  if (found !== undefined) return found;
  throw hyperparameterRange('predictor_type', value, `one of ${predictorTypes.join(', ')}`);
}

/** Validates one value, a string as in SageMaker's API. Throws HyperparameterFailure. */
export function validateHyperparameter(name: string, value: string): void {
  const entry = hyperparameterByName.get(name);
  if (entry === undefined) throw hyperparameterUnknown(name, nearestName(name));
  if (!accepts(entry, value)) throw hyperparameterRange(name, value, describeRange(entry));
}

function accepts(entry: HyperparameterSpec, value: string): boolean {
  if (entry.allowsAuto && value === 'auto') return true;
  if (entry.kind === 'text') return true;
  if (entry.choices?.includes(value)) return true;
  if (entry.kind === 'choice' || !new RegExp(valuePatterns[entry.kind]).test(value)) return false;
  if (entry.kind === 'boolean') return true;
  const number = Number(value);
  return (
    Number.isFinite(number) &&
    (entry.kind !== 'integer' || Number.isSafeInteger(number)) &&
    number >= (entry.minimum ?? -Infinity) &&
    number <= (entry.maximum ?? Infinity) &&
    number > (entry.exclusiveMinimum ?? -Infinity) &&
    number < (entry.exclusiveMaximum ?? Infinity)
  );
}

function nearestName(name: string): string | undefined {
  return nearest(
    name,
    hyperparameterTable.map((entry) => entry.name),
  );
}

/** The closest candidate within a third of the word's length in edits; the first of equally close ones. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const mostEdits = Math.max(1, Math.ceil(word.length / 3));
  const scored = candidates
    .filter(({ length }) => Math.abs(length - word.length) <= mostEdits)
    .map((candidate) => ({ candidate, edits: editDistance(word, candidate) }));
  const best = scored.reduce((a, b) => (b.edits < a.edits ? b : a), { candidate: '', edits: Infinity });
  return best.edits <= mostEdits ? best.candidate : undefined;
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitute = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitute, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
