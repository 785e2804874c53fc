import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { parseExperiment } from '../data/experiment/parseExperiment.ts';
import type { Experiment } from '../data/experiment/schema.ts';
import { withProgress } from '../platform/progress.ts';
import { pick } from '../platform/prompts.ts';
import { startTraining } from '../runs/train.ts';
import { openRunPanel } from '../webview/runPanel.ts';
import { fileIn } from './arguments.ts';
import type { Services } from './services.ts';

const options = z.object({ target: z.optional(z.string()), wait: z.optional(z.boolean()) });

interface Trained {
  readonly trainingJobName: string;
  readonly s3ModelArtifacts?: string;
}

/**
 * With an experiment: trains it. With a table and a target: writes its experiment and trains. With a table alone: asks for the
 * target, writes the experiment and opens it.
 */
export async function train(
  services: Services,
  given: unknown,
  second: unknown,
): Promise<Trained | undefined> {
  const filters = { [vscode.l10n.t('Tables and experiments')]: ['csv', 'tsv', 'json'] };
  const uri = await fileIn(given, vscode.l10n.t('Train on which table?'), filters);
  const parsed = options.safeParse(second);
  const { target, wait } = parsed.success && !Array.isArray(second) ? parsed.data : {};
  if (isExperiment(uri)) return trainExperiment(services, uri.fsPath, wait ?? false);
  const experimentPath = await writeExperiment(services, uri.fsPath, target);
  if (target !== undefined) return trainExperiment(services, experimentPath, wait ?? false);
  await vscode.window.showTextDocument(vscode.Uri.file(experimentPath));
  const trainNow = vscode.l10n.t('Train');
  const message = vscode.l10n.t(
    '{0} holds the experiment: target, split, hyperparameters.',
    basename(experimentPath),
  );
  const chosen = await vscode.window.showInformationMessage(message, trainNow);
  return chosen === trainNow ? trainExperiment(services, experimentPath, false) : undefined;
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

async function trainExperiment(services: Services, experimentPath: string, wait: boolean): Promise<Trained> {
  const experiment: Experiment = parseExperiment(await readFile(experimentPath, 'utf8'), experimentPath);
  const steps = {
    preparing: vscode.l10n.t('splitting and encoding'),
    uploading: vscode.l10n.t('uploading'),
    starting: vscode.l10n.t('starting the training job'),
  };
  const record = await withProgress(
    vscode.l10n.t('Training {0}', basename(experimentPath)),
    async (signal, report) => {
      const session = await services.openSession(signal);
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
  if (!wait) openRunPanel(services, record.trainingJobName, record.title);
  if (wait) await waitUntilEnded(services, record.trainingJobName);
  return {
    trainingJobName: record.trainingJobName,
    ...(wait ? { s3ModelArtifacts: record.modelS3Uri } : {}),
  };
}

async function waitUntilEnded({ openSession, changed }: Services, trainingJobName: string): Promise<void> {
  const { aws, clients, pollIntervalMs } = await openSession();
  const updates = aws.followTrainingJob(clients, trainingJobName, { pollIntervalMs });
  let next = await updates.next();
  while (next.done !== true) next = await updates.next();
  changed();
}
