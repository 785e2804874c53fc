import { namedClasses } from '../../../learner/classNames.ts';
import { numericHyperparameter } from '../../../learner/hyperparameters/parse.ts';
import { pairedDifferences } from '../../../learner/metrics/bootstrap.ts';
import { multiclassRows } from '../../../learner/metrics/multiclass.ts';
import { resampledBinary, resampledMulticlass } from '../../../learner/metrics/resampledClasses.ts';
import type { Resampled } from '../../../learner/metrics/resampling.ts';
import type { BinaryModel, MulticlassModel } from '../../../learner/model.ts';
import type { ComparedClassifiers } from '../../shapes/heldOutComparison.ts';
import { openPace } from '../../shapes/work.ts';
import { largestFirst, openListed } from './listedRows.ts';
import type { Pair, Side } from './side.ts';

/** One model's answers to all common rows, with the classes of both. */
interface Answers {
  /** `[row]`; NaN where the row is not in the channel. */
  readonly actual: Float32Array;
  readonly predicted: Uint32Array;
  /** As in `ComparedClasses`. */
  readonly scoreOf: (place: number) => number;
  /** How sure the model is of what it predicts; comparable among its own answers. */
  readonly sureness: (place: number) => number;
  readonly resampled: (places: readonly number[], actual: Float32Array) => Resampled;
}

/** About the positive class of run a. Undefined where the classes differ. */
export async function compareBinary(
  pair: Pair,
  model: BinaryModel,
  otherModel: BinaryModel,
): Promise<ComparedClassifiers | undefined> {
  const [names, otherNames] = [classesOf(pair.first, 2), classesOf(pair.second, 2)];
  const isSame = names.every((name, index) => name === otherNames[index]);
  const isTurned = names.every((name, index) => name === otherNames[1 - index]);
  if (!isSame && !isTurned) return undefined;
  const answers = [binaryAnswers(pair.first, model, false), binaryAnswers(pair.second, otherModel, isTurned)];
  return compareAnswers(pair, 'binary_classifier', names, answers);
}

/** `isTurned`: its class 1 is class 0 here. */
function binaryAnswers({ found }: Side, { scoreKind, threshold }: BinaryModel, isTurned: boolean): Answers {
  const turn = (label: number) => (isTurned ? 1 - label : label);
  const isProbability = scoreKind === 'probability';
  const own = (place: number) => found.scores[place] ?? Number.NaN;
  const scoreOf = (place: number) => {
    if (!isTurned) return own(place);
    return isProbability ? 1 - own(place) : -own(place);
  };
  const predicted = found.predicted.map(turn);
  return {
    actual: found.labels.map(turn),
    predicted,
    scoreOf,
    sureness: (place) => Math.abs(own(place) - threshold),
    resampled: (places, actual) =>
      resampledBinary({
        actual,
        predicted: Uint32Array.from(places, (place) => predicted[place] ?? 0),
        // 1 − score would round scores that differ to the same.
        scores: Float32Array.from(places, (place) => (isTurned ? -own(place) : own(place))),
        ...(isProbability ? { probabilities: Float64Array.from(places, scoreOf) } : {}),
      }),
  };
}

/** Classes go by name; one that a model does not know has probability 0. */
export async function compareMulticlass(
  pair: Pair,
  model: MulticlassModel,
  otherModel: MulticlassModel,
): Promise<ComparedClassifiers | undefined> {
  const { first, second } = pair;
  const [own, other] = [classesOf(first, model.classCount), classesOf(second, otherModel.classCount)];
  const known = new Set(own);
  if (!other.some((name) => known.has(name))) return undefined;
  const names = [...own, ...other.filter((name) => !known.has(name))];
  const most = Math.min(topKOf(first), topKOf(second));
  const k = Math.max(1, Math.min(most, names.length - 1));
  const answers = [multiclassAnswers(first, own, names, k), multiclassAnswers(second, other, names, k)];
  return compareAnswers(pair, 'multiclass_classifier', names, answers);
}

const topKOf = ({ hyperparameters }: Side) =>
  numericHyperparameter(hyperparameters, 'accuracy_top_k', 'multiclass_classifier');

function multiclassAnswers(
  { found }: Side,
  own: readonly string[],
  names: readonly string[],
  k: number,
): Answers {
  const indexes = new Map(names.map((name, index) => [name, index]));
  const places = Uint32Array.from(own, (name) => indexes.get(name) ?? 0);
  const placeOf = (label: number) => places[label] ?? 0;
  const predicted = found.predicted.map(placeOf);
  const scoreOf = (place: number) =>
    found.scores[place * own.length + (found.predicted[place] ?? 0)] ?? Number.NaN;
  return {
    actual: found.labels.map((label) => (Number.isNaN(label) ? label : placeOf(label))),
    predicted,
    scoreOf,
    sureness: scoreOf,
    resampled: (rows, actual) => {
      const classCount = names.length;
      const probabilities = new Float32Array(rows.length * classCount);
      for (const [row, place] of rows.entries())
        for (let label = 0; label < own.length; label += 1)
          probabilities[row * classCount + placeOf(label)] = found.scores[place * own.length + label] ?? 0;
      return resampledMulticlass({
        actual,
        predicted: Uint32Array.from(rows, (place) => predicted[place] ?? 0),
        classCount,
        ...multiclassRows({ actual, classCount, probabilities }, k),
      });
    },
  };
}

const classesOf = ({ preparation }: Side, count: number) =>
  namedClasses(preparation.classNames ?? (count === 2 ? ['0', '1'] : []), count);

async function compareAnswers(
  { facts, first, signal }: Pair,
  predictorType: ComparedClassifiers['predictorType'],
  names: readonly string[],
  [a, b]: readonly Answers[],
): Promise<ComparedClassifiers | undefined> {
  if (a === undefined || b === undefined) return undefined;
  const places = Array.from(a.actual.keys()).filter((place) => a.actual[place] === b.actual[place]);
  const actual = Float32Array.from(places, (place) => a.actual[place] ?? 0);
  const differences = await pairedDifferences(a.resampled(places, actual), b.resampled(places, actual), {
    pace: openPace({ signal }),
  });
  const isRight = ({ predicted }: Answers, place: number) => predicted[place] === a.actual[place];
  const onlyA = places.filter((place) => isRight(a, place) && !isRight(b, place));
  const onlyB = places.filter((place) => isRight(b, place) && !isRight(a, place));
  const bothRight = places.filter((place) => isRight(a, place) && isRight(b, place)).length;
  const [listedA, listedB] = [largestFirst(onlyA, b.sureness), largestFirst(onlyB, a.sureness)];
  const listed = await openListed(first, [...listedA, ...listedB]);
  const name = (index = -1) => names[index] ?? '';
  const rowOf = (place: number) => ({
    ...listed(place),
    actual: name(a.actual[place]),
    predicted: { a: name(a.predicted[place]), b: name(b.predicted[place]) },
    scores: { a: a.scoreOf(place), b: b.scoreOf(place) },
  });
  return {
    kind: 'classifiers',
    predictorType,
    ...facts,
    commonRowCount: places.length,
    differences,
    counts: {
      bothRight,
      onlyA: onlyA.length,
      onlyB: onlyB.length,
      bothWrong: places.length - bothRight - onlyA.length - onlyB.length,
    },
    onlyA: listedA.map(rowOf),
    onlyB: listedB.map(rowOf),
  };
}
