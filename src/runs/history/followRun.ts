import { unlessMissing } from '../../aws/failures/call.ts';
import type { FollowOptions, TrainingUpdate } from '../../aws/trainingJobs.ts';
import { openProgress } from '../progress.ts';
import type { TrainingProgress } from '../progress.ts';
import type { Session } from '../session.ts';
import type { RunHistory } from './history.ts';
import type { RunOutcome } from './outcome.ts';
import { outcomeOf } from './outcomeOf.ts';

export interface FollowedRun extends TrainingUpdate {
  /** From the log so far. */
  readonly progress: TrainingProgress;
}

type Outcomes = Pick<RunHistory, 'outcomeOf' | 'saveOutcome'>;
type Connected = Pick<Session, 'aws' | 'connectionId' | 'pollIntervalMs'>;

/** Follows a training job as the session does, until it has ended; keeps how it ended, if it is one of ours. */
export async function* followRun(
  { aws, connectionId, pollIntervalMs }: Connected,
  history: Outcomes,
  trainingJobName: string,
  following: Pick<FollowOptions, 'signal' | 'wait'> = {},
): AsyncGenerator<FollowedRun, void, undefined> {
  const reader = openProgress();
  for await (const update of aws.followTrainingJob(trainingJobName, { pollIntervalMs, ...following })) {
    const progress = reader.read(update.lines);
    const outcome = outcomeOf(update.details, progress);
    // Whoever looks at the job next tries again.
    if (outcome !== undefined)
      await keepFirst(history, connectionId, trainingJobName, outcome).catch(() => undefined);
    yield { ...update, progress };
  }
}

async function keepFirst(
  history: Outcomes,
  connectionId: string,
  trainingJobName: string,
  outcome: RunOutcome,
): Promise<void> {
  if ((await history.outcomeOf(connectionId, trainingJobName)) === undefined)
    await history.saveOutcome(connectionId, trainingJobName, outcome);
}

/** How a job ended, looked up and kept if that is not known yet; undefined while it runs, and where it is no more. */
export async function lookUpOutcome(
  session: Connected,
  history: Outcomes,
  trainingJobName: string,
  signal?: AbortSignal,
): Promise<RunOutcome | undefined> {
  const known = await history.outcomeOf(session.connectionId, trainingJobName);
  if (known !== undefined) return known;
  return unlessMissing(async () => {
    for await (const { details, progress } of followRun(
      session,
      history,
      trainingJobName,
      signal ? { signal } : {},
    ))
      return outcomeOf(details, progress);
    return undefined;
  });
}
