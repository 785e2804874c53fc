import * as vscode from 'vscode';
import type { Evaluation } from '../learner/evaluation.ts';
import { pick } from '../platform/prompts.ts';
import { withProgress } from '../platform/progress.ts';
import { evaluateRun } from '../runs/evaluate.ts';
import type { Session } from '../runs/session.ts';
import { namesIn } from './arguments.ts';
import type { ExplorerNode } from '../views/explorerNodes.ts';
import type { ExplorerTree } from '../views/explorerTree.ts';
import type { Services } from './services.ts';

/** The job named in the call, or one of those in `status` (all of them when undefined) that the user picks. */
export async function chooseTrainingJob(
  { aws, clients }: Session,
  given: unknown,
  status: string | undefined,
  placeHolder: string,
): Promise<string> {
  const { trainingJobName } = namesIn(given);
  if (trainingJobName !== undefined) return trainingJobName;
  const choices = aws
    .listTrainingJobs(clients, { pageSize: 100 })
    .then(({ jobs }) =>
      jobs
        .filter((job) => status === undefined || job.status === status)
        .map((job) => ({ label: job.trainingJobName, description: job.status, value: job.trainingJobName })),
    );
  return pick(choices, { title: vscode.l10n.t('Training jobs'), placeHolder });
}

export async function stopTraining({ openSession, changed }: Services, given: unknown): Promise<void> {
  const session = await openSession();
  const name = await chooseTrainingJob(
    session,
    given,
    'InProgress',
    vscode.l10n.t('Stop which training job?'),
  );
  await session.aws.stopTrainingJob(session.clients, name);
  changed();
}

/** Judges a finished model on its held-out rows, on this machine. */
export async function evaluate(
  { openSession, engine, records }: Services,
  given: unknown,
): Promise<Pick<Evaluation, 'metrics' | 'pairs'> & Evaluation> {
  const session = await openSession();
  const name = await chooseTrainingJob(session, given, 'Completed', vscode.l10n.t('Evaluate which model?'));
  return withProgress(vscode.l10n.t('Evaluating {0}', name), (signal) =>
    evaluateRun(session, engine, records, name, signal),
  );
}

/** Opens the Run page of a training job, running or ended. */
export async function openRun(services: Services, given: unknown): Promise<void> {
  const session = await services.openSession();
  const name = await chooseTrainingJob(session, given, undefined, vscode.l10n.t('Open which run?'));
  const record = await services.records.find(session.connectionId, name);
  (await services.panels()).openRunPanel(services, name, record?.title ?? name);
}

/** Selects a job's training data in the tree. */
export function showInTree(tree: ExplorerTree, view: vscode.TreeView<ExplorerNode>) {
  return async ({ openSession }: Services, given: unknown): Promise<void> => {
    const session = await openSession();
    const { aws, clients } = session;
    const name = await chooseTrainingJob(
      session,
      given,
      undefined,
      vscode.l10n.t('Show the data of which run?'),
    );
    const { channels } = await aws.describeTrainingJob(clients, name);
    const s3Uri = channels.find((channel) => channel.name === 'train')?.s3Uri ?? '';
    const { bucket, key } = aws.parseS3Uri(s3Uri);
    const node = await tree.findObject(bucket, key);
    if (node === undefined) {
      void vscode.window.showWarningMessage(vscode.l10n.t('{0} is no longer there.', s3Uri));
      return;
    }
    await view.reveal(node, { select: true, focus: true });
  };
}
