import { stat, writeFile } from 'node:fs/promises';
import { availableParallelism, constants, setPriority } from 'node:os';
import { writeArtifact } from '../learner/artifact/artifact.ts';
import { Failure } from '../learner/errors.ts';
import { parseHyperparameters } from '../learner/hyperparameters/parse.ts';
import { closingLines, durationsLine, epochLines } from '../learner/logLines/format.ts';
import { openingLines, scalerLines } from '../learner/logLines/opening.ts';
import type { RunFacts } from '../learner/logLines/opening.ts';
import { startThreads } from '../learner/panels/crew.ts';
import type { Threads } from '../learner/panels/crew.ts';
import { trainRecords } from '../learner/panels/trainRecords.ts';
import { trainLinearLearner } from '../learner/trainer/train.ts';
import type { TrainedModel } from '../learner/trainer/events.ts';
import { openChannels } from './jobs/channels.ts';
import type { OpenChannels } from './jobs/channels.ts';
import { jobRequestSchema } from './jobs/messages.ts';
import type { JobMessage, JobRequest } from './jobs/messages.ts';

type Channel = JobRequest['channels']['train'];

let threads: Threads | undefined;
/** Started for the first large job, and kept as long as this process is. */
const allThreads = (): Threads =>
  (threads ??= startThreads(
    Math.min(availableParallelism(), 8),
    new URL('./trainThread.mjs', import.meta.url),
  ));

// Training leaves the editor its share of the processors.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
process.on('message', (raw) => {
  const request = jobRequestSchema.parse(raw);
  void run(request).then(
    () => tell({ kind: 'done' }),
    (error: unknown) => tell({ kind: 'failed', reason: reasonOf(error) }),
  );
});
process.on('disconnect', () => process.exit());

async function run({ hyperparameters, channels, artifactPath }: JobRequest): Promise<void> {
  const startedAt = performance.now();
  log(openingLines(new Date(), hyperparameters));
  const settings = parseHyperparameters(hyperparameters);
  const opened = await openChannels(settings, channels);
  tell({ kind: 'training' });
  const setupMs = performance.now() - startedAt;
  const recordioBytes = await sizeOfRecordIO(channels.train);
  const facts = {
    settings,
    rowCount: opened.rowCount,
    ...(recordioBytes === undefined ? {} : { recordioBytes }),
  };
  const { trained, initializeMs, updatesMs } = await train(facts, opened);
  const trainedAt = performance.now();
  log(closingLines(new Date(), trained));
  await writeFile(artifactPath, await writeArtifact(trained.model));
  const [finalizeMs, totalMs] = [performance.now() - trainedAt, performance.now() - startedAt];
  const durations = { setupMs, initializeMs, updatesMs, finalizeMs, totalMs };
  log([durationsLine(new Date(), settings.epochs, durations)]);
}

/** Trains and logs each epoch as it ends. */
async function train(
  facts: RunFacts,
  opened: OpenChannels,
): Promise<{ trained: TrainedModel; initializeMs: number; updatesMs: number[] }> {
  const { settings } = facts;
  const training =
    opened.kind === 'rows'
      ? trainLinearLearner(settings, opened.channels)
      : trainRecords(settings, opened.channels, allThreads());
  const updatesMs: number[] = [];
  let initializeMs = 0;
  try {
    for (;;) {
      const before = performance.now();
      const next = await training.next();
      const durationMs = performance.now() - before;
      if (next.done === true) return { trained: next.value, initializeMs, updatesMs };
      if (next.value.kind === 'scaler') {
        initializeMs = durationMs;
        log(scalerLines(new Date(), { ...facts, durationMs, scaler: next.value.scaler }));
      } else {
        updatesMs.push(durationMs);
        log(epochLines(new Date(), next.value, { ...facts, durationMs }));
      }
      // Lets the messages of this epoch leave before the next one computes.
      await new Promise(setImmediate);
    }
  } finally {
    if (opened.kind === 'records') await opened.close();
  }
}

/** Bytes of a RecordIO channel; undefined for CSV. */
async function sizeOfRecordIO({ contentType, paths }: Channel): Promise<number | undefined> {
  if (contentType === 'text/csv') return undefined;
  const files = await Promise.all(paths.map((path) => stat(path)));
  return files.reduce((sum, { size }) => sum + size, 0);
}

/** The user's data or settings: ClientError; a training that went wrong: AlgorithmError. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const ours = !(error instanceof Failure) || error.code === 'training-diverged';
  return `${ours ? 'AlgorithmError' : 'ClientError'}: ${message}`.slice(0, 1024);
}

const log = (lines: readonly string[]) => tell({ kind: 'log', lines: [...lines] });

function tell(message: JobMessage): void {
  process.send?.(message);
}
