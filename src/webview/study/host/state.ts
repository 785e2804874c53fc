import { basename } from 'node:path';
import type { Experiment } from '../../../data/shapes/experiment.ts';
import type { StudyPlan, StudyRecord } from '../../../data/shapes/study.ts';
import { mainMetricOf } from '../../../learner/metrics/metricNames.ts';
import { columnsToLeaveOut, mostTrials } from '../../../studies/planTrials.ts';
import { isSameStudied } from '../../../studies/sameStudied.ts';
import type { UnreadableStudy } from '../../../studies/records.ts';
import type { Study } from '../../../studies/studies.ts';
import type { FailureMessage } from '../../contract/messages.ts';
import type { ShownStudy, SplitFacts, StudyReady, StudyResult } from '../contract.ts';
import type { StudyKind } from '../kinds.ts';
import { crossValidationResult } from './crossValidationResult.ts';
import type { ExperimentFacts } from './facts.ts';
import { learningCurveResult } from './learningCurveResult.ts';
import { medianOf } from './statistics.ts';
import { variablesOf } from './variables.ts';
import { variationsResult } from './variationsResult.ts';

/** What the host of the page knows. */
export interface Known {
  readonly experimentPath: string;
  readonly facts: ExperimentFacts;
  readonly tab: StudyKind;
  readonly proposed?: StudyPlan | undefined;
  /** Of the experiment, newest first. */
  readonly records: readonly StudyRecord[];
  /** Of any experiment. */
  readonly unreadable: readonly UnreadableStudy[];
  /** The one that is shown. */
  readonly study?: Study | undefined;
  readonly running?:
    | { readonly studyId: string; readonly kind: StudyKind; readonly secondsLeft?: number | undefined }
    | undefined;
  /** Another window's process that runs the shown study. */
  readonly runner?: number | undefined;
  /** What stopped studies, by their id. */
  readonly failures: ReadonlyMap<string, FailureMessage>;
  readonly parallel: number;
}

/** How many earlier studies are listed. */
const mostListed = 100;
/** Folders that are named. */
const mostDamaged = 5;

export function readyState(known: Known): StudyReady {
  const { experimentPath, facts, tab, proposed, records, unreadable, study, running, parallel } = known;
  const { experiment, features } = facts;
  const trialMs = medianOf(
    (study?.trials ?? []).flatMap(({ failure, durationMs }) => (failure === undefined ? durationMs : [])),
  );
  return {
    kind: 'ready',
    fileName: basename(experimentPath),
    target: experiment.target,
    predictorType: experiment.predictorType,
    metric: mainMetricOf(experiment.predictorType),
    split: splitFacts(experiment),
    variables: variablesOf(experiment, features),
    featureCount: columnsToLeaveOut(features).length,
    ...(trialMs === undefined ? {} : { trialMs }),
    parallel,
    mostTrials,
    tab,
    ...(proposed === undefined ? {} : { proposed }),
    studies: records
      .filter(({ plan }) => plan.kind === tab)
      .slice(0, mostListed)
      .map(({ studyId, createdAt, trialCount }) => ({ studyId, createdAt, trialCount })),
    unreadable: {
      newerCount: unreadable.filter(({ why }) => why === 'newer-version').length,
      damagedFolders: unreadable
        .flatMap(({ why, folder }) => (why === 'damaged' ? [folder] : []))
        .slice(0, mostDamaged),
    },
    ...(study === undefined ? {} : { shown: shownStudy(study, known) }),
    ...(running === undefined ? {} : { running: { studyId: running.studyId, kind: running.kind } }),
  };
}

function splitFacts({ split }: Experiment): SplitFacts {
  const { method = 'random', shuffle, column } = split;
  return {
    method: method === 'random' && !shuffle ? 'in-order' : method,
    ...(column === undefined ? {} : { column }),
  };
}

function shownStudy(study: Study, { facts, running, runner, failures }: Known): ShownStudy {
  const { record, trials } = study;
  const { studyId, createdAt, plan, trialCount } = record;
  const failed = trials.filter(({ failure }) => failure !== undefined);
  const isRunningHere = running?.studyId === studyId;
  const ended = trials.length >= trialCount ? 'done' : 'interrupted';
  const progress = isRunningHere ? 'running' : runner !== undefined ? 'elsewhere' : ended;
  const failure = failures.get(studyId);
  const change = changeOf(record, facts, failure);
  // What runs is of the experiment as it was planned, and ends by itself where the table no longer is.
  const changed = progress !== ended && change === 'experiment' ? undefined : change;
  const firstFailure = failed[0]?.failure?.message;
  return {
    studyId,
    createdAt,
    plan,
    trialCount,
    doneCount: trials.length,
    failedCount: failed.length,
    ...(firstFailure === undefined ? {} : { firstFailure }),
    progress,
    ...(runner === undefined ? {} : { runner }),
    ...(isRunningHere && running.secondsLeft !== undefined ? { secondsLeft: running.secondsLeft } : {}),
    ...(changed === undefined ? {} : { changed }),
    ...(failure === undefined || changed !== undefined ? {} : { failure }),
    result: resultOf(study, facts),
  };
}

/** What is no longer as it was. */
function changeOf(
  record: StudyRecord,
  { experiment, tableSha256 }: ExperimentFacts,
  failure: FailureMessage | undefined,
): ShownStudy['changed'] {
  if (failure?.code === 'study-data-changed') return 'data';
  if (failure?.code === 'study-experiment-changed') return 'experiment';
  if (!isSameStudied(record.experiment, experiment)) return 'experiment';
  return record.datasetSha256 === tableSha256 ? undefined : 'data';
}

function resultOf({ record, trials }: Study, { held }: ExperimentFacts): StudyResult {
  const { plan, experiment } = record;
  const metric = mainMetricOf(experiment.predictorType);
  switch (plan.kind) {
    case 'cross-validation':
      return crossValidationResult(trials, metric, held);
    case 'variations':
      return variationsResult(plan, trials, metric, record);
    case 'learning-curve':
      return learningCurveResult(trials, metric);
  }
}
