import type { StatusTransition, TrainingJobDetails } from '../aws/trainingJobs.ts';
import { numericHyperparameter } from '../learner/hyperparameters/parse.ts';
import { parseLogLine } from '../learner/logLines/parse.ts';
import type { TrainingLogEvent } from '../learner/logLines/parse.ts';
import { largest, smallest } from '../learner/extent.ts';

type PhaseName = 'start' | 'train' | 'save';

export interface Phase {
  readonly name: PhaseName;
  readonly state: 'done' | 'now' | 'todo' | 'failed' | 'stopped';
  /** milliseconds since 1970; undefined before the phase begins */
  readonly startedAt: number | undefined;
  /** Only of a phase that has ended. */
  readonly durationMs: number | undefined;
}

export type RunEvent =
  | {
      readonly kind: 'improved';
      readonly at: number;
      readonly epoch: number;
      readonly loss: number | undefined;
      readonly model: number | undefined;
    }
  | {
      readonly kind: 'no-gain';
      readonly at: number;
      readonly epoch: number;
      readonly loss: number | undefined;
      readonly model: number | undefined;
    }
  | { readonly kind: 'early-stop'; readonly at: number }
  | { readonly kind: 'status'; readonly at: number; readonly status: string; readonly message: string };

/** Progress read from the log so far; the next read extends it. Epochs and models count from 0, as in the log. */
export interface TrainingProgress {
  /** `losses[model][epoch]`: of the validation rows when there are any, else of the training rows. */
  readonly losses: readonly (readonly number[])[];
  readonly lossOf: 'train' | 'validation';
  readonly events: readonly RunEvent[];
  /** Of the best model, once the log names it. */
  readonly best: Readonly<Record<string, string | number>> | undefined;
  readonly stoppedEarly: boolean;
}

export interface ProgressReader {
  /** Reads the lines since the previous call. */
  read(lines: readonly { readonly timestamp: number; readonly message: string }[]): TrainingProgress;
}

/** Reads a growing log. */
export function openProgress(): ProgressReader {
  const losses = { train: [] as number[][], validation: [] as number[][] };
  const events: RunEvent[] = [];
  let best: TrainingProgress['best'];
  let stoppedEarly = false;
  const lossOf = () => (losses.validation.length > 0 ? 'validation' : 'train');
  /** The epoch whose criterion was logged, until its outcome is known. */
  let open: number | undefined;
  const end = (kind: 'improved' | 'no-gain', epoch: number, at: number) => {
    open = undefined;
    // The service evaluates the last epoch a second time after training.
    if (events.findLast((earlier) => 'epoch' in earlier)?.epoch === epoch) return;
    events.push({ kind, at, epoch, ...bestAt(losses[lossOf()], epoch) });
  };
  /** The log is silent about epochs without improvement, except where the count of them restarts. */
  const endOpen = (at: number) => {
    if (open !== undefined) end('no-gain', open, at);
  };
  const take = (event: TrainingLogEvent, at: number) => {
    switch (event.kind) {
      case 'model-loss':
        (losses[event.split][event.model] ??= [])[event.epoch] = event.loss;
        return;
      case 'improved':
      case 'no-gain':
        end(event.kind, event.epoch, at);
        return;
      case 'early-stop':
        endOpen(at);
        stoppedEarly = true;
        events.push({ kind: 'early-stop', at });
        return;
      case 'best':
        best = event.hyperparameters;
        return;
      case 'criterion':
        open = event.epoch;
        return;
      case 'progress':
        endOpen(at);
        return;
      case 'score':
        return;
    }
  };
  return {
    read(lines) {
      for (const { message, timestamp } of lines) {
        const event = parseLogLine(message);
        if (event !== undefined) take(event, timestamp);
      }
      return {
        losses: losses[lossOf()],
        lossOf: lossOf(),
        events,
        best,
        stoppedEarly,
      };
    },
  };
}

/** The lowest loss of an epoch and its model. */
function bestAt(losses: readonly (readonly number[])[], epoch: number) {
  let model: number | undefined;
  let loss: number | undefined;
  for (const [index, curve] of losses.entries()) {
    const value = curve?.[epoch];
    if (value === undefined || Number.isNaN(value) || (loss !== undefined && value >= loss)) continue;
    model = index;
    loss = value;
  }
  return { model, loss };
}

