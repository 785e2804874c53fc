import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { AwsFailure } from '../aws/errors.ts';
import type { PreflightKind } from '../data/engine/engine.ts';
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
/** A button that opens the file; none for what came from no file. */
const openAt = (file: string, line = 1): readonly Remedy[] =>
  file === '' ? [] : [{ kind: 'openFile', file, line }];
/** Messages name a file as the Explorer does; the button knows the full path. */
const nameOf = (file: string) => basename(file);
/** Where a value stands, as far as it comes from a file. */
const placeOf = ({ file, row, column }: { file: string; row: number; column: string }) =>
  file === ''
    ? t('Row {0}, column {1}', row, column)
    : t('{0}, row {1}, column {2}', nameOf(file), row, column);
const showLog: Remedy = { kind: 'showLog' };
const switchConnection: Remedy = { kind: 'switchConnection' };
const sideOf = (side: 'train' | 'test' | 'validation') =>
  ({ train: t('training'), test: t('test'), validation: t('validation') })[side];
const roleOf = (role: 'target' | 'feature') => (role === 'target' ? t('target') : t('feature'));

/** What is wrong with JSON, by jsonc-parser's name of it. */
function jsonProblem(problem: string): string {
  switch (problem) {
    case 'CommaExpected':
      return t('a comma is missing before this, or a quote, bracket or brace.');
    case 'ColonExpected':
      return t('a colon is missing after the key.');
    case 'PropertyNameExpected':
      return t('a key in double quotes is missing here; the last entry has no comma after it.');
    case 'CloseBraceExpected':
      return t('a closing brace } is missing.');
    case 'CloseBracketExpected':
      return t('a closing bracket ] is missing.');
    case 'UnexpectedEndOfString':
      return t('a closing double quote is missing.');
    case 'EndOfFileExpected':
      return t('something follows the end of the experiment. Remove it.');
    case 'InvalidCommentToken':
    case 'UnexpectedEndOfComment':
      return t('JSON has no comments. Remove it.');
    case 'ValueExpected':
      return t('a value is missing here.');
    case 'InvalidCharacter':
    case 'InvalidEscapeCharacter':
    case 'InvalidUnicode':
      return t('this text holds a character that JSON does not allow in quotes.');
    default:
      return t('this word is not JSON. Texts and keys stand in double quotes.');
  }
}

/** Why a job would fail, by the kind of the preflight's item, and what to do. */
function preflightProblem(kind: PreflightKind, facts: Readonly<Record<string, number | string>>): string {
  const fact = (name: string) => facts[name] ?? '';
  switch (kind) {
    case 'batch-too-large':
      return t(
        'mini_batch_size {0} is more than the {1} training rows, so no batch is full. Set it to {2}.',
        fact('miniBatchSize'),
        fact('trainRows'),
        fact('suggested'),
      );
    case 'target-is-feature':
      return t('{0} is the target and a feature. Remove it from the features.', fact('column'));
    case 'feature-twice':
      return t('{0} is a feature twice. Remove it once.', fact('column'));
    case 'feature-dim':
      return t(
        'feature_dim is {0}, but there are {1} features. Remove feature_dim.',
        fact('given'),
        fact('featureCount'),
      );
    case 'hyperparameter-refused':
      return t('{0} cannot be {1}: it must be {2}.', fact('name'), fact('found'), fact('expected'));
    case 'memory-short':
    case 'partial-batch':
    case 'no-test-rows':
    case 'few-test-rows':
    case 'constant-feature':
    case 'values-complete':
    case 'batches-full':
      return kind; // no failures
  }
}

