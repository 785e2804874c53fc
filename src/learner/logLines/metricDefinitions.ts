/** A metric of a training job and its pattern in the log. */
export interface MetricDefinition {
  readonly Name: string;
  readonly Regex: string;
}

const host = String.raw`host=\S+`;
const number = String.raw`(\S+)`;
const epoch = String.raw`epoch=\S+`;
const quality = (what: string) => `#quality_metric: ${host}, ${what}=${number}`;

function forSplits(splits: readonly string[], name: string, inLog: string): readonly MetricDefinition[] {
  return splits.map((split) => ({ Name: `${split}:${name}`, Regex: quality(`${split} ${inLog}`) }));
}

const allSplits = ['train', 'validation', 'test'];
const trainAndValidation = ['train', 'validation'];
const heldOut = ['validation', 'test'];
const objective = String.raw`\S+_objective <loss>`;

/**
 * The definitions that the service attaches to a Linear Learner job, as DescribeHyperParameterTuningJob lists them; a tuning job
 * also has `ObjectiveMetric`, with the pattern of the metric that it optimizes.
 */
export const metricDefinitions: readonly MetricDefinition[] = [
  { Name: 'train:progress', Regex: `#progress_metric: ${host}, completed ${number} %` },
  {
    Name: 'train:throughput',
    Regex: `#throughput_metric: ${host}, train throughput=${number} records/second`,
  },
  ...trainAndValidation.map((split) => ({
    Name: `${split}:objective_loss`,
    Regex: quality(`${epoch}, ${split} ${objective}`),
  })),
  ...forSplits(['test'], 'objective_loss', objective),
  ...forSplits(trainAndValidation, 'objective_loss:final', objective),
  ...forSplits(allSplits, 'mse', 'mse <loss>'),
  ...forSplits(allSplits, 'absolute_loss', 'absolute_loss <loss>'),
  ...forSplits(allSplits, 'binary_classification_accuracy', 'binary_classification_accuracy <score>'),
  ...forSplits(allSplits, 'binary_f_beta', String.raw`binary_f_\S+ <score>`),
  ...forSplits(allSplits, 'precision', 'precision <score>'),
  ...forSplits(allSplits, 'recall', 'recall <score>'),
  ...forSplits(heldOut, 'multiclass_accuracy', 'multiclass_accuracy <score>'),
  ...forSplits(heldOut, 'multiclass_top_k_accuracy', String.raw`multiclass_top_k_accuracy_\S+ <score>`),
  ...forSplits(heldOut, 'dcg', 'dcg <score>'),
  ...forSplits(heldOut, 'macro_recall', 'macro_recall <score>'),
  ...forSplits(heldOut, 'macro_precision', 'macro_precision <score>'),
  ...forSplits(heldOut, 'macro_f_beta', String.raw`macro_f_\S+ <score>`),
];

/** Further metrics of the developer guide's page on tuning, absent from the service's list of 2020. */
export const laterMetricDefinitions: readonly MetricDefinition[] = [
  ...forSplits(['validation'], 'rmse', 'rmse <loss>'),
  ...forSplits(heldOut, 'roc_auc_score', 'roc_auc_score <score>'),
];
