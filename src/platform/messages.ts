import * as vscode from 'vscode';
import type { AwsFailure } from '../aws/errors.ts';
import type { DataFailure } from '../data/errors.ts';
import type { ArtifactFailure } from '../learner/artifact/errors.ts';
import type { FormatFailure } from '../learner/formats/errors.ts';
import type { HyperparameterFailure } from '../learner/hyperparameters/errors.ts';
import type { TrainingFailure } from '../learner/trainer/errors.ts';
import type { LocalFailure } from '../local/errors.ts';
import type { Remedy } from './remedies.ts';

type KnownFailure =
  | DataFailure
  | AwsFailure
  | LocalFailure
  | ArtifactFailure
  | FormatFailure
  | HyperparameterFailure
  | TrainingFailure;

/** What happened, what to do, and buttons that do it. */
export interface Explanation {
  readonly message: string;
  readonly remedies: readonly Remedy[];
}

type Explain<Facts> = (facts: Facts) => Explanation;
type Explanations = {
  readonly [Code in KnownFailure['code']]: Explain<Extract<KnownFailure, { code: Code }>['facts']>;
};

const { t } = vscode.l10n;
const say = (message: string, ...remedies: Remedy[]): Explanation => ({ message, remedies });
const openAt = (file: string, line = 1): Remedy => ({ kind: 'openFile', file, line });
/** Line of a data row in its file: the header is line 1. */
const lineOf = (row: number) => row + 1;
const showLog: Remedy = { kind: 'showLog' };
const switchConnection: Remedy = { kind: 'switchConnection' };
const roleOf = (role: 'target' | 'feature') => (role === 'target' ? t('target') : t('feature'));

const ofData = {
  'file-missing': ({ file }) => say(t('{0} is not there. Put it back, or choose another file.', file)),
  'file-unreadable': ({ file, found }) =>
    say(t('{0} cannot be read ({1}). Check its permissions.', file, found)),
  'file-changed': ({ file }) =>
    say(t('{0} changed while it was read. Nothing was created: try again.', file), openAt(file)),
  'disk-full': ({ file }) =>
    say(
      t(
        'The disk is full, so {0} was not written. Nothing was left half-written: free some space and try again.',
        file,
      ),
    ),
  'table-empty': ({ file }) => say(t('{0} is empty. A table needs a header and rows.', file), openAt(file)),
  'table-header-only': ({ file }) =>
    say(t('{0} has a header and no row. Add rows and try again.', file), openAt(file)),
  'table-ragged': ({ file, row, line, expected, found }) =>
    say(
      t(
        '{0}, row {1}: {2} values where the header has {3}. Look for a missing or an extra delimiter.',
        file,
        row,
        found,
        expected,
      ),
      openAt(file, line),
    ),
  'table-quotes': ({ file, line }) =>
    say(t('{0}, line {1}: a quote that is opened is never closed.', file, line), openAt(file, line)),
  'column-duplicate': ({ file, column }) =>
    say(t('{0} has two columns named {1}. Rename one of them.', file, column), openAt(file)),
  'column-unknown': ({ file, column, suggestion }) =>
    say(
      suggestion === ''
        ? t('{0} has no column {1}.', file, column)
        : t('{0} has no column {1}. Did you mean {2}?', file, column, suggestion),
      openAt(file),
    ),
  'value-not-numeric': ({ file, row, column, found, role }) =>
    say(
      t(
        '{0}, row {1}, column {2}: "{3}" is not a number, and {2} is a {4}. Mend the value, or do not use the column.',
        file,
        row,
        column,
        found,
        roleOf(role),
      ),
      openAt(file, lineOf(row)),
    ),
  'value-missing': ({ file, row, column, role }) =>
    say(
      t(
        '{0}, row {1}, column {2}: the value is missing, and {2} is a {3}. Fill it in, or do not use the column.',
        file,
        row,
        column,
        roleOf(role),
      ),
      openAt(file, lineOf(row)),
    ),
  'no-features': ({ file }) => say(t('{0} has no numeric column to predict from.', file), openAt(file)),
  'split-empty': ({ side, rowCount }) =>
    say(t('The split of {0} rows leaves no {1} rows. Change the sizes of the split.', rowCount, side)),
  'experiment-json': ({ file, line, column, found }) =>
    say(t('{0}, line {1}, column {2}: {3}', file, line, column, found), openAt(file, line)),
  'experiment-key': ({ file, key, suggestion }) =>
    say(
      suggestion === ''
        ? t('{0}: {1} is not a key of an experiment. Remove it.', file, key)
        : t('{0}: {1} is not a key of an experiment. Did you mean {2}?', file, key, suggestion),
      openAt(file),
    ),
  'experiment-value': ({ file, key, found }) =>
    say(t('{0}: {1} has a value that cannot be used. {2}', file, key, found), openAt(file)),
  'preflight-failed': ({ file, reason }) =>
    say(t('{0}: {1} Nothing was created.', file, reason), openAt(file)),
  'engine-ended': ({ found }) =>
    say(t('Reading the data ended unexpectedly ({0}). Try again.', found), showLog),
} satisfies Partial<Explanations>;

