import { countOf } from '../../shapes/cells.ts';
import type { FittedTargetMean } from '../../shapes/encoders/targetMean.ts';
import type { ColumnFeature } from '../../shapes/encoders/feature.ts';
import { onlyColumn } from './encoder.ts';
import type { Encoder, Training, TrainingTarget } from './encoder.ts';
import { shuffledFolds, stratifiedFolds } from './folds.ts';
import { kindOf, levelFinder, levelsOf, problemOfLevel, sharesOf } from './levels.ts';
import type { Levels } from './levels.ts';

const defaultFolds = 5;
const defaultSmoothing = 10;

/**
 * The mean target of the value, drawn to the overall mean; as TargetEncoder(smooth) with a shuffled KFold of the split's seed
 * (StratifiedKFold for classes): a training row gets the mean of the rows outside its own part.
 */
export const targetMeanEncoder: Encoder<'target-mean'> = {
  fit(training, planned) {
    const levels = levelsOf(onlyColumn(training));
    return fitOn(training, planned, levels, () => true);
  },
  crossFit(training, planned) {
    const { labels, classNames, seed } = training.target;
    const rowCount = countOf(onlyColumn(training).cells);
    const foldCount = Math.min(planned.folds ?? defaultFolds, Math.max(1, rowCount));
    const foldOf =
      classNames === undefined
        ? shuffledFolds(rowCount, foldCount, seed)
        : stratifiedFolds(labels, foldCount, seed);
    const levels = levelsOf(onlyColumn(training));
    const fitted = Array.from({ length: foldCount }, (_, fold) =>
      fitOn(training, planned, levels, (row) => foldOf[row] !== fold),
    );
    return { foldOf, fitted };
  },
  open({ column }, { levels, means, overall, classNames, unseen, ...kind }) {
    const find = levelFinder(kind, new Map(levels.map((level, index) => [level, index])));
    return {
      names: classNames?.map((name) => `${column}_mean=${name}`) ?? [`${column}_mean`],
      write(cell, into, at) {
        const { level, known } = find(cell);
        if (known === undefined && unseen === 'error') return problemOfLevel(level);
        for (const [output, ofLevels] of means.entries()) {
          const ofUnseen = unseen === 'zero' ? 0 : (overall[output] ?? 0);
          into[at + output] = known === undefined ? ofUnseen : (ofLevels[known] ?? ofUnseen);
        }
        return undefined;
      },
    };
  },
};

function fitOn(
  training: Training,
  { smoothing = defaultSmoothing, unseen = 'other' }: ColumnFeature,
  levels: Levels,
  isUsed: (row: number) => boolean,
): FittedTargetMean {
  const { classNames } = training.target;
  // Of two classes, the label is that of the second one already.
  const classes = classNames !== undefined && classNames.length > 2 ? classNames : undefined;
  const outputs = classes?.map((_, index) => (label: number) => Number(label === index)) ?? [
    (label: number) => label,
  ];
  const found = outputs.map((valueOf) => meansOf(levels, training.target, smoothing, valueOf, isUsed));
  return {
    levels: [...levels.levels],
    means: found.map(({ means }) => means),
    overall: found.map(({ overall }) => overall),
    ...(classes === undefined ? {} : { classNames: [...classes] }),
    shares: sharesOf(levels.counts, levels.codes.length),
    ...kindOf(onlyColumn(training)),
    unseen,
  };
}

/** (sum + smoothing × overall) / (count + smoothing) of each level. */
function meansOf(
  { levels, codes }: Levels,
  { labels }: TrainingTarget,
  smoothing: number,
  valueOf: (label: number) => number,
  isUsed: (row: number) => boolean,
): { readonly means: number[]; readonly overall: number } {
  const sums = new Float64Array(levels.length);
  const counts = new Float64Array(levels.length);
  let [total, used] = [0, 0];
  for (const [row, code] of codes.entries()) {
    if (!isUsed(row)) continue;
    const value = valueOf(labels[row] ?? 0);
    sums[code] = (sums[code] ?? 0) + value;
    counts[code] = (counts[code] ?? 0) + 1;
    total += value;
    used += 1;
  }
  const overall = total / Math.max(1, used);
  const means = Array.from(sums, (sum, code) => {
    const weight = (counts[code] ?? 0) + smoothing;
    return weight === 0 ? overall : (sum + smoothing * overall) / weight;
  });
  return { means, overall };
}
