import { namedClasses } from '../../learner/classNames.ts';
import { bootstrapIntervals } from '../../learner/metrics/bootstrap.ts';
import type {
  BinaryEvaluation,
  ClassifiedRow,
  MulticlassEvaluation,
  ReferenceFit,
  ReferenceScores,
} from '../../learner/metrics/evaluation.ts';
import {
  evaluateBinaryScores,
  evaluateClassScores,
  majorityBaseline,
} from '../../learner/metrics/classification.ts';
import { rocAuc } from '../../learner/metrics/curves.ts';
import { multiclassRows } from '../../learner/metrics/multiclass.ts';
import { resampledBinary, resampledMulticlass } from '../../learner/metrics/resampledClasses.ts';
import { predict } from '../../learner/model.ts';
import type { BinaryModel, MulticlassModel } from '../../learner/model.ts';
import type { Preparation } from '../shapes/preparation.ts';
import { openPace } from '../shapes/work.ts';
import type { ChannelRows } from './channelRows.ts';
import type { EvaluatedChannels } from './evaluatedChannels.ts';
import { floatList } from './floatList.ts';
import { heldOutRow, listedRowCount, namesOf } from './heldOutRows.ts';
import { besideReference, lossDifferences } from './reference/besideReference.ts';
import { fitReference } from './reference/fitReference.ts';
import type { Reference, ReferenceProblem } from './reference/fitReference.ts';

/** The baseline always answers the most frequent class of the training rows. */
export async function evaluateBinary(
  model: BinaryModel,
  preparation: Preparation,
  channels: EvaluatedChannels,
): Promise<BinaryEvaluation> {
  const { scoreKind, threshold, weights, bias } = model;
  const { actual, scores, predicted, fitted, ...rows } = await evaluateRows(
    { predictorType: 'binary_classifier' },
    preparation,
    // Margins are no probabilities, so their losses cannot be compared.
    { ...channels, hasPlainLoss: channels.hasPlainLoss && scoreKind === 'probability' },
    {
      columnCount: weights.length,
      answersOf: (features) => {
        const { scores: own, labels } = predict(model, features);
        return { scores: own, labels, scoreOf: (row) => own[row] ?? Number.NaN };
      },
      probabilityOf: (all, row, label) => (label === 1 ? (all[row] ?? 0) : 1 - (all[row] ?? 0)),
      labelOf: (all, row) => ((all[row] ?? 0) >= 0.5 ? 1 : 0),
    },
  );
  const [negative = '0', positive = '1'] = preparation.classNames ?? [];
  const judgement = evaluateBinaryScores({ actual, scores, scoreKind, threshold });
  const auc = judgement.auc === null ? null : rocAuc(actual, fitted);
  const probabilities = scoreKind === 'probability' ? scores : undefined;
  const resampled = resampledBinary({ actual, predicted, scores, probabilities });
  return {
    predictorType: 'binary_classifier',
    ...namesOf(preparation),
    classNames: [negative, positive],
    scoreKind,
    coefficients: { bias, weights: [...weights] },
    threshold,
    judgement,
    intervals: await bootstrapIntervals(resampled, { pace: openPace(channels) }),
    baseline: majorityBaseline(rows.trainLabels, actual, 2),
    reference: { ...rows.reference, metrics: { ...rows.reference.metrics, auc } },
    trainMetrics: rows.trainMetrics,
    pairs: rows.pairs,
  };
}

export async function evaluateMulticlass(
  model: MulticlassModel,
  preparation: Preparation,
  { topK, ...channels }: EvaluatedChannels & { readonly topK: number },
): Promise<MulticlassEvaluation> {
  const { classCount, weights, biases } = model;
  const featureCount = weights.length / classCount;
  const { actual, scores, predicted, ...rows } = await evaluateRows(
    { predictorType: 'multiclass_classifier', classCount },
    preparation,
    channels,
    {
      columnCount: featureCount,
      answersOf: (features) => {
        const { scores: own, labels } = predict(model, features);
        const scoreOf = (row: number) => own[row * classCount + (labels[row] ?? 0)] ?? Number.NaN;
        return { scores: own, labels, scoreOf };
      },
      probabilityOf: (all, row, label) => all[row * classCount + label] ?? 0,
      labelOf: (all, row) => mostProbable(all, row * classCount, classCount),
    },
  );
  const classScores = { actual, predicted, classCount, probabilities: scores };
  const judgement = evaluateClassScores(classScores, topK);
  const perRow = multiclassRows(classScores, judgement.topK.k);
  const resampled = resampledMulticlass({ actual, predicted, classCount, ...perRow });
  return {
    predictorType: 'multiclass_classifier',
    ...namesOf(preparation),
    classNames: namedClasses(preparation.classNames ?? [], classCount),
    coefficients: {
      biases: [...biases],
      weights: Array.from({ length: classCount }, (_, index) => [
        ...weights.subarray(index * featureCount, (index + 1) * featureCount),
      ]),
    },
    judgement,
    intervals: await bootstrapIntervals(resampled, { pace: openPace(channels) }),
    baseline: majorityBaseline(rows.trainLabels, actual, classCount),
    reference: rows.reference,
    trainMetrics: rows.trainMetrics,
    pairs: rows.pairs,
  };
}

