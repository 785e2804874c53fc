import * as vscode from 'vscode';
import type {
  Check,
  CheckName,
  Failed,
  Fix,
  Passed,
  PassedFacts,
  Unknown,
  Why,
} from '../../runs/preflight/check.ts';

const { t } = vscode.l10n;

/** Says what an error is, as `explain` does. */
type SayError = (error: unknown) => string;

/** A sentence about a check: what is there, what is wrong, or why it is unknown. */
export function checkText(check: Check, sayError: SayError, nowMs: number = Date.now()): string {
  switch (check.state) {
    case 'passed':
      return passedText(check, nowMs);
    case 'failed':
      return check.check === 'credentials' ? sayError(check.facts.error) : failedText(check);
    case 'unknown':
      return unknownText(check, sayError);
  }
}

/** What a check means for the training, in a word or two. */
export function verdictText(check: Check): string {
  if (check.state === 'passed') return t('Passed');
  if (check.state === 'unknown') return t('Unknown');
  if (check.check === 'endpoint-quota') return t('Blocks deployment');
  return check.mayBeWrong ? t('May block training') : t('Blocks training');
}

const timeText = (ms: number) => new Date(ms).toLocaleString(vscode.env.language);

/** The end of a sign-in that comes within this time is counted down. */
const soonMs = 15 * 60_000;

function signedInText({ accountId, expiresAtMs }: PassedFacts['credentials'], nowMs: number): string {
  if (expiresAtMs === undefined) return t('Signed in to account {0}', accountId);
  const leftMs = expiresAtMs - nowMs;
  if (leftMs > soonMs) return t('Signed in to account {0} until {1}', accountId, timeText(expiresAtMs));
  const minutes = Math.floor(leftMs / 60_000);
  return minutes < 1
    ? t('Signed in to account {0} for less than a minute', accountId)
    : t('Signed in to account {0} for {1} more min', accountId, minutes);
}

function passedText({ check, facts }: Passed, nowMs: number): string {
  switch (check) {
    case 'credentials':
      return signedInText(facts, nowMs);
    case 'image':
      return t('Linear Learner is available in {0}', facts.region);
    case 'bucket':
      if (facts.isMissing) return t('Bucket {0} does not exist yet: the training creates it', facts.bucket);
      return facts.sharedBy === undefined
        ? t('Bucket {0} is yours, in {1}', facts.bucket, facts.region)
        : t(
            'Bucket {0} is in {1} and belongs to account {2}, as confirmed',
            facts.bucket,
            facts.region,
            facts.sharedBy,
          );
    case 'bucket-access':
      return t('Your policies allow reading and writing {0}', `s3://${facts.bucket}/${facts.prefix}`);
    case 'role':
      return t('SageMaker can assume {0}', roleName(facts.roleArn));
    case 'role-access':
      return t(
        'The policies of {0} allow reading and writing {1}; the bucket’s policy is unknown',
        roleName(facts.roleArn),
        `s3://${facts.bucket}/${facts.prefix}`,
      );
    case 'pass-role':
      return t('You may pass {0} to SageMaker', roleName(facts.roleArn));
    case 'create-job':
      return t('You may create training jobs in {0}', facts.region);
    case 'training-quota':
      return facts.inUse === undefined
        ? t('Quota for training on {0}: {1}; in use: unknown', facts.instanceType, facts.limit)
        : t('Quota for training on {0}: {1}; in use: {2}', facts.instanceType, facts.limit, facts.inUse);
    case 'endpoint-quota':
      return facts.inUse === undefined
        ? t('Quota for endpoints on {0}: {1}; in use: unknown', facts.instanceType, facts.limit)
        : t('Quota for endpoints on {0}: {1}; in use: {2}', facts.instanceType, facts.limit, facts.inUse);
    case 'names':
      return t('The name of the training job is free');
    case 'batch-size':
      return t('{0} training rows fill a mini-batch of {1}', facts.trainRowCount, facts.miniBatchSize);
  }
}

/** What is wrong, and what to do; of the credentials, their error says so. */
export function failedText({ check, facts }: Exclude<Failed, { check: 'credentials' }>): string {
  switch (check) {
    case 'image':
      return t('No image of Linear Learner is known in {0}. Use another region.', facts.region);
    case 'bucket':
      return bucketText(facts);
    case 'bucket-access':
      return t(
        'Your policies do not allow {0} on {1}. Request this permission, or choose another bucket.',
        facts.actions.join(', '),
        facts.resource,
      );
    case 'role':
      return roleText(facts);
    case 'role-access':
      return t(
        'The policies of {0} do not allow {1} on {2}. Add them, or choose another role.',
        roleName(facts.roleArn),
        facts.actions.join(', '),
        facts.resource,
      );
    case 'pass-role':
      return t(
        'You may not pass {0} to SageMaker. Request iam:PassRole on it, or choose another role.',
        facts.roleArn,
      );
    case 'create-job':
      return t(
        'Your policies do not allow {0}. Request this permission, or switch to another profile.',
        facts.actions.join(', '),
      );
    case 'training-quota':
      if (facts.inUse !== undefined && facts.limit >= facts.wanted)
        return t(
          'Quota for training on {0}: {1}; in use: {2}; needed: {3}. Wait for a job to end, request a higher quota, or use another instance type.',
          facts.instanceType,
          facts.limit,
          facts.inUse,
          facts.wanted,
        );
      return t(
        'Quota for training on {0}: {1}; needed: {2}. Request a higher one, or use another instance type.',
        facts.instanceType,
        facts.limit,
        facts.wanted,
      );
    case 'endpoint-quota':
      if (facts.inUse !== undefined && facts.limit >= facts.wanted)
        return t(
          'Quota for endpoints on {0}: {1}; in use: {2}; needed to deploy: {3}. Delete an endpoint, request a higher quota, or use another instance type.',
          facts.instanceType,
          facts.limit,
          facts.inUse,
          facts.wanted,
        );
      return t(
        'Quota for endpoints on {0}: {1}; needed to deploy: {2}. Request a higher one, or use another instance type.',
        facts.instanceType,
        facts.limit,
        facts.wanted,
      );
    case 'names':
      return t('There is a training job {0} already. Try again.', facts.trainingJobName);
    case 'batch-size':
      return t(
        'A mini-batch of {0} is larger than the {1} training rows. Make it smaller.',
        facts.miniBatchSize,
        facts.trainRowCount,
      );
  }
}

