import { join } from 'node:path';
import type { StudyPlan, Trial } from '../data/shapes/study.ts';
import { mainMetricOf, metricNamesOf } from '../learner/metrics/metricNames.ts';
import type { MetricName, NamedMetrics } from '../learner/metrics/metricNames.ts';
import type { CheckedExperiment } from '../runs/train.ts';
import { summarizeFolds } from '../studies/summary.ts';
import { isExperiment } from './arguments.ts';
import { headlessFailure } from './errors.ts';
import type { Services } from './services.ts';

/** What models of the same experiment score on other held-out rows. */
export interface CrossValidation {
  readonly folds: number;
  /** The metric that runs are ranked by. */
  readonly metric: MetricName;
  readonly mean: number | null;
  readonly standardError: number | null;
  readonly scores: readonly number[];
  /** Means over the folds, of every metric. */
  readonly means: NamedMetrics;
  /** Folds that could not be trained or evaluated. */
  readonly failedCount: number;
}

/** Trains one model a fold, on this machine and for free, whatever the connection. Throws 'cross-validation-failed' if no fold succeeds. */
export async function crossValidate(
  services: Pick<Services, 'studies' | 'records'>,
  { experiment, experimentPath, datasetPath }: CheckedExperiment,
  given: { readonly path: string; readonly folds: number },
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<CrossValidation> {
  const { folds } = given;
  const studies = await services.studies();
  const plan: StudyPlan = { kind: 'cross-validation', folds, repeats: 1, seed: experiment.split.seed };
  // Of a table, another experiment may be in the file beside it.
  const path = isExperiment(given.path)
    ? experimentPath
    : join(services.records.folderOf('local', 'cross-validation'), 'table.linear.json');
  const { studyId } = await studies.plan({ experimentPath: path, experiment, datasetPath, plan }, signal);
  await studies.run(studyId, {
    signal,
    onTrial: () => undefined,
    onProgress: ({ done, total }) => say(`Cross-validating: ${done} of ${total} folds`),
  });
  const { trials = [] } = (await studies.read(studyId)) ?? {};
  return summaryOf(trials, folds, experiment.predictorType);
}

function summaryOf(
  trials: readonly Trial[],
  folds: number,
  predictorType: CheckedExperiment['experiment']['predictorType'],
): CrossValidation {
  const failures = trials.flatMap(({ failure }) => failure ?? []);
  const [first] = failures;
  if (first !== undefined && failures.length === trials.length)
    throw headlessFailure('cross-validation-failed', { code: first.code, folds }, first.message);
  const metric = mainMetricOf(predictorType);
  const main = summarizeFolds(trials, metric);
  return {
    folds,
    metric,
    mean: main?.mean ?? null,
    standardError: main?.standardError ?? null,
    scores: [...(main?.scores ?? [])],
    means: Object.fromEntries(
      metricNamesOf(predictorType).flatMap((name) => {
        const found = summarizeFolds(trials, name);
        return found === undefined ? [] : [[name, found.mean]];
      }),
    ),
    failedCount: failures.length,
  };
}
