import * as vscode from 'vscode';
import { billsMoney, connectionId, connectionIdLabel } from '../aws/connections/types.ts';
import type { RunRow } from '../data/shapes/runRow.ts';
import { pick } from '../platform/prompts.ts';
import type { Choice, WhenEmpty } from '../platform/prompts.ts';
import { mainMetricText } from '../platform/runMetric.ts';
import { runFailure } from '../runs/errors.ts';
import { findRun } from '../runs/sharedRuns.ts';
import type { Services } from './services.ts';

interface NamedRun {
  readonly trainingJobName?: string | undefined;
  readonly connectionId?: string | undefined;
}

interface Question {
  readonly placeHolder: string;
  /** Those that are offered; all by default. */
  readonly offers?: (run: RunRow) => boolean;
  readonly whenEmpty?: WhenEmpty;
}

/** The run named in the call, or one of this machine's that the user picks. Throws 'run-gone'. */
export async function chooseRun(
  services: Pick<Services, 'connection' | 'history'>,
  { trainingJobName, connectionId: id = connectionId(services.connection()) }: NamedRun,
  { placeHolder, offers = () => true, whenEmpty = noRun() }: Question,
): Promise<RunRow> {
  const { history } = services;
  if (trainingJobName !== undefined) {
    const found = await history.find(id, trainingJobName);
    if (found !== undefined) return found;
    throw runFailure('run-gone', { trainingJobName }, `${trainingJobName} is not on this machine`);
  }
  const choices = history.rows().then(({ rows }) => rows.filter(offers).map(choiceOf));
  return pick(choices, { title: vscode.l10n.t('Runs'), placeHolder, whenEmpty });
}

const noRun = (): WhenEmpty => ({
  message: vscode.l10n.t('There is no run on this machine yet.'),
  act: vscode.l10n.t('Train…'),
  command: 'train',
});

function choiceOf(run: RunRow): Choice<RunRow> {
  const when = new Date(run.createdAt).toLocaleString(vscode.env.language, {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const metric = mainMetricText(run);
  return {
    label: run.isPinned ? `$(pinned) ${run.title}` : run.title,
    description: [metric, when].filter((part) => part !== undefined).join(' · '),
    detail: [connectionIdLabel(run.connectionId), run.trainingJobName, ...run.tags].join(' · '),
    value: run,
  };
}

/** As chooseRun; a run of another machine, which AWS still has the records of, becomes one of this machine. */
export async function chooseRunAnywhere(
  services: Pick<Services, 'connection' | 'history' | 'records' | 'sessionOf'>,
  given: NamedRun,
  question: Question,
): Promise<RunRow> {
  const { trainingJobName, connectionId: id = connectionId(services.connection()) } = given;
  if (trainingJobName !== undefined && (await services.history.find(id, trainingJobName)) === undefined) {
    const session = await services.sessionOf(id)();
    // On this machine, only its own folder says that a run exists.
    if (billsMoney(session.connection) && (await findRun(session, services.records, trainingJobName)))
      await services.history.refresh(id, trainingJobName);
  }
  return chooseRun(services, given, question);
}