const ofData = {
  'file-missing': ({ file }) =>
    say(t('{0} is not there. Put it back, or choose another file.', nameOf(file))),
  'file-unreadable': ({ file, found }) =>
    say(t('{0} cannot be opened ({1}). Check its permissions.', nameOf(file), found)),
  'file-changed': ({ file }) =>
    say(
      t('{0} changed after it was looked at. Nothing was created: look at it and try again.', nameOf(file)),
      ...openAt(file),
    ),
  'disk-full': ({ file }) =>
    say(
      t(
        'The disk is full, so {0} was not written. Nothing was left half-written: free some space and try again.',
        nameOf(file),
      ),
    ),
  'table-empty': ({ file }) =>
    say(t('{0} is empty. A table needs a header and rows.', nameOf(file)), ...openAt(file)),
  'table-encoding': ({ file, line, found }) =>
    say(
      found === 'UTF-16'
        ? t('{0} is in UTF-16. Save it with the encoding UTF-8.', nameOf(file))
        : t(
            '{0}, line {1}: not in UTF-8, so letters would be lost. Open it with its own encoding and save it with UTF-8.',
            nameOf(file),
            line,
          ),
      ...openAt(file, line),
    ),
  'table-header-only': ({ file }) =>
    say(t('{0} has a header and no row. Add rows and try again.', nameOf(file)), ...openAt(file)),
  'table-ragged': ({ file, row, line, column, expected, found }) =>
    say(
      t(
        '{0}: {1} values where the header has {2} columns. Look for a missing or an extra delimiter.',
        placeOf({ file, row, column }),
        found,
        expected,
      ),
      ...openAt(file, line),
    ),
  'table-quotes': ({ file, line }) =>
    say(
      t(
        '{0}, line {1}: a quote is opened and never closed, or stands inside a value. Quote the whole value and double its quotes.',
        nameOf(file),
        line,
      ),
      ...openAt(file, line),
    ),
  'column-nameless': ({ file, line, number }) =>
    say(
      t('{0}: column {1} has no name. Name it in the header.', nameOf(file), number),
      ...openAt(file, line),
    ),
  'column-duplicate': ({ file, line, column }) =>
    say(t('{0} has two columns named {1}. Rename one of them.', nameOf(file), column), ...openAt(file, line)),
  'column-unknown': ({ file, column, suggestion }) =>
    say(
      suggestion === ''
        ? t('{0} has no column {1}. Choose one that it has.', nameOf(file), column)
        : t('{0} has no column {1}. Did you mean {2}?', nameOf(file), column, suggestion),
      ...openAt(file),
    ),
  'value-not-numeric': ({ file, row, line, column, found, role }) =>
    say(
      t(
        '{0}: "{1}" is not a number, and {2} is a {3}. Mend the value, or do not use the column.',
        placeOf({ file, row, column }),
        found,
        column,
        roleOf(role),
      ),
      ...openAt(file, line),
    ),
  'value-missing': ({ file, row, line, column, role }) =>
    say(
      t(
        '{0}: the value is missing, and {1} is a {2}. Fill it in, or do not use the column.',
        placeOf({ file, row, column }),
        column,
        roleOf(role),
      ),
      ...openAt(file, line),
    ),
  'no-features': ({ file }) =>
    say(
      t('{0} has no numeric column to predict from. Numbers are written like 1234.5.', nameOf(file)),
      ...openAt(file),
    ),
  'split-empty': ({ file, side, rowCount }) =>
    say(
      t(
        '{0}: the split of {1} rows leaves no {2} rows. Add rows, or change the sizes of the split.',
        nameOf(file),
        rowCount,
        sideOf(side),
      ),
      ...openAt(file),
    ),
  'experiment-json': ({ file, line, column, problem }) =>
    say(
      t('{0}, line {1}, column {2}: {3}', nameOf(file), line, column, jsonProblem(problem)),
      ...openAt(file, line),
    ),
  'experiment-key': ({ file, line, key, suggestion }) =>
    say(
      suggestion === ''
        ? t('{0}, line {1}: {2} is not a key of an experiment. Remove it.', nameOf(file), line, key)
        : t(
            '{0}, line {1}: {2} is not a key of an experiment. Did you mean {3}?',
            nameOf(file),
            line,
            key,
            suggestion,
          ),
      ...openAt(file, line),
    ),
  'experiment-value': ({ file, line, key, found, expected }) =>
    say(
      found === ''
        ? t('{0}, line {1}: {2} is missing. It must be {3}.', nameOf(file), line, key, expected)
        : t('{0}, line {1}: {2} is {3}, but must be {4}.', nameOf(file), line, key, found, expected),
      ...openAt(file, line),
    ),
  'preflight-failed': ({ file, kind, facts }) =>
    say(t('{0}: {1} Nothing was created.', nameOf(file), preflightProblem(kind, facts)), ...openAt(file)),
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
  'object-changed': ({ awsMessage }) =>
    say(t('It was changed by somebody else just now. Try again. {0}', awsMessage)),
  'training-data-replaced': ({ s3Uri, trainingJobName, otherJobName }) =>
    say(
      otherJobName === ''
        ? t('{0} no longer holds the training data of {1}. Train again to upload it.', s3Uri, trainingJobName)
        : t(
            '{0} holds the training data of {1} now, no longer that of {2}. Train again, or give the experiment an output prefix of its own.',
            s3Uri,
            otherJobName,
            trainingJobName,
          ),
    ),
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
  'resource-name-taken': ({ awsMessage }) =>
    say(t('This name is taken. Choose another one, or delete what has it. {0}', awsMessage)),
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
  'storage-full': () =>
    say(
      t(
        'The disk of the embedded server is full. Nothing was left half-written: free some space and try again.',
      ),
    ),
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
