import * as z from 'zod/mini';
import type { RunRow } from '../../data/shapes/runRow.ts';
import { predictorTypes } from '../../learner/hyperparameters/spec.ts';
import type { MeasuredEvaluation } from '../../learner/metrics/namedMetrics.ts';
import { baselineMetrics, namedMetrics, referenceMetrics } from '../../learner/metrics/namedMetrics.ts';
import type { RunRecord } from '../runRecords.ts';
import type { Marks } from './marks.ts';
import type { RunOutcome } from './outcome.ts';
import { settingsOf } from './settingsOf.ts';

/** What is read of the experiment in a record; the rest of it is listed as it is. */
export const listedSchema = z.looseObject({
  target: z.string(),
  predictorType: z._default(z.enum(predictorTypes), 'regressor'),
  training: z.looseObject({ instanceType: z.string(), instanceCount: z._default(z.int(), 1) }),
});

export interface RecordsOfRun {
  readonly connectionId: string;
  readonly record: RunRecord;
  /** Of the record's experiment. */
  readonly listed: z.infer<typeof listedSchema>;
  /** Used where neither the name of the job nor the service says when the run was made; milliseconds since 1970. */
  readonly recordedAt: number;
  readonly evaluation: MeasuredEvaluation | undefined;
  readonly outcome: RunOutcome | undefined;
  readonly marks: Marks;
}

export function rowOf(run: RecordsOfRun): RunRow {
  const { connectionId, record, listed, evaluation, outcome, marks } = run;
  const { trainingJobName, experiment, experimentPath, preparation } = record;
  const { target, predictorType, training } = listed;
  const { train, validation, test } = record.rowCounts;
  const { billableSeconds, epochs } = outcome ?? {};
  const reference = evaluation && referenceMetrics(evaluation);
  return {
    connectionId,
    trainingJobName,
    experimentPath,
    title: marks.title ?? record.title,
    createdAt: outcome?.createdAt ?? madeAt(trainingJobName) ?? new Date(run.recordedAt).toISOString(),
    status: outcome?.status ?? 'unknown',
    target,
    predictorType,
    rowCounts: { train, validation, test },
    datasetSha256: record.datasetSha256,
    ...(evaluation === undefined
      ? {}
      : { metrics: namedMetrics(evaluation), baseline: baselineMetrics(evaluation) }),
    ...(evaluation?.intervals === undefined ? {} : { intervals: evaluation.intervals }),
    ...(reference === undefined ? {} : { reference }),
    ...(epochs === undefined ? {} : { epochs }),
    ...(outcome === undefined ? {} : { durationSeconds: secondsOf(outcome) }),
    ...(billableSeconds === undefined ? {} : { billableSeconds }),
    instanceType: training.instanceType,
    instanceCount: training.instanceCount,
    settings: { ...settingsOf(experiment, preparation) },
    ...(marks.note === undefined ? {} : { note: marks.note }),
    tags: [...marks.tags],
    isPinned: marks.pinnedAt !== undefined,
  };
}

const secondsOf = ({ createdAt, endedAt }: RunOutcome) =>
  Math.max(0, (Date.parse(endedAt) - Date.parse(createdAt)) / 1000);

/** 'linear-learner-YYYY-MM-DD-HH-MM-SS-mmm' in UTC, as newJobName makes it. */
const datedName = /^linear-learner-(\d{4}-\d\d-\d\d)-(\d\d)-(\d\d)-(\d\d)-(\d{3})$/;

/** When a job with a name of ours was named; undefined for other names. */
export function madeAt(trainingJobName: string): string | undefined {
  const [, day, hours, minutes, seconds, milliseconds] = datedName.exec(trainingJobName) ?? [];
  const made = Date.parse(`${day}T${hours}:${minutes}:${seconds}.${milliseconds}Z`);
  return Number.isNaN(made) ? undefined : new Date(made).toISOString();
}
