import * as vscode from 'vscode';
import type { ArtifactFailure } from '../../learner/artifact/errors.ts';
import type { FormatFailure } from '../../learner/formats/errors.ts';
import type { HyperparameterFailure } from '../../learner/hyperparameters/errors.ts';
import type { TrainingFailure } from '../../learner/trainer/errors.ts';
import type { Explanations } from './types.ts';
import { say } from './words.ts';

const { t } = vscode.l10n;

type LearnerFailure = ArtifactFailure | FormatFailure | HyperparameterFailure | TrainingFailure;

export const ofLearner: Pick<Explanations, LearnerFailure['code']> = {
  'artifact-corrupt': ({ found }) => say(t('The model artifact cannot be read: {0}. Train again.', found)),
  'recordio-corrupt': ({ record, found, offset }) =>
    say(
      offset === undefined
        ? t('Record {0} of the RecordIO data is damaged: {1}', record, found)
        : t(
            'Record {0} of the RecordIO data, at byte {1}, is damaged: {2}. The {3} records before it can be read. Nothing was written.',
            record,
            offset,
            found,
            record - 1,
          ),
    ),
  'recordio-tensor-type': ({ record, found }) =>
    say(t('Record {0} contains a {1}. Linear Learner reads only Float32 tensors.', record, found)),
  'record-width': ({ record, expected, found }) =>
    say(t('Record {0} has {1} values, but the records before it have {2}.', record, found, expected)),
  'csv-width': ({ record, expected, found }) =>
    say(t('Row {0} has {1} columns, but the rows before it have {2}.', record, found, expected)),
  'csv-not-numeric': ({ record, found }) =>
    say(t('Row {0} contains "{1}", which is not a number.', record, found)),
  'hyperparameter-unknown': ({ name, suggestion }) =>
    say(
      suggestion === undefined
        ? t('{0} is not a hyperparameter of Linear Learner.', name)
        : t('{0} is not a hyperparameter of Linear Learner. Did you mean {1}?', name, suggestion),
    ),
  'hyperparameter-range': ({ name, found, expected }) =>
    say(t('{0} cannot be {1}: it must be {2}.', name, found, expected)),
  'hyperparameter-missing': ({ name }) => say(t('The hyperparameter {0} is required.', name)),
  'no-training-data': ({ rowCount, miniBatchSize }) =>
    say(
      t(
        '{0} rows do not fill one batch of mini_batch_size {1}. Lower mini_batch_size.',
        rowCount,
        miniBatchSize,
      ),
    ),
  'feature-dim': ({ expected, found, channel, isGiven }) =>
    say(
      isGiven || channel === 'train'
        ? t('The {0} channel has {1} features, but feature_dim is {2}.', channel, found, expected)
        : t('The {0} channel has {1} features, but the train channel has {2}.', channel, found, expected),
    ),
  'labels-missing': ({ channel, record }) =>
    say(t('Record {0} of the {1} channel has no label.', record, channel)),
  'label-invalid': ({ channel, row, found, expected }) =>
    say(t('Row {0} of the {1} channel has the label {2}, which must be {3}.', row, channel, found, expected)),
  'feature-invalid': ({ channel, row, feature, found }) =>
    say(
      t(
        'Row {0} of the {1} channel has the value {2} in feature {3}, which must be a finite number.',
        row,
        channel,
        found,
        feature,
      ),
    ),
  'training-too-large': ({ featureCount, modelCount, classCount }) =>
    say(
      classCount > 1
        ? t(
            'Training {0} models of {1} features with {2} classes each needs more than 4 GiB of memory. Lower num_classes or num_models, or use fewer features.',
            modelCount,
            featureCount,
            classCount,
          )
        : t(
            'Training {0} models of {1} features needs more than 4 GiB of memory. Lower num_models, or use fewer features.',
            modelCount,
            featureCount,
          ),
    ),
  'training-diverged': ({ epoch }) =>
    say(t('Training diverged in epoch {0}. Lower learning_rate or wd, or look for infinite values.', epoch)),
};
