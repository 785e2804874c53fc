import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { parseExperiment } from '../data/experiment/parseExperiment.ts';
import type { Experiment } from '../data/experiment/schema.ts';
import { withProgress } from '../platform/progress.ts';
import { pick } from '../platform/prompts.ts';
import { startTraining } from '../runs/train.ts';
import { fileIn } from './arguments.ts';
import { confirmTrainingCost } from './confirmCost.ts';
import { experimentsAbout } from './experiments.ts';
import type { Services } from './services.ts';

const options = z.object({
  target: z.optional(z.string()),
  /** Opens the experiment of the target instead of training it. */
  review: z.optional(z.boolean()),
  wait: z.optional(z.boolean()),
  confirmed: z.optional(z.boolean()),
});

interface Trained {
  readonly trainingJobName: string;
  readonly s3ModelArtifacts?: string;
}

/**
 * With an experiment: trains it. With a table and a target: writes its experiment and trains. With a table alone: asks for the
 * target, writes the experiment and opens it; with experiments beside it, asks which.
 */
export async function train(
  services: Services,
  given: unknown,
  second: unknown,
): Promise<Trained | undefined> {
  const filters = { [vscode.l10n.t('Tables and experiments')]: ['csv', 'tsv', 'json'] };
  const uri = await fileIn(given, vscode.l10n.t('Train on which table?'), filters);
  const parsed = options.safeParse(second);
  const {
    target,
    review = false,
    wait = false,
    confirmed = false,
  } = parsed.success && !Array.isArray(second) ? parsed.data : {};
  const how = { wait, confirmed };
  if (isExperiment(uri)) return trainExperiment(services, uri.fsPath, how);
  if (target !== undefined && !review)
    return trainExperiment(services, await writeExperiment(services, uri.fsPath, target), how);
  const experimentPath =
    (await chooseExperiment(uri.fsPath)) ?? (await writeExperiment(services, uri.fsPath, target));
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(experimentPath));
  return undefined;
}

/** One of the experiments beside the table that are about it; undefined for a new one. */
async function chooseExperiment(tablePath: string): Promise<string | undefined> {
  const choices = await experimentsAbout(tablePath);
  if (choices.length === 0) return undefined;
  const chosen = await pick(
    [
      ...choices.map(({ name, path, experiment }) => ({
        label: name,
        description: vscode.l10n.t('predicts {0}', experiment.target),
        value: path,
      })),
      {
        label: vscode.l10n.t('New experiment…'),
        description: vscode.l10n.t('asks for the target'),
        value: '',
      },
    ],
    {
      title: vscode.l10n.t('Train Linear Learner'),
      placeHolder: vscode.l10n.t('Experiments of {0}', basename(tablePath)),
    },
  );
  return chosen === '' ? undefined : chosen;
}

const isExperiment = (uri: vscode.Uri) => uri.fsPath.endsWith('.linear.json');

/** NAME.linear.json beside the table, or NAME-2 and so on: nothing is ever overwritten. */
async function writeExperiment(
  { engine }: Services,
  path: string,
  target: string | undefined,
): Promise<string> {
  const { targetCandidates } = await engine.suggestExperiment({ path, target });
  const chosen = target ?? (await pickTarget(path, targetCandidates));
  const { experiment } = await engine.suggestExperiment({ path, target: chosen });
  const stem = basename(path).replace(/\.[^.]*$/, '');
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? `${stem}.linear.json` : `${stem}-${number}.linear.json`;
    const file = join(dirname(path), name);
    try {
      await writeFile(file, `${JSON.stringify(experiment, null, 2)}\n`, { flag: 'wx' });
      return file;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}

async function pickTarget(path: string, candidates: readonly string[]): Promise<string> {
  const choices = candidates.map((column, index) => ({
    label: column,
    value: column,
    ...(index === 0 ? { description: vscode.l10n.t('best guess') } : {}),
  }));
  return pick(choices, {
    title: vscode.l10n.t('Train Linear Learner: which column shall it predict?'),
    placeHolder: vscode.l10n.t('Target column of {0}', basename(path)),
  });
}

interface How {
  /** Resolves when the job has ended, not when it has started. */
  readonly wait: boolean;
  /** The caller has asked about the cost. */
  readonly confirmed: boolean;
}

async function trainExperiment(
  services: Services,
  experimentPath: string,
  { wait, confirmed }: How,
): Promise<Trained> {
  await saveIfOpen(experimentPath);
  const experiment: Experiment = parseExperiment(await readFile(experimentPath, 'utf8'), experimentPath);
  const steps = {
    preparing: vscode.l10n.t('splitting and encoding'),
    uploading: vscode.l10n.t('uploading'),
    starting: vscode.l10n.t('starting the training job'),
  };
  const session = await services.openSession();
  if (!confirmed) await confirmTrainingCost(session, experiment);
  await session.destination();
  const record = await withProgress(
    vscode.l10n.t('Training {0}', basename(experimentPath)),
    async (signal, report) => {
      return startTraining(
        session,
        services.engine,
        services.records,
        { experiment, experimentPath },
        {
          signal,
          onStep: (step) => report({ message: steps[step] }),
          onUploaded: (fraction) => report({ message: steps.uploading, fraction }),
        },
      );
    },
  );
  services.changed();
  if (!wait) (await services.panels()).openRunPanel(services, record.trainingJobName, record.title);
  if (wait) await waitUntilEnded(services, record.trainingJobName);
  return {
    trainingJobName: record.trainingJobName,
    ...(wait ? { s3ModelArtifacts: record.modelS3Uri } : {}),
  };
}

/** What is trained is what the user sees. */
async function saveIfOpen(path: string): Promise<void> {
  const open = vscode.workspace.textDocuments.find((document) => document.fileName === path);
  if (open?.isDirty === true) await open.save();
}

async function waitUntilEnded({ openSession, changed }: Services, trainingJobName: string): Promise<void> {
  const { aws, clients, pollIntervalMs } = await openSession();
  const updates = aws.followTrainingJob(clients, trainingJobName, { pollIntervalMs });
  let next = await updates.next();
  while (next.done !== true) next = await updates.next();
  changed();
}
