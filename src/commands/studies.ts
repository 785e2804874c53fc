import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { CommandResult, ParsedArguments } from '../contributions/commands.ts';
import type { CrossValidated, LearningPoint, TriedVariation } from '../contributions/results.ts';
import type { StudyPlan } from '../data/shapes/study.ts';
import { mainMetricOf } from '../learner/metrics/metricNames.ts';
import type { MetricName } from '../learner/metrics/metricNames.ts';
import { withProgress } from '../platform/progress.ts';
import { saveIfOpen } from '../platform/saveIfOpen.ts';
import { pathOnThisMachine } from '../runs/s3Tables.ts';
import type { Study } from '../studies/studies.ts';
import { crossValidationResult } from '../webview/study/host/crossValidationResult.ts';
import { learningCurveResult } from '../webview/study/host/learningCurveResult.ts';
import { rankedTrials } from '../webview/study/host/variationsResult.ts';
import { fileIn, openTableOrExperiment, isExperiment } from './arguments.ts';
import type { Services } from './services.ts';

type Options<Id extends 'crossValidate' | 'tryVariations' | 'learningCurve'> = NonNullable<
  ParsedArguments<Id>[1]
>;

/** Cross-validates an experiment on this machine, or opens its Study page there. */
export async function crossValidate(
  services: Services,
  given?: vscode.Uri,
  { wait = false, ...options }: Options<'crossValidate'> = {},
): Promise<CommandResult<'crossValidate'>> {
  const plan: StudyPlan = { kind: 'cross-validation', folds: 5, repeats: 1, seed: 0, ...known(options) };
  const uri = await experimentIn(given, vscode.l10n.t('Cross-validate which experiment?'));
  if (!wait) return openPage(services, uri, plan, options);
  return crossValidated(await done(services, uri, plan));
}

/** Tries variations of an experiment on this machine, or opens its Study page there. */
export async function tryVariations(
  services: Services,
  given?: vscode.Uri,
  { wait = false, ...options }: Options<'tryVariations'> = {},
): Promise<CommandResult<'tryVariations'>> {
  const plan: StudyPlan = { kind: 'variations', method: 'grid', vary: [], seed: 0, ...known(options) };
  const uri = await experimentIn(given, vscode.l10n.t('Try variations of which experiment?'));
  if (!wait) return openPage(services, uri, plan, options);
  const study = await done(services, uri, plan);
  const metric = metricOf(study);
  const trials = rankedTrials(study.trials, metric).map(({ edits, value, low, high }): TriedVariation => ({
    edits,
    value,
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
  }));
  return { metric, trials };
}

/** Trains an experiment on parts of its rows on this machine, or opens its Study page there. */
export async function learningCurve(
  services: Services,
  given?: vscode.Uri,
  { wait = false, ...options }: Options<'learningCurve'> = {},
): Promise<CommandResult<'learningCurve'>> {
  const shares = [0.1, 0.2, 0.4, 0.6, 0.8, 1];
  const plan: StudyPlan = { kind: 'learning-curve', shares, repeats: 5, seed: 0, ...known(options) };
  const uri = await experimentIn(given, vscode.l10n.t('Learning curve of which experiment?'));
  if (!wait) return openPage(services, uri, plan, options);
  const study = await done(services, uri, plan);
  const metric = metricOf(study);
  const points = learningCurveResult(study.trials, metric).points.map(
    ({ share, trainRowCount, mean, low, high }): LearningPoint => ({ share, trainRowCount, mean, low, high }),
  );
  return { metric, points };
}

/** The experiment a command was called with, that of the active editor, or one that the user picks. */
async function experimentIn(given: vscode.Uri | undefined, title: string): Promise<vscode.Uri> {
  const open = openTableOrExperiment();
  const wanted = given ?? (open !== undefined && isExperiment(open) ? open : undefined);
  return fileIn(wanted, { title, experiments: 'alone' });
}

/** Without what was left out. */
function known<Given extends object>(
  options: Given,
): { [Key in keyof Given]: Exclude<Given[Key], undefined> } {
  // SAFETY: the values that are undefined are gone.
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Given]: Exclude<Given[Key], undefined>;
  };
}

/** The form starts with the plan where a caller gave some of it. */
async function openPage(
  services: Services,
  uri: vscode.Uri,
  plan: StudyPlan,
  options: object,
): Promise<undefined> {
  const isGiven = Object.values(options).some((value) => value !== undefined);
  const { openStudyPanel } = await services.panels();
  openStudyPanel(services, uri, plan.kind, isGiven ? plan : undefined);
  return undefined;
}

/** Plans and trains all of it, under a notification that can be cancelled. */
async function done(services: Services, uri: vscode.Uri, plan: StudyPlan): Promise<Study> {
  const { engine, trust } = services;
  const experimentPath = uri.fsPath;
  const title = vscode.l10n.t('Training on this machine: {0}', basename(experimentPath));
  return withProgress(title, async (signal, report) => {
    await saveIfOpen(experimentPath);
    const experiment = await engine.readExperiment({ path: experimentPath }, { signal });
    const table = await (await trust()).tableOf(experimentPath, experiment.dataset);
    const datasetPath = await pathOnThisMachine(services, table, { signal });
    const studies = await services.studies();
    const record = await studies.plan({ experimentPath, experiment, datasetPath, plan }, signal);
    await studies.run(record.studyId, {
      signal,
      onTrial: () => undefined,
      onProgress: ({ done: count, total }) =>
        report({
          message: vscode.l10n.t('{0} of {1} trainings', count, total),
          fraction: total === 0 ? 1 : count / total,
        }),
    });
    const trials = (await studies.read(record.studyId))?.trials ?? [];
    return { record, trials };
  });
}

const metricOf = ({ record }: Study): MetricName => mainMetricOf(record.experiment.predictorType);

/** Undefined where no fold has the metric. */
function crossValidated(study: Study): CrossValidated | undefined {
  const metric = metricOf(study);
  const { summaries } = crossValidationResult(study.trials, metric, undefined);
  const main = summaries.find(({ name }) => name === metric);
  const scores = study.trials.flatMap(({ metrics }) => metrics?.[metric] ?? []);
  if (main === undefined) return undefined;
  return { metric, mean: main.mean, standardError: main.standardError ?? 0, scores };
}