function bucketText({
  why,
  bucket,
  region,
  owner = '',
}: Extract<Failed, { check: 'bucket' }>['facts']): string {
  switch (why) {
    case 'name-invalid':
      return t('"{0}" cannot be the name of a bucket. Choose another one.', bucket);
    case 'other-region':
      return t(
        'Bucket {0} is in {1}. SageMaker needs a bucket in the region of the training.',
        bucket,
        region,
      );
    case 'other-account':
      return t('Bucket {0} belongs to another account. Confirm its owner, or choose another bucket.', bucket);
    case 'owner-other':
      return t(
        'Bucket {0} no longer belongs to account {1}. Find out who owns it now, or choose another bucket.',
        bucket,
        owner,
      );
    case 'taken':
      return t('Another account has taken the name {0}. Choose another bucket.', bucket);
  }
}

function roleText({ why, roleArn }: Extract<Failed, { check: 'role' }>['facts']): string {
  switch (why) {
    case 'missing':
      return t('There is no role {0}. Choose another one.', roleArn);
    case 'untrusted':
      return t(
        'SageMaker cannot assume the role {0}. Its trust policy must allow sagemaker.amazonaws.com.',
        roleArn,
      );
    case 'malformed':
      return t('"{0}" is not the ARN of a role. Choose a role.', roleArn);
  }
}

const roleName = (arn: string) => arn.slice(arn.lastIndexOf('/') + 1);

const unknownText = ({ check, why }: Unknown, sayError: SayError) =>
  t('{0}: unknown. {1}', subjectOf(check), whyText(why, sayError));

/** What a check is about. */
function subjectOf(check: CheckName): string {
  switch (check) {
    case 'credentials':
      return t('Credentials');
    case 'image':
      return t('Image of Linear Learner');
    case 'bucket':
      return t('Bucket');
    case 'bucket-access':
      return t('Your access to the bucket');
    case 'role':
      return t('Execution role');
    case 'role-access':
      return t('The role’s access to the bucket');
    case 'pass-role':
      return t('Passing the role');
    case 'create-job':
      return t('Creating the training job');
    case 'training-quota':
      return t('Quota for training');
    case 'endpoint-quota':
      return t('Quota for endpoints');
    case 'names':
      return t('Name of the training job');
    case 'batch-size':
      return t('Mini-batch size');
  }
}

function whyText(why: Why, sayError: SayError): string {
  switch (why.kind) {
    case 'error':
      return sayError(why.error);
    case 'no-credentials':
      return t('It needs credentials.');
    case 'not-chosen':
      return t('Nothing is chosen yet. The first training asks for bucket and role.');
    case 'unconfirmed':
      return t('Nobody has confirmed yet that data goes there. Train asks before it does.');
    case 'other-account':
      return t('It is in another account, whose policies cannot be read from here.');
    case 'caller':
      return t('Policies can be simulated for users and roles alone.');
    case 'conditions':
      return t('A policy has conditions for {0} that are only known at the call.', why.actions.join(', '));
    case 'hidden':
      return t('S3 shows neither its region nor its owner with these credentials.');
    case 'no-quota':
      return t('Service Quotas lists no quota for {0}.', why.instanceType);
    case 'throttled':
      return t('AWS is throttling requests.');
    case 'no-table':
      return t('The table cannot be read.');
  }
}

export function fixText(fix: Fix): string {
  switch (fix.kind) {
    case 'signIn':
      return t('Sign In');
    case 'editProfile':
      return t('Edit Profile');
    case 'switchConnection':
      return t('Switch Connection…');
    case 'chooseBucket':
    case 'chooseOwnBucket':
      return t('Choose Bucket…');
    case 'agreeToOwner':
      return t('Confirm Owner…');
    case 'chooseRole':
      return t('Choose Role…');
    case 'useConnectionRole':
      return t('Use the Connection’s Role');
    case 'requestQuota':
      return t('Request Quota…');
    case 'useInstance':
      return t('Use {0}', fix.instanceType);
    case 'setBatchSize':
      return t('Set it to {0}', fix.value);
  }
}
