import { basename, dirname, extname, join } from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { createFiles } from '../files/writeFiles.ts';
import { withProgress } from '../platform/progress.ts';
import { pick } from '../platform/prompts.ts';
import type { Session } from '../runs/session.ts';
import { checkExperiment, startTraining } from '../runs/train.ts';
import { fileIn } from './arguments.ts';
import { confirmTrainingCost } from './confirmCost.ts';
import { reading } from './reading.ts';
import type { Services } from './services.ts';

const options = z.object({
  target: z.optional(z.string()),
  /** Opens the experiment of the target instead of training it. */
  review: z.optional(z.boolean()),
  wait: z.optional(z.boolean()),
  confirmed: z.optional(z.boolean()),
  /** Hash of the table that the user was shown: another one is not trained on. */
  datasetSha256: z.optional(z.string()),
});

interface Trained {
  readonly trainingJobName: string;
  readonly s3ModelArtifacts?: string;
}

/**
 * With an experiment: trains it. With a table and a target: writes its experiment and trains. With a table alone: asks which of
 * its experiments, or the target of a new one, and opens it.
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
    datasetSha256,
  } = parsed.success && !Array.isArray(second) ? parsed.data : {};
  const how = { wait, confirmed, datasetSha256 };
  if (isExperiment(uri)) return trainExperiment(services, uri.fsPath, how);
  if (target !== undefined && !review)
    return trainExperiment(services, await writeExperiment(services, uri.fsPath, target), how);
  const experimentPath = await chooseExperiment(services, uri.fsPath, target);
  // An editor of its own: one in preview is gone when the next file is looked at.
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(experimentPath), { preview: false });
  return undefined;
}

/** One question: an experiment beside the table, or a new one by its target. One that cannot be read is opened to be mended. */
async function chooseExperiment(
  services: Services,
  tablePath: string,
  target: string | undefined,
): Promise<string> {
  const { engine } = services;
  const [beside, { targetCandidates }] = await reading(tablePath, (signal) =>
    Promise.all([
      engine.experimentsBeside({ tablePath }, { signal }),
      engine.suggestExperiment({ path: tablePath }, { signal }),
    ]),
  );
  if (target !== undefined && beside.length === 0) return writeExperiment(services, tablePath, target);
  const known = beside.map(({ name, path, experiment }) => ({
    label: experiment === undefined ? `$(warning) ${name}` : name,
    description:
      experiment === undefined
        ? vscode.l10n.t('cannot be read: opens it')
        : vscode.l10n.t('predicts {0}', experiment.target),
    value: async () => path,
  }));
  const targets = target === undefined ? targetCandidates : [target];
  const fresh = targets.map((target, index) => ({
    label: vscode.l10n.t('New: predicts {0}', target),
    ...(index === 0 && targets === targetCandidates ? { description: vscode.l10n.t('best guess') } : {}),
    value: () => writeExperiment(services, tablePath, target),
  }));
  const choose = await pick([...known, ...fresh], {
    title: vscode.l10n.t('Train Linear Learner'),
    placeHolder: vscode.l10n.t('Which experiment of {0}, or which column to predict?', basename(tablePath)),
  });
  return choose();
}

const isExperiment = (uri: vscode.Uri) => uri.fsPath.endsWith('.linear.json');

/** NAME.linear.json beside the table, or NAME-2 and so on: nothing is ever overwritten. */
async function writeExperiment({ engine }: Services, path: string, target: string): Promise<string> {
  const { experiment } = await reading(path, (signal) =>
    engine.suggestExperiment({ path, target }, { signal }),
  );
  const stem = join(dirname(path), basename(path, extname(path)));
  const data = `${JSON.stringify(experiment, null, 2)}\n`;
  const [written = ''] = await createFiles([{ pathOf: (ending) => `${stem}${ending}.linear.json`, data }]);
  return written;
}

interface How {
  /** Resolves when the job has ended, not when it has started. */
  readonly wait: boolean;
  /** The caller has asked about the cost. */
  readonly confirmed: boolean;
  readonly datasetSha256: string | undefined;
}

async function trainExperiment(
  services: Services,
  experimentPath: string,
  { wait, confirmed, datasetSha256 }: How,
): Promise<Trained> {
  await saveIfOpen(experimentPath);
  const experiment = await services.engine.readExperiment({ path: experimentPath });
  const steps = {
    preparing: vscode.l10n.t('splitting and encoding'),
    uploading: vscode.l10n.t('uploading'),
    waiting: vscode.l10n.t('waiting until another run has read its training data from the same prefix'),
    starting: vscode.l10n.t('starting the training job'),
  };
  const session = await services.openSession();
  const checked = await checkExperiment(
    session,
    services.engine,
    { experiment, experimentPath },
    datasetSha256,
  );
  if (!confirmed) await confirmTrainingCost(session, experiment);
  await session.destination();
  const training = withProgress(
    vscode.l10n.t('Training {0}', basename(experimentPath)),
    async (signal, report) => {
      return startTraining(session, services.engine, services, checked, {
        signal,
        onStep: (step) => report({ message: steps[step] }),
        onUploaded: (fraction) => report({ message: steps.uploading, fraction }),
      });
    },
  );
  // Also when it failed: a job whose answer was lost may run.
  const record = await training.finally(services.changed);
  if (!wait)
    (await services.panels()).openRunPanel(
      services,
      session.connectionId,
      record.trainingJobName,
      record.title,
    );
  if (wait) await waitUntilEnded(session, services, record.trainingJobName);
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

async function waitUntilEnded(
  { aws, clients, pollIntervalMs }: Session,
  { changed }: Pick<Services, 'changed'>,
  trainingJobName: string,
): Promise<void> {
  const updates = aws.followTrainingJob(clients, trainingJobName, { pollIntervalMs });
  let next = await updates.next();
  while (next.done !== true) next = await updates.next();
  changed();
}
