import * as vscode from 'vscode';
import { asCommand, statusBarName } from '../contributions.ts';
import { sessionsOf } from '../runs/boundSession.ts';
import type { OpenSession } from '../runs/session.ts';

export interface StartedRun {
  readonly connectionId: string;
  readonly trainingJobName: string;
  readonly title: string;
}

export interface TrainingItem extends vscode.Disposable {
  /** Shows the run until its job has ended, or belongs to a connection that is no longer in use. */
  watch(run: StartedRun): Promise<void>;
}

const retryAfterMs = 3000;

/** The trainings that this window started and that still run; a click opens the newest. */
export function createTrainingItem(openSession: OpenSession): TrainingItem {
  const item = vscode.window.createStatusBarItem(
    statusBarName('training'),
    vscode.StatusBarAlignment.Left,
    9.5,
  );
  item.name = vscode.l10n.t('Linear Learner: training');
  const running = new Set<StartedRun>();
  const closing = new AbortController();
  const show = () => {
    const newest = [...running].at(-1);
    if (newest === undefined) return item.hide();
    const { title, trainingJobName } = newest;
    const text =
      running.size === 1
        ? vscode.l10n.t('Training {0}', title)
        : vscode.l10n.t('{0} trainings', running.size);
    item.text = `$(loading~spin) ${text}`;
    item.accessibilityInformation = { label: `${item.name}, ${text}` };
    item.tooltip = [...running].map((run) => run.trainingJobName).join('\n');
    item.command = asCommand('openRun', vscode.l10n.t('Open Run'), { trainingJobName });
    return item.show();
  };
  return {
    async watch(run) {
      running.add(run);
      show();
      await untilEnded(sessionsOf(openSession, run.connectionId), run.trainingJobName, closing.signal);
      running.delete(run);
      if (!closing.signal.aborted) show();
    },
    dispose() {
      closing.abort();
      item.dispose();
    },
  };
}

/** Resolves when the job runs no longer, when it cannot be looked at from here, or on abort. */
async function untilEnded(openSession: OpenSession, name: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const again = await nextLookMs(openSession, name, signal);
    if (again === undefined) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, again);
      signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    });
  }
}

/** How many milliseconds to wait before the next look; undefined when there is nothing more to see. */
async function nextLookMs(
  openSession: OpenSession,
  name: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  try {
    const { aws, clients, pollIntervalMs } = await openSession(signal);
    const { endedAt } = await aws.describeTrainingJob(clients, name, signal);
    return endedAt === undefined ? pollIntervalMs : undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'other-connection' || code === 'resource-not-found' ? undefined : retryAfterMs;
  }
}
