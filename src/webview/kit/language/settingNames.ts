import { t } from './language.ts';

/** What the value at a path of an experiment is. */
export function settingName(path: readonly string[]): string {
  const [top = '', second, third] = path;
  switch (top) {
    case 'dataset':
      return t('Dataset');
    case 'target':
      return t('Target');
    case 'predictorType':
      return t('Problem');
    case 'positiveClass':
      return t('Positive class');
    case 'targetTransform':
      return t('Target transform');
    case 'format':
      return t('Format of the training data');
    case 'features':
      return second === undefined ? t('Features') : t('Feature {0}', second);
    case 'rows':
      return second === undefined ? t('Row rules') : t('Row rule about {0}', second);
    case 'hyperparameters':
      return second ?? t('Hyperparameters');
    case 'split':
      return splitName(second);
    case 'training':
      return trainingName(second);
    case 'endpoint':
      return endpointName(second);
    case 'columns':
      return third === undefined ? t('Column {0}', second ?? '') : t('Column {0}: {1}', second ?? '', third);
    case 'read':
      return second === undefined ? t('Reading') : t('Reading: {0}', path.slice(1).join('.'));
    default:
      return path.join('.');
  }
}

function splitName(key = ''): string {
  switch (key) {
    case 'test':
      return t('Test rows');
    case 'validation':
      return t('Validation rows');
    case 'seed':
      return t('Seed of the split');
    case 'shuffle':
      return t('Shuffled first');
    case 'method':
      return t('Method of the split');
    case 'column':
      return t('Column of the split');
    default:
      return key === '' ? t('Split') : t('Split: {0}', key);
  }
}

function trainingName(key = ''): string {
  switch (key) {
    case 'instanceType':
      return t('Training instance');
    case 'instanceCount':
      return t('Training instances');
    case 'maxRuntimeSeconds':
      return t('Time limit in seconds');
    default:
      return key === '' ? t('Training') : t('Training: {0}', key);
  }
}

function endpointName(key = ''): string {
  switch (key) {
    case 'instanceType':
      return t('Endpoint instance');
    case 'instanceCount':
      return t('Endpoint instances');
    default:
      return key === '' ? t('Endpoint') : t('Endpoint: {0}', key);
  }
}
