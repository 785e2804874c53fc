import * as vscode from 'vscode';
import type { TrainingJobSummary } from '../aws/trainingJobs.ts';
import { parseS3Uri } from '../aws/s3/s3Uri.ts';
import type { Evaluation } from '../learner/metrics/evaluation.ts';
import { inBackground } from '../platform/background.ts';
import { pick, tell } from '../platform/prompts.ts';
import type { Choice, WhenEmpty } from '../platform/prompts.ts';
import { withProgress } from '../platform/progress.ts';
import { evaluateRun } from '../runs/evaluate.ts';
import { lookUpOutcome } from '../runs/history/followRun.ts';
import type { RunRecords } from '../runs/runRecords.ts';
import { requireHeldOutRows, requireRunOfEndpoint } from '../runs/sharedRuns.ts';
import type { Session } from '../runs/session.ts';
import type { Given } from './arguments.ts';
import { givenSession } from './givenSession.ts';
import type { Services } from './services.ts';

type JobStatus = 'InProgress' | 'Completed';

/** The job named in the call, or one of those in `status` (all of them when undefined) that the user picks. */
export async function chooseTrainingJob(
  records: RunRecords,
  session: Session,
  named: string | undefined,
  status: JobStatus | undefined,
  placeHolder: string,
): Promise<string> {
  if (named !== undefined) return named;
  const choices = jobsIn(session, status).then((jobs) =>
    Promise.all(jobs.map((job) => choiceOf(records, session, job))),
  );
  const whenEmpty: WhenEmpty = {
    message: noJobText(status),
    act: vscode.l10n.t('Train…'),
    command: 'train',
  };
  return pick(choices, { title: vscode.l10n.t('Training jobs'), placeHolder, whenEmpty });
}

/** Names of jobs are long and alike: the experiment's name says more. */
async function choiceOf(
  records: RunRecords,
  { connectionId }: Session,
  { trainingJobName, status }: TrainingJobSummary,
): Promise<Choice<string>> {
  const record = await records.find(connectionId, trainingJobName);
  return record === undefined
    ? { label: trainingJobName, description: status, value: trainingJobName }
    : { label: record.title, description: `${status} · ${trainingJobName}`, value: trainingJobName };
}

const mostChoices = 100;

/** The newest jobs in `status`, however far back they lie. */
async function jobsIn(
  { aws }: Session,
  status: JobStatus | undefined,
): Promise<readonly TrainingJobSummary[]> {
  const found: TrainingJobSummary[] = [];
  let nextToken: string | undefined;
  do {
    const page = await aws.listTrainingJobs({ pageSize: 100, nextToken });
    for (const job of page.jobs) if (status === undefined || job.status === status) found.push(job);
    ({ nextToken } = page);
  } while (nextToken !== undefined && found.length < mostChoices);
  return found;
}

function noJobText(status: JobStatus | undefined): string {
  if (status === undefined) return vscode.l10n.t('There is no training job yet.');
  return status === 'InProgress'
    ? vscode.l10n.t('No training job is running.')
    : vscode.l10n.t('No training job has completed yet.');
}

export async function stopTraining(
  { openSession, records, changed }: Services,
  given: Given<'stopTraining'>,
): Promise<void> {
  const session = await openSession();
  const name = await chooseTrainingJob(
    records,
    session,
    given?.trainingJobName,
    'InProgress',
    vscode.l10n.t('Stop which training job?'),
  );
  await session.aws.stopTrainingJob(name);
  changed();
}

/**
 * Evaluates a finished model on its held-out rows, on this machine. A caller that names the job gets the evaluation; from a click or
 * the palette, the Run page opens.
 */
export async function evaluate(
  services: Services,
  { trainingJobName: named, show = named === undefined }: NonNullable<Given<'evaluate'>> = {},
): Promise<Evaluation | undefined> {
  const { openSession, engine, records, history, log } = services;
  const session = await openSession();
  const { connectionId } = session;
  const name = await chooseTrainingJob(
    records,
    session,
    named,
    'Completed',
    vscode.l10n.t('Evaluate which model?'),
  );
  const { title } = await requireHeldOutRows(session, records, name);
  if (show) {
    (await services.panels()).openRunPanel(services, connectionId, name, title);
    return undefined;
  }
  // The caller wants the evaluation alone.
  inBackground(log, () => lookUpOutcome(session, history, name));
  return withProgress(vscode.l10n.t('Evaluating {0}', name), (signal) =>
    evaluateRun(session, engine, records, name, signal),
  );
}

/** Opens the Run page of a training job, running or ended. */
export async function openRun(services: Services, given: Given<'openRun'>): Promise<void> {
  const session = await givenSession(services, given);
  const name = await runNamedBy(services, session, given);
  const run = await services.history.find(session.connectionId, name);
  (await services.panels()).openRunPanel(services, session.connectionId, name, run?.title ?? name);
}

/** The job named in the call, that of the endpoint named there, or one that the user picks. */
async function runNamedBy(
  { records }: Services,
  session: Session,
  { endpointName, trainingJobName }: NonNullable<Given<'openRun'>> = {},
): Promise<string> {
  if (endpointName === undefined || trainingJobName !== undefined)
    return chooseTrainingJob(records, session, trainingJobName, undefined, vscode.l10n.t('Open which run?'));
  const details = await session.aws.describeEndpoint(endpointName);
  return (await requireRunOfEndpoint(session, records, endpointName, details)).trainingJobName;
}

/** Selects a job's training data in the tree. */
export async function showInTree(
  { openSession, records, revealObject }: Services,
  given: Given<'showInTree'>,
): Promise<void> {
  const session = await openSession();
  const { aws } = session;
  const placeHolder = vscode.l10n.t('Show the data of which run?');
  const name = await chooseTrainingJob(records, session, given?.trainingJobName, undefined, placeHolder);
  const { channels } = await aws.describeTrainingJob(name);
  const s3Uri = channels.find((channel) => channel.name === 'train')?.s3Uri ?? '';
  const { bucket, key } = parseS3Uri(s3Uri);
  if (!(await revealObject(bucket, key))) tell(vscode.l10n.t('{0} is no longer there.', s3Uri));
}
