import * as vscode from 'vscode';
import type { Explanations } from './types.ts';
import { chooseDestination, say, showLog, switchConnection } from './words.ts';

const { t } = vscode.l10n;

export const ofAws = {
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
  'services-section-missing': ({ profile, section }) =>
    say(
      t(
        'Profile {0} names the section [services {1}], which is not in ~/.aws/config. Add it, or remove the line from the profile.',
        profile,
        section,
      ),
      switchConnection,
    ),
  'endpoint-url-invalid': ({ profile, url }) =>
    say(
      t(
        'The endpoint_url "{0}" of profile {1} is not a URL. It must begin with http:// or https://.',
        url,
        profile,
      ),
      switchConnection,
    ),
  'clock-skewed': () => say(t('The clock of this machine is wrong: set it and try again.')),
  'pass-role-denied': ({ roleArn }) =>
    say(
      t(
        'You may not pass the role {0} to SageMaker. Ask for iam:PassRole on it, or use another role.',
        roleArn,
      ),
      chooseDestination,
    ),
  'access-denied': ({ action, resource }) =>
    say(
      resource === ''
        ? t('Not authorized to perform {0}. Ask for this permission, or switch to another profile.', action)
        : t(
            'Not authorized to perform {0} on {1}. Ask for this permission, or switch to another profile.',
            action,
            resource,
          ),
      switchConnection,
    ),
  'role-not-assumable': ({ roleArn }) =>
    say(
      t('SageMaker cannot take the role {0}. Its trust policy must name sagemaker.amazonaws.com.', roleArn),
      chooseDestination,
    ),
  'role-lacks-access': ({ awsMessage }) =>
    say(t('The execution role may not read or write what the run needs. {0}', awsMessage), chooseDestination),
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
    say(
      t('The bucket lies in the region {0}. Use a bucket of the region of this connection.', region),
      chooseDestination,
    ),
  'bucket-taken': () =>
    say(t('This bucket name belongs to somebody else. Choose another one.'), chooseDestination),
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