const ofAws = {
  'credentials-expired': ({ sso }) =>
    say(
      sso
        ? t('The sign-in has expired. Run "aws sso login" in a terminal and try again.')
        : t('The credentials have expired. Renew them and try again.'),
      switchConnection,
    ),
  'credentials-missing': ({ awsMessage }) =>
    say(t('No credentials were found for this connection. {0}', awsMessage), switchConnection),
  'credentials-rejected': ({ awsMessage }) =>
    say(t('The credentials were not accepted. {0}', awsMessage), switchConnection),
  'clock-skewed': () => say(t('The clock of this machine is wrong: set it and try again.')),
  'pass-role-denied': ({ roleArn }) =>
    say(
      t(
        'You may not pass the role {0} to SageMaker. Ask for iam:PassRole on it, or use another role.',
        roleArn,
      ),
    ),
  'access-denied': ({ action, resource }) =>
    say(
      t('You may not {0} on {1}. Ask for this permission, or switch to another profile.', action, resource),
      switchConnection,
    ),
  'role-not-assumable': ({ roleArn }) =>
    say(
      t('SageMaker cannot take the role {0}. Its trust policy must name sagemaker.amazonaws.com.', roleArn),
    ),
  'role-lacks-access': ({ awsMessage }) =>
    say(t('The execution role may not read or write what the run needs. {0}', awsMessage)),
  'training-data-not-found': ({ s3Uri }) =>
    say(t('There is no training data under {0}. Train again to upload it.', s3Uri)),
  'model-data-unreadable': ({ s3Uri }) =>
    say(t('SageMaker cannot read the model at {0}. Was it deleted?', s3Uri)),
  'bucket-in-other-region': ({ region }) =>
    say(t('The bucket lies in the region {0}. Use a bucket of the region of this connection.', region)),
  'bucket-taken': () => say(t('This bucket name belongs to somebody else. Choose another one.')),
  'bucket-name-invalid': ({ bucket }) =>
    say(
      t(
        '"{0}" is not a bucket name: 3 to 63 small letters, digits, dots and hyphens, beginning and ending with a letter or a digit.',
        bucket,
      ),
    ),
  's3-uri-invalid': ({ uri }) => say(t('"{0}" is not an S3 URI: it looks like s3://bucket/key.', uri)),
  'resource-not-found': ({ awsMessage }) =>
    say(t('It is no longer there. {0}', awsMessage), { kind: 'refresh' }),
  'resource-name-taken': ({ awsMessage }) => say(t('This name is taken. {0}', awsMessage)),
  'endpoint-busy': ({ awsMessage }) =>
    say(t('The endpoint is changing just now. Try again in a moment. {0}', awsMessage)),
  'endpoint-failed': ({ endpointName, reason }) =>
    say(t('Endpoint {0} is not in service: {1}', endpointName, reason)),
  'quota-exceeded': ({ quota, limit }) =>
    say(
      limit === undefined
        ? t('The quota {0} is used up. Ask AWS for more, or choose another instance type.', quota)
        : t('The quota {0} is {1}. Ask AWS for more, or choose another instance type.', quota, limit),
    ),
  throttled: () => say(t('AWS asks for patience: too many requests. Try again in a moment.')),
  'network-unreachable': ({ networkCode }) =>
    say(t('The service cannot be reached ({0}). Check the network.', networkCode), switchConnection),
  'local-server-gone': () =>
    say(t('The embedded server ended. The next action starts it again.'), { kind: 'refresh' }, showLog),
  'local-server-not-started': () =>
    say(t('The embedded server is not running. The next action starts it.'), { kind: 'refresh' }),
  'model-error': ({ awsMessage }) => say(t('The endpoint could not answer: {0}', awsMessage)),
  'request-invalid': ({ awsMessage }) => say(t('The request was refused. {0}', awsMessage), showLog),
  'service-failed': ({ name, awsMessage }) =>
    say(t('The service failed ({0}). {1}', name, awsMessage), showLog),
  'answer-incomplete': ({ operation, member }) =>
    say(t('{0} answered without {1}.', operation, member), showLog),
  'answer-unreadable': ({ operation }) => say(t('The answer of {0} cannot be read.', operation), showLog),
  'upload-unreadable': ({ path, systemCode }) =>
    say(t('{0} cannot be read ({1}). Nothing was uploaded from it.', path, systemCode)),
  'download-unwritable': ({ path, systemCode }) =>
    say(t('{0} cannot be written ({1}). Is the disk full?', path, systemCode)),
  'local-server-failed': ({ found }) =>
    say(t('The embedded server could not be started: {0}.', found), showLog),
} satisfies Partial<Explanations>;

