import * as vscode from 'vscode';
import type { Explanations } from './types.ts';
import { chooseDestination, credentialsRemedies, refresh, say, showLog, switchConnection } from './words.ts';

const { t } = vscode.l10n;

export const ofAws = {
  'credentials-expired': ({ sso, help }) =>
    say(
      sso
        ? t('The sign-in has expired. Sign in again.')
        : t('The credentials have expired. Renew them and try again.'),
      ...credentialsRemedies(help),
    ),
  'not-signed-in': ({ help }) =>
    say(t('You are not signed in. Sign in to use this connection.'), ...credentialsRemedies(help)),
  'credentials-missing': ({ awsMessage, help }) => {
    const message =
      help?.missingProfile === undefined
        ? t('This connection has no credentials. {0}', awsMessage)
        : t('Profile {0} is not in your AWS config or credentials file.', help.missingProfile);
    return say(message, ...credentialsRemedies(help));
  },
  'mfa-code-needed': ({ serialNumber, help }) =>
    say(
      t('This connection needs a code of the device {0}. Sign in to enter it.', serialNumber),
      ...credentialsRemedies(help),
    ),
  'mfa-code-rejected': ({ serialNumber, help }) =>
    say(
      t(
        'The code from MFA device {0} was not accepted. Each code works once, for 30 seconds: sign in with the next one.',
        serialNumber,
      ),
      ...credentialsRemedies(help),
    ),
  'credentials-rejected': ({ awsMessage, help }) =>
    say(
      t('The credentials were not accepted. {0}', awsMessage),
      // Somebody who is signed in already is somebody else.
      ...(help?.signsIn === false ? credentialsRemedies(help) : [switchConnection]),
    ),
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
  'clock-skewed': () =>
    say(
      t(
        "This machine's clock differs from that of AWS. Set it, or let it be set from the internet, and try again.",
      ),
    ),
  'pass-role-denied': ({ roleArn }) =>
    say(
      t(
        'Not authorized to pass the role {0} to SageMaker. Request iam:PassRole on it, or use another role.',
        roleArn,
      ),
      chooseDestination,
    ),
  'access-denied': ({ action, resource }) =>
    say(
      resource === ''
        ? t('Not authorized to perform {0}. Request this permission, or switch to another profile.', action)
        : t(
            'Not authorized to perform {0} on {1}. Request this permission, or switch to another profile.',
            action,
            resource,
          ),
      switchConnection,
    ),
  'bill-not-available': ({ awsMessage }) =>
    say(
      t(
        'Cost Explorer has no figures yet: it must be enabled in the Billing console, by the management account of an organization, and needs about a day. {0}',
        awsMessage,
      ),
    ),
  'role-not-assumable': ({ roleArn }) =>
    say(
      roleArn === ''
        ? t(
            'SageMaker cannot assume the execution role. Its trust policy must allow sagemaker.amazonaws.com; a role that was just created needs up to two minutes.',
          )
        : t(
            'SageMaker cannot assume the role {0}. Its trust policy must allow sagemaker.amazonaws.com; a role that was just created needs up to two minutes.',
            roleArn,
          ),
      chooseDestination,
    ),
  'role-lacks-access': ({ awsMessage }) =>
    say(t('The execution role lacks permissions that the run needs. {0}', awsMessage), chooseDestination),
  'object-changed': ({ awsMessage }) =>
    say(t('Someone else has just changed it. Try again. {0}', awsMessage)),
  'table-objects-missing': ({ s3Uri }) =>
    say(
      t(
        'There is no table directly under {0}: no object whose key ends in .csv, .parquet, .jsonl or similar.',
        s3Uri,
      ),
    ),
  'too-many-table-objects': ({ s3Uri, limit }) =>
    say(t('{0} has more than {1} tables. Open a prefix with fewer, or a single table.', s3Uri, limit)),
  'training-data-replaced': ({ s3Uri, trainingJobName, otherJobName }) =>
    say(
      otherJobName === ''
        ? t('{0} no longer has the training data of {1}. Train again to upload it.', s3Uri, trainingJobName)
        : t(
            '{0} now holds the training data of {1} instead of {2}. Train again, or give the experiment its own output prefix.',
            s3Uri,
            otherJobName,
            trainingJobName,
          ),
    ),
  'training-data-not-found': ({ s3Uri }) =>
    say(
      t(
        'SageMaker finds no training data at {0}. Train again to upload it. If it is there, the execution role lacks s3:ListBucket on the bucket.',
        s3Uri,
      ),
      chooseDestination,
    ),
  'model-data-unreadable': ({ s3Uri, region }) =>
    say(
      region === undefined
        ? t(
            'SageMaker cannot read the model at {0}. Either it was deleted, or the execution role lacks s3:GetObject and s3:ListBucket there.',
            s3Uri,
          )
        : t('SageMaker cannot read the model at {0}. It must be in region {1}.', s3Uri, region),
    ),
  'bucket-in-other-region': ({ region }) =>
    say(
      t('The bucket is in region {0}. Use a bucket in the region of this connection.', region),
      chooseDestination,
    ),
  'bucket-yours-already': () =>
    say(t('This bucket is already yours. Choose it instead of creating it.'), chooseDestination),
  'bucket-taken': () =>
    say(t('Another account owns this bucket name. Choose another one.'), chooseDestination),
  'bucket-of-other-account': ({ bucket, accountId }) =>
    say(
      t(
        'Bucket {0} does not belong to your account, {1}. Nothing was sent. Confirm its owner, or choose another bucket.',
        bucket,
        accountId,
      ),
      { kind: 'agreeToOwner', bucket },
      chooseDestination,
    ),
  'bucket-owner-other': ({ bucket, owner }) =>
    say(
      t(
        'Bucket {0} does not belong to account {1}, its expected owner. Nothing was sent. Find out who owns it now, or choose another bucket.',
        bucket,
        owner,
      ),
      chooseDestination,
    ),
  'bucket-name-invalid': ({ bucket }) =>
    say(
      t(
        '"{0}" is not a valid bucket name. Use 3 to 63 lowercase letters, digits, dots and hyphens, starting and ending with a letter or a digit.',
        bucket,
      ),
    ),
  's3-uri-invalid': ({ uri }) => say(t('"{0}" is not an S3 URI. Expected s3://bucket/key.', uri)),
  'resource-not-found': ({ awsMessage, s3Uri }) =>
    say(
      s3Uri === undefined
        ? t('It no longer exists. {0}', awsMessage)
        : t('{0} does not exist on this connection. Check the address and the connection.', s3Uri),
      { kind: 'refresh' },
    ),
  'resource-name-taken': ({ awsMessage }) =>
    say(
      t(
        'This name is already in use. Choose another one, or delete the resource that has it. {0}',
        awsMessage,
      ),
    ),
  'endpoint-busy': ({ awsMessage }) =>
    say(t('The endpoint is being updated. Try again in a moment. {0}', awsMessage)),
  'deletion-not-seen': ({ name }) =>
    say(
      t(
        'AWS accepted the request to delete or stop {0}, but has not done so yet. Try again in a moment.',
        name,
      ),
    ),
  'endpoint-failed': ({ endpointName, reason }) =>
    say(t('Endpoint {0} is not in service: {1}', endpointName, reason)),
  'quota-exceeded': ({ quota, limit }) =>
    say(
      limit === undefined
        ? t('The quota {0} is used up. Request an increase from AWS, or choose another instance type.', quota)
        : t(
            'The quota {0} is {1}. Request an increase from AWS, or choose another instance type.',
            quota,
            limit,
          ),
    ),
  'capacity-missing': () =>
    say(
      t(
        'AWS has no capacity for this instance type at the moment. Choose another type, try again later, or use another region.',
      ),
    ),
  throttled: () => say(t('AWS is throttling requests. Try again in a moment.')),
  'network-unreachable': ({ networkCode, host = '' }) =>
    say(
      host === ''
        ? t('The service cannot be reached ({0}). Check the network and the proxy.', networkCode)
        : t('{0} cannot be reached ({1}). Check the network and the proxy.', host, networkCode),
      refresh,
      switchConnection,
    ),
  'prices-missing': ({ region }) =>
    say(t('AWS publishes no SageMaker prices for {0}. Enter a rate with Linear Learner: Set Rate.', region)),
  'price-file-unusable': ({ region, url, found }) =>
    say(
      t(
        'The prices for {0} could not be read: {1} is not the expected price list ({2}). The previous prices are kept. Try again later, or check whether a proxy replaces the response.',
        region,
        url,
        found,
      ),
      showLog,
    ),
  'certificate-untrusted': ({ networkCode, host }) =>
    say(
      t(
        'The certificate of {0} is not trusted ({1}). If a proxy of your organization opens encrypted connections, set AWS_CA_BUNDLE, or ca_bundle of the profile, to the file with its certificates.',
        host === '' ? t('the service') : host,
        networkCode,
      ),
      showLog,
    ),
  'proxy-failed': ({ proxy, status }) =>
    say(
      status === undefined
        ? t('The proxy {0} cannot be reached. Check the setting http.proxy, or HTTPS_PROXY.', proxy)
        : status === 407
          ? t(
              'The proxy {0} requires a user name and a password. Put them into the setting http.proxy, or HTTPS_PROXY.',
              proxy,
            )
          : t(
              'The proxy {0} refused the connection (HTTP {1}). Ask for access, or name hosts that need no proxy in http.noProxy or NO_PROXY.',
              proxy,
              status,
            ),
      showLog,
    ),
  'proxy-invalid': ({ source, url }) =>
    say(t('{0} is not the URL of a proxy: "{1}". Expected http://host:port.', source, url), showLog),
  'proxies-unsupported': ({ version }) =>
    say(t('Node {0} cannot use a proxy. Use Node 22.21, 24.5 or later.', version), showLog),
  'certificates-unreadable': ({ source, path }) =>
    say(t('The file of certificates that {0} names cannot be read: {1}.', source, path), showLog),
  'local-server-gone': () =>
    say(t('The embedded server has stopped. The next action restarts it.'), { kind: 'refresh' }, showLog),
  'local-server-not-started': () =>
    say(t('The embedded server is not running. The next action starts it.'), { kind: 'refresh' }),
  'model-error': ({ awsMessage }) => say(t('The endpoint returned an error: {0}', awsMessage)),
  'storage-full': () =>
    say(t("The embedded server's disk is full. No partial file was left. Free some space and try again.")),
  'request-invalid': ({ awsMessage }) => say(t('The request was refused. {0}', awsMessage), showLog),
  'service-failed': ({ name, awsMessage }) =>
    say(t('The service failed ({0}). {1}', name, awsMessage), showLog),
  'answer-incomplete': ({ operation, member }) =>
    say(t('The response of {0} lacks {1}.', operation, member), showLog),
  'answer-unreadable': ({ operation }) => say(t('The response of {0} cannot be read.', operation), showLog),
  'upload-unreadable': ({ path, systemCode }) =>
    say(t('{0} cannot be read ({1}). Nothing was uploaded from it.', path, systemCode)),
  'download-unwritable': ({ path, systemCode }) =>
    say(t('{0} cannot be written ({1}). Is the disk full?', path, systemCode)),
  'local-server-failed': ({ found }) =>
    say(t('The embedded server could not be started: {0}.', found), showLog),
} satisfies Partial<Explanations>;
