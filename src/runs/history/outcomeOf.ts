import type { TrainingJobDetails } from '../../aws/trainingJobs.ts';
import { drawnEpochs, epochCountOf } from '../progress.ts';
import type { TrainingProgress } from '../progress.ts';
import { raceOf } from '../race.ts';
import type { KeptCurves, RunOutcome } from './outcome.ts';

const mostEpochs = 300;
const mostModels = 32;

/** How a job ended, from the service and the job's whole log; undefined while it runs. */
export function outcomeOf(details: TrainingJobDetails, progress: TrainingProgress): RunOutcome | undefined {
  const { status, failureReason, createdAt, startedAt, endedAt, billableSeconds } = details;
  if (status !== 'Completed' && status !== 'Failed' && status !== 'Stopped') return undefined;
  const lastAt = endedAt ?? details.transitions.at(-1)?.endedAt ?? createdAt;
  const curves = curvesOf(details, progress);
  return {
    version: 1,
    status,
    ...(failureReason === undefined ? {} : { failureReason }),
    createdAt: new Date(createdAt).toISOString(),
    endedAt: new Date(lastAt).toISOString(),
    ...(startedAt === undefined ? {} : { trainingSeconds: Math.max(0, (lastAt - startedAt) / 1000) }),
    ...(billableSeconds === undefined ? {} : { billableSeconds }),
    epochs: epochCountOf(progress),
    ...(curves === undefined ? {} : { curves }),
  };
}

function curvesOf(
  { hyperparameters }: TrainingJobDetails,
  progress: TrainingProgress,
): KeptCurves | undefined {
  const { losses, lossOf } = progress;
  const epochs = drawnEpochs(epochCountOf(progress), mostEpochs);
  if (epochs.length === 0) return undefined;
  const winner = raceOf(hyperparameters, progress)?.winner;
  const others = [...losses.keys()].filter((model) => model !== winner);
  const kept = winner === undefined ? others : [winner, ...others];
  const models = kept.slice(0, mostModels).toSorted((a, b) => a - b);
  return {
    lossOf,
    epochs: epochs.map((epoch) => epoch + 1),
    models: models.map((model) => ({
      model,
      losses: epochs.map((epoch) => losses[model]?.[epoch] ?? Number.NaN),
    })),
    ...(winner === undefined ? {} : { winner }),
  };
}