const ofLearner = {
  'artifact-corrupt': ({ found }) => say(t('The model artifact cannot be read: {0}. Train again.', found)),
  'recordio-corrupt': ({ record, found }) =>
    say(t('Record {0} of the RecordIO data is damaged: {1}', record, found)),
  'recordio-tensor-type': ({ record, found }) =>
    say(t('Record {0} holds a {1}; Linear Learner reads Float32 tensors only.', record, found)),
  'record-width': ({ record, expected, found }) =>
    say(t('Record {0} has {1} values, the records before it have {2}.', record, found, expected)),
  'csv-not-numeric': ({ record, found }) =>
    say(t('Row {0} holds "{1}", which is not a number.', record, found)),
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
      t('No batch is full: {0} rows, mini_batch_size {1}. Lower mini_batch_size.', rowCount, miniBatchSize),
    ),
  'feature-dim': ({ expected, found, channel }) =>
    say(t('The {0} channel has {1} features, feature_dim is {2}.', channel, found, expected)),
  'labels-missing': ({ channel }) => say(t('The records of the {0} channel have no label.', channel)),
  'label-invalid': ({ channel, row, found, expected }) =>
    say(t('Row {0} of the {1} channel has the label {2}: it must be {3}.', row, channel, found, expected)),
  'training-diverged': ({ epoch }) =>
    say(
      t(
        'The loss of every model stopped being a number at epoch {0}. Lower learning_rate, or look for infinite values.',
        epoch + 1,
      ),
    ),
} satisfies Partial<Explanations>;

const explanations: Explanations = { ...ofData, ...ofAws, ...ofLearner };

/** Words and remedies for any error; one that is not ours is shown as it is, with the log. */
export function explain(error: unknown): Explanation {
  if (isKnown(error)) {
    // SAFETY: code and facts of a failure belong together by its type, which an index cannot follow.
    const one = explanations[error.code] as Explain<unknown>;
    const { message, remedies } = one(error.facts);
    return { message, remedies: remedies.length === 0 ? [showLog] : remedies };
  }
  return say(error instanceof Error ? error.message : String(error), showLog);
}

/** Failures come from several bundles and over a process border, so classes cannot tell. */
function isKnown(error: unknown): error is KnownFailure {
  return (
    error instanceof Error &&
    error.name === 'Failure' &&
    'code' in error &&
    typeof error.code === 'string' &&
    Object.hasOwn(explanations, error.code) &&
    'facts' in error
  );
}
