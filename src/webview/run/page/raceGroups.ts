import type { LossCurves } from '../contract.ts';
import { t } from '../../kit/language/language.ts';
import { full } from '../../kit/language/numbers.ts';

/** Models that share settings and end at about the same loss, called by what they share. */
export interface RaceGroup {
  readonly text: string;
  /** Geometric mean of their last losses. */
  readonly loss: number;
}

interface Combination {
  readonly learningRate: number;
  readonly wd: number;
  readonly loss: number;
}

const mostCombinations = 12;

/** `isNear`: two losses are drawn too close for two labels. None where the settings are unknown or all differ. */
export function raceGroups(
  { models, losses, best }: Pick<LossCurves, 'models' | 'losses' | 'best'>,
  isNear: (a: number, b: number) => boolean,
): readonly RaceGroup[] {
  if (models === undefined) return [];
  const combinations = combinationsOf(models, losses, best?.model);
  const learningRates = [...new Set(models.map(({ learningRate }) => learningRate))];
  const wds = [...new Set(models.map(({ wd }) => wd))];
  const count = learningRates.length * wds.length;
  if (count === 1 || count > mostCombinations) return [];
  return learningRates.flatMap((learningRate) => {
    const own = combinations
      .filter((one) => one.learningRate === learningRate)
      .toSorted((a, b) => a.wd - b.wd);
    return runsOf(own, isNear).map((run) => ({
      text: [
        ...(learningRates.length > 1 ? [t('lr {0}', full(learningRate))] : []),
        ...(wds.length > 1 ? [wdText(run, own)] : []),
      ].join(', '),
      loss: geometricMean(run.map(({ loss }) => loss)),
    }));
  });
}

function combinationsOf(
  models: LossCurves['models'] & object,
  losses: LossCurves['losses'],
  bestModel: number | undefined,
): readonly Combination[] {
  const lastLosses = new Map<string, { learningRate: number; wd: number; losses: number[] }>();
  for (const [model, { learningRate, wd }] of models.entries()) {
    const loss = losses[model]?.at(-1);
    if (model === bestModel || loss === undefined || !Number.isFinite(loss) || loss <= 0) continue;
    const key = `${learningRate} ${wd}`;
    const known = lastLosses.get(key) ?? { learningRate, wd, losses: [] };
    known.losses.push(loss);
    lastLosses.set(key, known);
  }
  return [...lastLosses.values()].map(({ losses: own, ...shared }) => ({
    ...shared,
    loss: geometricMean(own),
  }));
}

/** Neighbours in the weight decay whose losses are near each other. */
function runsOf(
  combinations: readonly Combination[],
  isNear: (a: number, b: number) => boolean,
): readonly (readonly Combination[])[] {
  const runs: Combination[][] = [];
  for (const one of combinations) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run !== undefined && before !== undefined && isNear(before.loss, one.loss)) run.push(one);
    else runs.push([one]);
  }
  return runs;
}

function wdText(run: readonly Combination[], all: readonly Combination[]): string {
  const [first, last] = [run[0]?.wd ?? 0, run.at(-1)?.wd ?? 0];
  if (run.length === 1) return t('wd {0}', full(first));
  if (run.length === all.length) return t('any wd');
  return first === all[0]?.wd ? t('wd up to {0}', full(last)) : t('wd {0} to {1}', full(first), full(last));
}

const geometricMean = (values: readonly number[]) =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
