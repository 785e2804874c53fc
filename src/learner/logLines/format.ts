import type { RegressionMetrics } from '../evaluation.ts';
import { hyperparameterTable } from '../hyperparameters/table.ts';
import { pythonRepr } from '../pythonRepr.ts';
import type { EpochDecision } from '../trainer/earlyStopping.ts';
import type { ModelSettings } from '../trainer/grid.ts';
import type { TrainedModel, TrainerEvent } from '../trainer/train.ts';

type Epoch = Omit<Extract<TrainerEvent, { kind: 'epoch' }>, 'best'>;
export type LossName = 'squared_loss' | 'absolute_loss';

const host = 'host=algo-1';
export const objectiveName = (loss: LossName) =>
  loss === 'absolute_loss' ? 'absolute_loss_objective' : 'mse_objective';

/** `[MM/DD/YYYY HH:MM:SS LEVEL 1] text`, as the container's Python logging prints. */
export function logged(at: Date, text: string, level: 'INFO' | 'WARNING' | 'ERROR' = 'INFO'): string {
  const [date = '', time = ''] = at.toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `[${month}/${day}/${year} ${time.slice(0, 8)} ${level} 1] ${text}`;
}

/** The lines before training: what was asked for and what the scaler found. */
export function openingLines(at: Date, given: Readonly<Record<string, string>>): string[] {
  const defaults = Object.fromEntries(
    hyperparameterTable.flatMap(({ name, default: value }) => (value === undefined ? [] : [[name, value]])),
  );
  return [
    'Docker entrypoint called with argument(s): train',
    logged(
      at,
      `Merging with provided configuration from /opt/ml/input/config/hyperparameters.json: ${pythonDict(given)}`,
    ),
    logged(at, `Final configuration: ${pythonDict({ ...defaults, ...given })}`),
    logged(at, 'Using default worker.'),
    logged(at, 'Checkpoint loading and saving are disabled.'),
  ];
}

export function scalerLines(at: Date, { scaler }: Extract<TrainerEvent, { kind: 'scaler' }>): string[] {
  const array = (values: Iterable<number>) =>
    `[${Array.from(values, (value) => pythonRepr(value)).join(' ')}]`;
  return [
    logged(at, 'Scaling model computed with parameters:'),
    ` {'stdev_label': ${array([scaler.labelScale])}, 'stdev_weight': ${array(scaler.featureScales)}, 'mean_label': ${array([scaler.labelMean])}, 'mean_weight': ${array(scaler.featureMeans)}}`,
    logged(at, 'Number of GPUs being used: 0'),
  ];
}

/** The lines of one epoch: each model's loss, the criterion, the decision, progress and throughput. */
export function epochLines(
  at: Date,
  event: Epoch,
  run: {
    readonly loss: LossName;
    readonly epochs: number;
    readonly rowCount: number;
    readonly durationMs: number;
  },
): string[] {
  const { epoch, trainLosses, validationLosses, criterion, decision } = event;
  const objective = objectiveName(run.loss);
  const metrics = (split: 'train' | 'validation', losses: readonly number[]) =>
    losses.map((value, model) => metricsLine(at, { epoch, model }, `${split}_${objective}`, value));
  const quality = (split: string, value: number | undefined) =>
    logged(
      at,
      `#quality_metric: ${host}, epoch=${epoch}, ${split} ${objective} <loss>=${pythonRepr(value ?? Number.NaN)}`,
    );
  const stopped = decision.kind === 'stop';
  const percent =
    stopped || epoch + 1 === run.epochs
      ? '100 % epochs'
      : `${pythonRepr(((epoch + 1) / run.epochs) * 100)} % of epochs`;
  return [
    ...metrics('train', trainLosses),
    ...(validationLosses ? metrics('validation', validationLosses) : []),
    quality('train', trainLosses[0]),
    ...(validationLosses ? [quality('validation', validationLosses[0])] : []),
    logged(
      at,
      `#early_stopping_criteria_metric: ${host}, epoch=${epoch}, criteria=${objective}, value=${pythonRepr(criterion)}`,
    ),
    ...decisionLines(at, epoch, decision),
    logged(at, `#progress_metric: ${host}, completed ${percent}`),
    logged(
      at,
      `#throughput_metric: ${host}, train throughput=${pythonRepr(run.rowCount / Math.max(run.durationMs / 1000, 1e-6))} records/second`,
    ),
  ];
}

