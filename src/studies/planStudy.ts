import type { Engine } from '../data/engine/calls.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import { dataFailure } from '../data/shapes/failures.ts';
import type { StudyPlan, StudyRecord } from '../data/shapes/study.ts';
import type { StudyTable } from '../data/shapes/studyTable.ts';
import { checkVariations, checkVary, withWholeRanges } from './checkVariations.ts';
import { studyFailure } from './errors.ts';
import { countTrials, planTrials, studiedExperiment } from './planTrials.ts';
import { newStudyId } from './records.ts';
import type { StudyRequest } from './studies.ts';

/** Checks a plan before anything starts: first what needs no table. */
export async function planStudy(
  { experimentPath, experiment, datasetPath, plan }: StudyRequest,
  engine: Pick<Engine, 'describeStudy'>,
  signal?: AbortSignal,
): Promise<StudyRecord> {
  requireFolds(plan, experiment, experimentPath);
  if (plan.kind !== 'variations' || plan.method !== 'leave-one-feature-out') countTrials(plan, experiment);
  const folds = plan.kind === 'cross-validation' ? { count: plan.folds, seed: plan.seed } : undefined;
  const table = await engine.describeStudy(
    { datasetPath, experiment, folds },
    signal === undefined ? {} : { signal },
  );
  requireUsable(plan, experiment, table, experimentPath);
  const described = {
    experiment,
    ...(experiment.features === undefined ? { features: table.features } : {}),
  };
  const finalPlan = checkedPlan(plan, studiedExperiment(described));
  const planned = { ...described, plan: finalPlan };
  const trials = planTrials(planned);
  if (plan.kind === 'variations')
    await checkVariations(
      studiedExperiment(described),
      trials.map(({ edits }) => edits),
      signal,
    );
  const now = new Date();
  return {
    version: 1,
    studyId: newStudyId(now),
    createdAt: now.toISOString(),
    experimentPath,
    datasetPath,
    datasetSha256: table.tableSha256,
    trialCount: trials.length,
    ...planned,
  };
}

function checkedPlan(plan: StudyPlan, experiment: Experiment): StudyPlan {
  if (plan.kind !== 'variations' || plan.method === 'leave-one-feature-out') return plan;
  checkVary(plan.vary, experiment);
  return { ...plan, vary: [...withWholeRanges(plan.vary, experiment)] };
}

/** Throws 'study-no-folds' or 'study-same-folds' for a split that folds cannot be drawn as. */
function requireFolds(plan: StudyPlan, { split }: Experiment, file: string): void {
  if (plan.kind !== 'cross-validation') return;
  const { method = 'random', shuffle } = split;
  if (method === 'column') throw studyFailure('study-no-folds', { file, method }, `${file}: no folds`);
  const isDrawn = (method === 'random' || method === 'stratified') && shuffle;
  if (plan.repeats > 1 && !isDrawn)
    throw studyFailure('study-same-folds', { file, method }, `${file}: ${method} folds are not drawn`);
}

function requireUsable(
  plan: StudyPlan,
  { split }: Experiment,
  { failure, foldSizes, testRowCount, usedRowCount }: StudyTable,
  file: string,
): void {
  if (failure !== undefined)
    throw dataFailure('preflight-failed', { file, ...failure }, `${file}: ${failure.kind}`);
  if (plan.kind !== 'cross-validation') {
    if (testRowCount === 0)
      throw studyFailure('study-no-held-out-rows', { file }, `${file} holds out no rows`);
    return;
  }
  const filled = foldSizes?.filter((size) => size > 0).length ?? plan.folds;
  if (filled === plan.folds) return;
  // By time, the oldest rows are in no fold.
  const most = split.method === 'time' ? usedRowCount - 1 : filled;
  const facts = { file, folds: plan.folds, most };
  throw studyFailure('study-too-many-folds', facts, `${file}: ${plan.folds} folds, at most ${most}`);
}
