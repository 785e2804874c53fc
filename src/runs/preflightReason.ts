import type { PreflightItem } from '../data/engine/engine.ts';

/** Why a training would fail, for the one who started it without a look at the preflight. */
export function preflightReason({ kind, facts }: PreflightItem): string {
  switch (kind) {
    case 'batch-too-large':
      return `mini_batch_size ${facts['miniBatchSize']} is more than the ${facts['trainRows']} training rows, so no batch is full. Set it to ${facts['suggested']}.`;
    case 'class-count':
      return `${facts['target']} has ${facts['count']} different values; a ${facts['predictorType']} needs ${facts['predictorType'] === 'binary_classifier' ? '2' : '3 or more'}.`;
    case 'class-limit':
      return `${facts['target']} has ${facts['count']} different values: too many to be classes.`;
    case 'num-classes':
      return `num_classes is ${facts['given']}, but ${facts['target']} has ${facts['count']} classes.`;
    case 'one-class':
      return `all training rows have ${facts['name']} in ${facts['target']}: there is nothing to tell apart.`;
    case 'hyperparameter-refused':
      return `${facts['name']} cannot be ${facts['found']}: it must be ${facts['expected']}.`;
    case 'partial-batch':
    case 'no-test-rows':
    case 'few-test-rows':
    case 'constant-feature':
    case 'table-readable':
    case 'values-complete':
    case 'batches-full':
    case 'class-not-in-training':
    case 'classes-known':
      return kind;
  }
}