function mostProbable(probabilities: ArrayLike<number>, start: number, classCount: number): number {
  let best = 0;
  for (let at = 1; at < classCount; at += 1)
    if ((probabilities[start + at] ?? 0) > (probabilities[start + best] ?? 0)) best = at;
  return best;
}

type Features = Parameters<Reference['predict']>[0];

interface Answered {
  readonly scores: Float32Array;
  readonly labels: ArrayLike<number>;
  /** As ClassifiedRow.score. */
  readonly scoreOf: (row: number) => number;
}

/** How a classifier answers; the scores of model and reference are laid out alike. */
interface Classifier {
  readonly columnCount: number;
  readonly answersOf: (features: Features) => Answered;
  readonly probabilityOf: (scores: ArrayLike<number>, row: number, label: number) => number;
  readonly labelOf: (scores: ArrayLike<number>, row: number) => number;
}

/** Log losses that differ by less matter to nobody. */
const leastLogLoss = 0.01;

/** Reads the training rows, fits the reference to them, and compares it with the model on the held-out rows. */
async function evaluateRows(
  problem: ReferenceProblem,
  preparation: Preparation,
  { train, test, hasPlainLoss, fit = fitReference, signal }: EvaluatedChannels,
  { columnCount, answersOf, probabilityOf, labelOf }: Classifier,
) {
  const trained = await trainedRows(train, answersOf);
  const rowCount = trained.labels.length;
  const reference = await fit(problem, train, { rowCount, columnCount }, { signal });
  const [actual, scores, predicted, fitted] = [floatList(), floatList(), floatList(), floatList()];
  const pairs: ClassifiedRow[] = [];
  const differences = lossDifferences();
  let [hits, modelLoss, fittedLoss] = [0, 0, 0];
  for await (const rows of test()) {
    const { scores: own, labels, scoreOf } = answersOf(rows.features);
    const others = reference.predict(rows.features);
    const before = actual.length();
    for (const [row, label] of rows.labels.entries()) {
      const [mine, theirs] = [
        logLossOf(probabilityOf(own, row, label)),
        logLossOf(probabilityOf(others, row, label)),
      ];
      differences.add(mine, theirs);
      modelLoss += mine;
      fittedLoss += theirs;
      if (labelOf(others, row) === label) hits += 1;
      if (pairs.length < listedRowCount(rows.features.columnCount))
        pairs.push({
          ...heldOutRow(preparation, rows, row, before),
          actual: label,
          predicted: labels[row] ?? 0,
          score: scoreOf(row),
        });
    }
    actual.add(rows.labels);
    scores.add(own);
    predicted.add(labels);
    fitted.add(others);
  }
  const heldOut = actual.length();
  const losses = { model: modelLoss / heldOut, reference: fittedLoss / heldOut, least: leastLogLoss };
  const beside: ReferenceFit<ReferenceScores> = {
    metrics: { auc: null, accuracy: hits / heldOut, logLoss: losses.reference },
    ...reference.size,
    ...(hasPlainLoss ? { model: besideReference(differences, losses) } : {}),
  };
  return {
    trainLabels: trained.labels,
    trainMetrics: trained.metrics,
    actual: actual.all(),
    scores: scores.all(),
    predicted: predicted.all(),
    fitted: fitted.all(),
    reference: beside,
    pairs,
  };
}

const logLossOf = (probability: number) => -Math.log(Math.max(Number.EPSILON, probability));

/** The labels of the training rows, and the share that the model answers. */
async function trainedRows(train: ChannelRows, answersOf: Classifier['answersOf']) {
  const labels = floatList();
  let hits = 0;
  for await (const rows of train()) {
    const answers = answersOf(rows.features).labels;
    for (const [row, label] of rows.labels.entries()) if (answers[row] === label) hits += 1;
    labels.add(rows.labels);
  }
  const rowCount = labels.length();
  return { labels: labels.all(), metrics: { rowCount, accuracy: hits / rowCount } };
}
