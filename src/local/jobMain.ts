import { readFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { Failure } from '../learner/errors.ts';
import { readTrainingCsv } from '../learner/formats/csv.ts';
import { readRecordIO } from '../learner/formats/recordio.ts';
import { parseRegressorHyperparameters } from '../learner/hyperparameters/parse.ts';
import { closingLines, epochLines, openingLines, scalerLines } from '../learner/logLines/format.ts';
import type { LabeledRows } from '../learner/matrix.ts';
import { labelsMissing, noTrainingData } from '../learner/trainer/errors.ts';
import { trainRegressor } from '../learner/trainer/train.ts';
import { keepBestSoFar } from './jobs/bestSoFar.ts';
import { checkArtifact } from './jobs/checkArtifact.ts';
import { serverMessageSchema } from './jobs/messages.ts';
import type { JobMessage, JobRequest } from './jobs/messages.ts';

type Channel = NonNullable<JobRequest['channels']['validation']>;

// Training leaves the editor its share of the processors.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
let isStopped = false;
process.on('message', (raw) => {
  const message = serverMessageSchema.parse(raw);
  switch (message.kind) {
    case 'train':
      return answer(train(message));
    case 'check':
      return answer(checkArtifact(message.artifactPath));
    case 'stop':
      isStopped = true;
  }
});
process.on('disconnect', () => process.exit());

function answer(work: Promise<void>): void {
  void work.then(
    () => tell({ kind: 'done' }),
    (error: unknown) => tell({ kind: 'failed', reason: reasonOf(error) }),
  );
}

async function train({ hyperparameters, channels, artifactPath }: JobRequest): Promise<void> {
  const log = (lines: readonly string[]) => tell({ kind: 'log', lines: [...lines] });
  await log(openingLines(new Date(), hyperparameters));
  const settings = parseRegressorHyperparameters(hyperparameters);
  const train = await readChannel('train', channels.train);
  if (train === undefined) throw noTrainingData(0, settings.miniBatchSize);
  const validation = channels.validation && (await readChannel('validation', channels.validation));
  const test = channels.test && (await readChannel('test', channels.test));
  await tell({ kind: 'training' });
  const run = trainRegressor(settings, {
    train,
    ...(validation ? { validation } : {}),
    ...(test ? { test } : {}),
  });
  const bestSoFar = keepBestSoFar(artifactPath);
  let started = performance.now();
  for (;;) {
    if (isStopped) return bestSoFar.write();
    const next = run.next();
    if (next.done === true) {
      const { model } = next.value;
      await log(closingLines(new Date(), settings.loss, next.value));
      return bestSoFar.write(() => model);
    }
    if (next.value.kind === 'scaler') await log(scalerLines(new Date(), next.value));
    else {
      const durationMs = performance.now() - started;
      await log(
        epochLines(new Date(), next.value, {
          loss: settings.loss,
          epochs: settings.epochs,
          rowCount: train.features.rowCount,
          durationMs,
        }),
      );
      started = performance.now();
      if (next.value.decision.kind === 'improved') await bestSoFar.improved(next.value.best);
    }
    // Lets a message to stop come in before the next epoch computes.
    await new Promise(setImmediate);
  }
}

/** All files of a channel as one table; undefined when it has none. */
async function readChannel(name: string, { contentType, paths }: Channel): Promise<LabeledRows | undefined> {
  const parts: LabeledRows[] = [];
  for (const path of paths) {
    const bytes = await readFile(path);
    if (contentType === 'text/csv') {
      parts.push(readTrainingCsv(bytes.toString('utf8')));
      continue;
    }
    const { features, labels } = readRecordIO(bytes);
    if (labels === undefined && features.rowCount > 0) throw labelsMissing(name);
    parts.push({ features, labels: labels ?? new Float32Array(0) });
  }
  return parts.length === 0 ? undefined : concatenate(parts);
}

function concatenate(parts: readonly LabeledRows[]): LabeledRows {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const rowCount = parts.reduce((sum, { features }) => sum + features.rowCount, 0);
  const columnCount = first?.features.columnCount ?? 0;
  const values = new Float32Array(rowCount * columnCount);
  const labels = new Float32Array(rowCount);
  let row = 0;
  for (const part of parts) {
    values.set(part.features.values, row * columnCount);
    labels.set(part.labels, row);
    row += part.features.rowCount;
  }
  return { features: { rowCount, columnCount, values }, labels };
}

/** The user's data or settings: ClientError; a training that went wrong: AlgorithmError. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const ours = !(error instanceof Failure) || error.code === 'training-diverged';
  return `${ours ? 'AlgorithmError' : 'ClientError'}: ${message}`.slice(0, 1024);
}

/** Resolves when the message has left: a server that falls behind with the log holds the training up. */
function tell(message: JobMessage): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, () => resolve());
  });
}
