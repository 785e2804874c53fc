import { pairedDifferences } from '../../../learner/metrics/bootstrap.ts';
import { openResampledRegression } from '../../../learner/metrics/resampledRegression.ts';
import { untransformed } from '../../../learner/targetTransform.ts';
import type { ComparedRegressors } from '../../shapes/heldOutComparison.ts';
import { openPace } from '../../shapes/work.ts';
import { actualOf } from '../heldOutRows.ts';
import { largestFirst, openListed } from './listedRows.ts';
import type { Pair, Side } from './side.ts';

/** Labels are float32, before a transform is undone. */
const labelError = 1e-5;

/** In the unit of the target, also where one of the models learned a function of it. */
export async function compareRegressors({ facts, first, second, signal }: Pair): Promise<ComparedRegressors> {
  const [labels, otherLabels] = [inUnits(first, 'labels'), inUnits(second, 'labels')];
  const [all, others] = [inUnits(first, 'scores'), inUnits(second, 'scores')];
  const places = Array.from(labels.keys()).filter((place) => isNear(labels[place], otherLabels[place]));
  const kept = (values: Float64Array) => Float64Array.from(places, (place) => values[place] ?? Number.NaN);
  // Without a transform it is as the table has it.
  const isPlain = first.preparation.targetTransform === undefined;
  const [source, sourceLabels] = isPlain ? [first, labels] : [second, otherLabels];
  const actual = kept(sourceLabels);
  const [predicted, otherPredicted] = [kept(all), kept(others)];
  const resampled = [predicted, otherPredicted].map((values) => {
    const rows = openResampledRegression(first.preparation.trainMean);
    rows.add(actual, values);
    return rows.resampled();
  });
  const [own, other] = resampled;
  const differences =
    own === undefined || other === undefined
      ? []
      : await pairedDifferences(own, other, { pace: openPace({ signal }) });
  /** By how much the second model is closer. */
  const gainAt = (at: number) =>
    Math.abs((predicted[at] ?? 0) - (actual[at] ?? 0)) -
    Math.abs((otherPredicted[at] ?? 0) - (actual[at] ?? 0));
  const rows = Array.from(places.keys());
  const [closerA, closerB] = [rows.filter((at) => gainAt(at) < 0), rows.filter((at) => gainAt(at) > 0)];
  const listedA = largestFirst(closerA, (at) => -gainAt(at));
  const listedB = largestFirst(closerB, gainAt);
  const placeOf = (at: number) => places[at] ?? -1;
  const listed = await openListed(first, [...listedA, ...listedB].map(placeOf));
  const rowOf = (at: number) => ({
    ...listed(placeOf(at)),
    actual: actualOf(source.found.labels[placeOf(at)] ?? Number.NaN, source.preparation.targetTransform),
    predicted: { a: predicted[at] ?? Number.NaN, b: otherPredicted[at] ?? Number.NaN },
  });
  return {
    kind: 'regressors',
    predictorType: 'regressor',
    ...facts,
    commonRowCount: rows.length,
    differences,
    counts: {
      closerA: closerA.length,
      closerB: closerB.length,
      equal: rows.length - closerA.length - closerB.length,
    },
    closerA: listedA.map(rowOf),
    closerB: listedB.map(rowOf),
  };
}

const inUnits = ({ preparation, found }: Side, values: 'labels' | 'scores') =>
  Float64Array.from(found[values], (value) => untransformed(preparation.targetTransform, value));

const isNear = (value = Number.NaN, other = Number.NaN) =>
  Math.abs(value - other) <= labelError * Math.max(1, Math.abs(value), Math.abs(other));
