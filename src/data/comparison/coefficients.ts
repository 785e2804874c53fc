import { effectsOf, influenceOf, sizeOf } from '../fields/effects.ts';
import type { Effect, NamedEffect } from '../fields/effects.ts';
import { outputsOf } from '../fields/outputs.ts';
import type { Output, OutputMeaning } from '../fields/outputs.ts';
import type { Evaluation } from '../../learner/metrics/evaluation.ts';
import type { Preparation } from '../shapes/preparation.ts';

/** The models side by side, what moved most against the base first. */
export interface ComparedCoefficients {
  /** What the first of them are: at most 200. */
  readonly rows: readonly ComparedCoefficient[];
  readonly rowCount: number;
  /** Of several classes none. */
  readonly biases: readonly (number | null)[];
  /** Which runs have no coefficients that the base's can be compared with. */
  readonly apart: readonly number[];
}

export interface ComparedCoefficient {
  readonly effect: NamedEffect;
  /** Of several classes. */
  readonly className?: string;
  /** One a run, per step of the effect; null where the model does not have it. */
  readonly sizes: readonly (number | null)[];
  /** The most that what one standard deviation among held-out rows does to the sum differs from the base's. */
  readonly moved: number;
}

export interface FittedModel {
  readonly evaluation: Evaluation;
  readonly preparation: Preparation;
}

const mostRows = 200;
/** Enough for a standard deviation. */
const mostPairs = 1000;

/** `models` by run; undefined for one that is not known. */
export function compareCoefficients(
  models: readonly (FittedModel | undefined)[],
  base: number,
): ComparedCoefficients | undefined {
  const ofBase = models[base];
  if (ofBase === undefined) return undefined;
  const apart = models.flatMap((model, run) =>
    model !== undefined && isAlike(model.evaluation, ofBase.evaluation) ? [] : [run],
  );
  const bySum = models.map((model, run) =>
    model === undefined || apart.includes(run) ? undefined : effectsByKey(model),
  );
  const keys = new Set([base, ...models.keys()].flatMap((run) => [...(bySum[run]?.keys() ?? [])]));
  const rows = [...keys].flatMap((key): readonly ComparedCoefficient[] => {
    const found = bySum.map((effects) => effects?.get(key));
    const named = found[base] ?? found.find((one) => one !== undefined);
    if (named === undefined) return [];
    const { effect, className } = named;
    const baseInfluence = found[base]?.influence ?? 0;
    const moved = found.reduce(
      (most, one, run) =>
        bySum[run] === undefined ? most : Math.max(most, Math.abs((one?.influence ?? 0) - baseInfluence)),
      0,
    );
    const sizes = found.map((one) => one?.size ?? null);
    return [{ effect: nameOf(effect), ...(className === undefined ? {} : { className }), sizes, moved }];
  });
  return {
    rows: rows.toSorted((a, b) => b.moved - a.moved).slice(0, mostRows),
    rowCount: rows.length,
    biases: models.map((model, run) => (model === undefined || apart.includes(run) ? null : biasOf(model))),
    apart,
  };
}

/** Coefficients are about one function of one target. */
function isAlike(one: Evaluation, other: Evaluation): boolean {
  if (one.predictorType !== other.predictorType || one.target !== other.target) return false;
  const transformOf = (evaluation: Evaluation) =>
    evaluation.predictorType === 'regressor' ? evaluation.targetTransform : undefined;
  const positiveOf = (evaluation: Evaluation) =>
    evaluation.predictorType === 'binary_classifier' ? evaluation.classNames[1] : undefined;
  return transformOf(one) === transformOf(other) && positiveOf(one) === positiveOf(other);
}

const biasOf = ({ evaluation }: FittedModel): number | null =>
  evaluation.predictorType === 'multiclass_classifier' ? null : evaluation.coefficients.bias;

const nameOf = (effect: Effect): NamedEffect =>
  effect.kind === 'wave'
    ? { kind: 'wave', output: effect.output, part: effect.part }
    : { kind: 'linear', output: effect.output };

interface EffectOfModel {
  readonly effect: Effect;
  readonly className?: string;
  readonly size: number;
  readonly influence: number;
}

function effectsByKey({ evaluation, preparation }: FittedModel): ReadonlyMap<string, EffectOfModel> {
  const known = outputsOf(preparation.features);
  const { featureNames } = evaluation;
  const outputs =
    known.length === featureNames.length ? known : featureNames.map((name, at) => numberNamed(name, at));
  const pairs = evaluation.pairs.slice(0, mostPairs);
  return new Map(
    effectsOf(outputs).flatMap((effect) =>
      weightsOf(evaluation).map(({ className, weights }) => [
        JSON.stringify([effect.output.columns, identityOf(effect.output.meaning), className ?? null]),
        {
          effect,
          ...(className === undefined ? {} : { className }),
          size: sizeOf(effect, weights),
          influence: influenceOf(effect, weights, pairs),
        },
      ]),
    ),
  );
}

const numberNamed = (name: string, feature: number): Output => ({
  columns: [name],
  feature,
  meaning: { kind: 'number', isDate: false },
});

function weightsOf(
  evaluation: Evaluation,
): readonly { readonly className?: string; readonly weights: readonly number[] }[] {
  switch (evaluation.predictorType) {
    case 'regressor':
    case 'binary_classifier':
      return [{ weights: evaluation.coefficients.weights }];
    case 'multiclass_classifier':
      return evaluation.coefficients.weights.map((weights, index) => ({
        className: evaluation.classNames[index] ?? '',
        weights,
      }));
  }
}

/** What makes it the same effect in another model, whatever was learned on its training rows. */
function identityOf(meaning: OutputMeaning): unknown {
  switch (meaning.kind) {
    case 'number': {
      const { transform, isDate } = meaning;
      const isPlain = transform === undefined || transform.kind === 'standard' || transform.kind === 'since';
      // Its size is in units of the column either way.
      return ['number', isDate, isPlain ? null : transform];
    }
    case 'boolean':
      return [meaning.kind, meaning.no, meaning.yes];
    case 'level':
      return [meaning.kind, meaning.level ?? null];
    case 'bin':
      return [meaning.kind, meaning.range ?? null];
    case 'target-mean':
      return [meaning.kind, meaning.className ?? null];
    case 'hash':
      return [meaning.kind, meaning.bucket];
    case 'part':
    case 'wave':
      return [meaning.kind, meaning.part];
    case 'power':
      return [meaning.kind, meaning.power];
    case 'missing':
    case 'order':
    case 'share':
    case 'product':
      return [meaning.kind];
  }
}
