import { columnsOf, columnsThatDrop } from '../data/shapes/encoders/feature.ts';
import type { Feature } from '../data/shapes/encoders/feature.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import type { Edit, StudyPlan, StudyRecord, Trial } from '../data/shapes/study.ts';
import { splitAsPlanned } from '../data/shapes/trialRows.ts';
import type { TrialRows } from '../data/shapes/trialRows.ts';
import { studyFailure } from './errors.ts';
import { drawnVariations } from './drawVariations.ts';
import { gridSize, gridVariation } from './grid.ts';

/** A training of a study that is still to be done. */
export interface PlannedTrial extends Pick<Trial, 'index' | 'fold' | 'repeat' | 'share'> {
  readonly edits: readonly Edit[];
  readonly rows: TrialRows;
}

/** More would take days, and nobody would look at them. */
export const mostTrials = 10_000;

/** The experiment that a study edits: with its features, where it lists none. */
export const studiedExperiment = ({ experiment, features }: Pick<StudyRecord, 'experiment' | 'features'>) =>
  experiment.features === undefined && features !== undefined
    ? { ...experiment, features: [...features] }
    : experiment;

/** Names of the columns that can be left out, each once. */
export const columnsToLeaveOut = (features: readonly Feature[]): readonly string[] => [
  ...new Set(features.flatMap(columnsOf)),
];

/** How many trainings a plan means; at most as many as can be counted. Throws 'study-empty' and 'study-too-large'. */
export function countTrials(plan: StudyPlan, experiment: Pick<Experiment, 'features'>): number {
  const count = countOf(plan, experiment);
  if (count > mostTrials)
    throw studyFailure(
      'study-too-large',
      { trialCount: count, limit: mostTrials },
      `${count} trials, at most ${mostTrials}`,
    );
  return count;
}

function countOf(plan: StudyPlan, { features = [] }: Pick<Experiment, 'features'>): number {
  switch (plan.kind) {
    case 'cross-validation':
      return plan.folds * plan.repeats;
    case 'learning-curve':
      return plan.shares.reduce((sum, share) => sum + (share === 1 ? 1 : plan.repeats), 0);
    case 'variations':
      if (plan.method === 'leave-one-feature-out') {
        const columns = columnsToLeaveOut(features);
        if (columns.length < 2) throw studyFailure('study-empty', { why: 'one-feature' }, 'One feature only');
        return columns.length + 1;
      }
      if (plan.vary.length === 0)
        throw studyFailure('study-empty', { why: 'nothing-varied' }, 'Nothing is varied');
      return plan.method === 'grid' ? gridSize(plan.vary) : (plan.trials ?? usualDraws);
  }
}

/** Of random search without a number of trials. */
const usualDraws = 20;

/** All trials of a plan in their order: the same for the same record. */
export function planTrials({
  plan,
  ...record
}: Pick<StudyRecord, 'plan' | 'experiment' | 'features'>): readonly PlannedTrial[] {
  const experiment = studiedExperiment(record);
  const count = countTrials(plan, experiment);
  switch (plan.kind) {
    case 'cross-validation': {
      const { folds, repeats, seed } = plan;
      return Array.from({ length: folds * repeats }, (_, index) => {
        const [repeat, fold] = [Math.floor(index / folds), index % folds];
        const rows = { kind: 'fold', folds, fold, seed: seed + repeat } as const;
        return { index, edits: [], fold, repeat, rows };
      });
    }
    case 'learning-curve': {
      const { shares, repeats, seed } = plan;
      // All rows are the same rows whenever they are drawn.
      const points = shares.flatMap((share) =>
        Array.from({ length: share === 1 ? 1 : repeats }, (_, repeat) => ({ share, repeat })),
      );
      return points.map(({ share, repeat }, index) => ({
        index,
        edits: [],
        share,
        repeat,
        rows: { kind: 'share', share, seed: seed + repeat },
      }));
    }
    case 'variations':
      return variationsOf(plan, experiment, count).map((edits, index) => ({
        index,
        edits,
        rows: rowsWith(experiment, edits),
      }));
  }
}

/**
 * Without a feature that drops rows with gaps, other rows would be held out, and scores would differ for their sake: the rows are those of
 * the whole experiment. What the user varies otherwise, such as the split, may change them.
 */
function rowsWith({ features = [] }: Experiment, edits: readonly Edit[]): TrialRows {
  const leftOut = new Set(
    edits.flatMap(({ path: [root, column = '', key], value }) =>
      root === 'features' && key === undefined && value === null ? column : [],
    ),
  );
  const gone = features.filter((feature) => columnsOf(feature).some((column) => leftOut.has(column)));
  const withoutGapsIn = [...new Set(columnsThatDrop(gone))];
  return withoutGapsIn.length === 0 ? splitAsPlanned : { kind: 'split', withoutGapsIn };
}

function variationsOf(
  plan: Extract<StudyPlan, { kind: 'variations' }>,
  experiment: Experiment,
  count: number,
): readonly (readonly Edit[])[] {
  switch (plan.method) {
    case 'grid':
      return Array.from({ length: count }, (_, index) => gridVariation(plan.vary, index));
    case 'random':
      return drawnVariations(plan.vary, { count, seed: plan.seed });
    case 'leave-one-feature-out':
      return [
        [],
        ...columnsToLeaveOut(experiment.features ?? []).map((column) => [
          { path: ['features', column], value: null },
        ]),
      ];
  }
}