function decisionLines(at: Date, epoch: number, decision: EpochDecision): string[] {
  switch (decision.kind) {
    case 'improved':
      return [
        logged(at, `Epoch ${epoch}: Loss improved. Updating best model`),
        logged(at, `Saving model for epoch: ${epoch}`),
      ];
    case 'recovering':
      return [logged(at, `Epoch ${epoch}: Loss has not improved for 0 epochs.`)];
    case 'waiting':
      return [logged(at, `Epoch ${epoch}: Loss has not improved for ${decision.epochsWithoutGain} epochs.`)];
    case 'stop':
      return [logged(at, 'Early stop condition met. Stopping training.')];
  }
}

/** The lines after training: scores of each channel and the settings that won. */
export function closingLines(at: Date, loss: LossName, trained: TrainedModel): string[] {
  const { train, validation, test } = trained.scores;
  return [
    ...(validation ? scoreLines(at, 'validation', loss, validation) : []),
    ...scoreLines(at, 'train', loss, train),
    logged(at, `Best model found for hyperparameters: ${bestJson(trained.settings)}`),
    logged(at, 'Saved checkpoint to "/tmp/model/mx-mod-0000.params"'),
    ...(test ? scoreLines(at, 'test', loss, test) : [logged(at, 'Test data is not provided.')]),
  ];
}

function scoreLines(at: Date, split: string, loss: LossName, metrics: RegressionMetrics): string[] {
  const scores: [string, number][] = [
    [objectiveName(loss), loss === 'absolute_loss' ? metrics.mae : metrics.mse],
    ['mse', metrics.mse],
    ['absolute_loss', metrics.mae],
    ['rmse', metrics.rmse],
    ['r2', metrics.r2 ?? Number.NaN],
    ['mae', metrics.mae],
  ];
  return [
    ...scores.map(([name, value]) =>
      logged(at, `#${split}_score (algo-1) : ('${name}', ${pythonRepr(value)})`),
    ),
    ...scores.map(([name, value]) =>
      logged(at, `#quality_metric: ${host}, ${split} ${name} <loss>=${pythonRepr(value)}`),
    ),
  ];
}

function bestJson(settings: ModelSettings): string {
  const entries: [string, string][] = [
    ['optimizer', '"adam"'],
    ['learning_rate', pythonRepr(settings.learningRate)],
    ['wd', pythonRepr(settings.wd)],
    ['l1', '0.0'],
    ['lr_scheduler_step', String(settings.lrSchedulerStep)],
    ['lr_scheduler_factor', '0.99'],
    ['lr_scheduler_minimum_lr', pythonRepr(settings.lrSchedulerMinimumLr)],
  ];
  return `{${entries.map(([name, value]) => `"${name}": ${value}`).join(', ')}}`;
}

function metricsLine(
  at: Date,
  dimensions: { epoch: number; model: number },
  name: string,
  value: number,
): string {
  const seconds = at.getTime() / 1000;
  const number = pythonRepr(value);
  return (
    `#metrics {"StartTime": ${pythonRepr(seconds)}, "EndTime": ${pythonRepr(seconds)}, "Dimensions": {"Algorithm": "Linear Learner", "Host": "algo-1", ` +
    `"Operation": "training", "epoch": ${dimensions.epoch}, "model": ${dimensions.model}}, "Metrics": {"${name}": {"sum": ${number}, "count": 1, "min": ${number}, "max": ${number}}}}`
  );
}

function pythonDict(values: Readonly<Record<string, string>>): string {
  return `{${Object.entries(values)
    .map(([name, value]) => `'${name}': '${value}'`)
    .join(', ')}}`;
}
