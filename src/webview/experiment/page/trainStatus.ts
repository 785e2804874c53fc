import type { ExperimentReady, TrainingState } from '../contract.ts';
import { t } from '../../kit/language/language.ts';
import { percent } from '../../kit/language/numbers.ts';
import type { Refusals } from './refusals.ts';

/** Whether Train may be pressed, and what to say beside it. */
export interface TrainStatus {
  readonly failureCount: number;
  readonly warningCount: number;
  /** What prevents training, or what Train will do. */
  readonly hint: string;
  /** "Ready, 1 warning": where no list of the warnings is in view. */
  readonly ready: string;
}

/** Failures of the preflight, and values that the file could not take, hold Train back; warnings do not. */
export function trainStatus(
  { preflight, cost, dataset, checks }: Pick<ExperimentReady, 'preflight' | 'cost' | 'dataset' | 'checks'>,
  refusals: Refusals,
): TrainStatus {
  const items = preflight.kind === 'known' ? preflight.items : [];
  const countOf = (wanted: 'failure' | 'warning') =>
    items.filter(({ severity }) => severity === wanted).length;
  const different = dataset.kind === 'known' ? dataset.breakingCount : 0;
  const failed = preflight.kind === 'failed' ? Math.max(1, different) : different;
  const failureCount = refusals.size + countOf('failure') + failed;
  const warningCount = countOf('warning');
  const stopping = checks?.lines.find((line) => line.stopsTraining);
  const start =
    cost.training.kind === 'free'
      ? t('Starts a training job. Nothing is billed.')
      : t('Starts a training job, after confirming its cost.');
  return {
    failureCount,
    warningCount,
    // Train checks again, and stops there if it is still so.
    hint:
      failureCount > 0
        ? failuresText(failureCount)
        : stopping === undefined
          ? start
          : t('It would fail: {0}', stopping.message),
    ready: warningCount === 0 ? start : `${warningsText(warningCount)} · ${start}`,
  };
}

/** What is being done until the job exists, or that a reload ended it; undefined when there is no such training. */
export function trainingText(training: TrainingState): string | undefined {
  switch (training.kind) {
    case 'idle':
      return undefined;
    case 'starting':
      return training.fraction === undefined
        ? training.message
        : t('{0}: {1}', training.message, percent(training.fraction));
    case 'interrupted':
      return training.mayRun
        ? t('The last training was interrupted while its job was being created: it may run.')
        : t('The last training was interrupted before its job was created.');
  }
}

const failuresText = (count: number) =>
  count === 1 ? t('Fix 1 failure first.') : t('Fix {0} failures first.', count);

const warningsText = (count: number) =>
  count === 1 ? t('Ready, 1 warning') : t('Ready, {0} warnings', count);