export interface BestLoss {
  /** from 0 */
  readonly model: number;
  readonly loss: number;
  /** from 0 */
  readonly epoch: number;
}

/** The lowest loss of the winner, or of all models while there is none; undefined before the first epoch. */
export function bestLoss(losses: TrainingProgress['losses'], winner?: number): BestLoss | undefined {
  let best: BestLoss | undefined;
  for (const [model, curve] of losses.entries())
    for (const [epoch, loss] of curve.entries())
      if (
        Number.isFinite(loss) &&
        (winner === undefined || model === winner) &&
        (best === undefined || loss < best.loss)
      )
        best = { model, loss, epoch };
  return best;
}

/** Epochs to draw, from 0: all, or up to `most`, spaced by a power of two so that those drawn before stay. */
export function drawnEpochs(epochCount: number, most: number): readonly number[] {
  const step = 2 ** Math.ceil(Math.log2(Math.max(1, epochCount / (most - 1))));
  const drawn = Array.from({ length: Math.ceil(epochCount / step) }, (_, index) => index * step);
  return epochCount === 0 || drawn.at(-1) === epochCount - 1 ? drawn : [...drawn, epochCount - 1];
}

/** How many epochs the log has losses of. */
export const epochCountOf = ({ losses }: Pick<TrainingProgress, 'losses'>): number =>
  Math.max(0, largest(losses.map((curve) => curve.length)));

/** Relative improvements below this do not count. */
const tolerance = numericHyperparameter({}, 'early_stopping_tolerance', 'regressor');

/** Whether the best model was still improving in the last epoch, so that more epochs would help. */
export function stillFalling({ losses, stoppedEarly }: TrainingProgress): boolean {
  const curve = losses[bestLoss(losses)?.model ?? -1] ?? [];
  const last = curve.at(-1);
  const before = smallest(curve.slice(0, -1));
  if (stoppedEarly || last === undefined || !Number.isFinite(before)) return false;
  return before - last > tolerance * Math.abs(before);
}

const startStatuses = [
  'Starting',
  'Pending',
  'LaunchingMLInstances',
  'PreparingTrainingStack',
  'Downloading',
];

/** The phases start, train and save of a job, from its status transitions. */
export function phasesOf({ transitions, status }: TrainingJobDetails): readonly Phase[] {
  const of = (name: PhaseName, matches: (transition: StatusTransition) => boolean): Phase => {
    const own = transitions.filter(matches);
    const startedAt = own[0]?.startedAt;
    const end = own.at(-1)?.endedAt;
    if (startedAt === undefined) return { name, state: 'todo', startedAt, durationMs: undefined };
    if (end === undefined) return { name, state: stateNow(status), startedAt, durationMs: undefined };
    return { name, state: 'done', startedAt, durationMs: end - startedAt };
  };
  const phases = [
    of('start', (one) => startStatuses.some((known) => one.status.startsWith(known))),
    of('train', (one) => one.status === 'Training'),
    of('save', (one) => one.status === 'Uploading'),
  ];
  return markWhereItEnded(phases, status);
}

function stateNow(status: string): Phase['state'] {
  if (status === 'Failed') return 'failed';
  return status === 'Stopped' || status === 'Stopping' ? 'stopped' : 'now';
}

/** A failed or stopped job ended in the last phase that began, even if that phase has an end time. */
function markWhereItEnded(phases: readonly Phase[], status: string): readonly Phase[] {
  if (status !== 'Failed' && status !== 'Stopped') return phases;
  const last = phases.findLastIndex(({ startedAt }) => startedAt !== undefined);
  return phases.map((phase, index) => (index === last ? { ...phase, state: stateNow(status) } : phase));
}

/** Status transitions as events, in addition to those of the log. */
export function statusEvents({ transitions }: TrainingJobDetails): readonly RunEvent[] {
  return transitions.map(({ status, message, startedAt }) => ({
    kind: 'status',
    at: startedAt,
    status,
    message,
  }));
}
