import type { ExperimentReady, PreflightState } from '../contract.ts';

type Item = (PreflightState & { kind: 'known' })['items'][number];

/** The hyperparameter that an item of the preflight is about; undefined for one about something else. */
function hyperparameterOf(item: Item): string | undefined {
  if (item.kind === 'batch-too-large') return 'mini_batch_size';
  if (item.kind === 'feature-dim') return 'feature_dim';
  return item.kind === 'hyperparameter-refused' ? item.facts.name : undefined;
}

/** What makes the run fail because of this hyperparameter. */
export function failureOfHyperparameter({ preflight }: ExperimentReady, name: string): Item | undefined {
  if (preflight.kind !== 'known') return undefined;
  return preflight.items.find((item) => item.severity === 'failure' && hyperparameterOf(item) === name);
}

/** The target is no column of the table that was read. */
export function isTargetUnknown({ dataset, experiment }: ExperimentReady): boolean {
  return dataset.kind === 'known' && dataset.target?.name !== experiment.target;
}
