import * as vscode from 'vscode';
import type { Explanations } from './types.ts';
import { nameOf, say, showLog, switchConnection } from './words.ts';

const { t } = vscode.l10n;

/** Cents, and three decimals below a dollar. */
const usd = (amount: number) => amount.toFixed(amount > 0 && amount < 1 ? 3 : 2);

export const ofRuns = {
  'endpoints-not-deleted': ({ names, reason }) =>
    say(
      t('Not deleted, and billed until they are: {0}. {1}', names, reason),
      { kind: 'deleteAllEndpoints' },
      showLog,
    ),
  'endpoint-partly-deleted': ({ endpointName, left, reason }) =>
    say(
      t(
        'Endpoint {0} is deleted and no longer billed. Not deleted yet, and retried later: {1}. {2}',
        endpointName,
        left.map(partText).join(', '),
        reason,
      ),
      showLog,
    ),
  'other-account': ({ accountId, found }) =>
    say(
      t(
        'This belongs to account {0}, but the connection is signed in to account {1}. Sign in to account {0}.',
        accountId,
        found,
      ),
    ),
  'spend-cap': ({ cap, capUsd, spentUsd, committedUsd, leftUsd, arithmetic }) =>
    say(
      cap === 'run'
        ? t(
            'Nothing was done, as it would exceed a spend cap: {0}. The spend cap per run is ${1}: ${2} is spent and ${3} may still be spent by what is running, which leaves ${4}. Choose a smaller instance type or a shorter time, delete what is running, or raise the setting {5}.',
            arithmetic,
            usd(capUsd),
            usd(spentUsd),
            usd(committedUsd),
            usd(leftUsd),
            'linearLearner.runSpendCap',
          )
        : t(
            'Nothing was done, as it would exceed a spend cap: {0}. The monthly spend cap is ${1}: ${2} is spent and ${3} may still be spent by what is running, which leaves ${4}. Choose a smaller instance type or a shorter time, delete what is running, or raise the setting {5}.',
            arithmetic,
            usd(capUsd),
            usd(spentUsd),
            usd(committedUsd),
            usd(leftUsd),
            'linearLearner.monthlySpendCap',
          ),
    ),
  'spend-unpriced': ({ instanceType, region, name }) =>
    say(
      name === undefined
        ? t(
            'Nothing was done: a spend cap is set, and the price of {0} in {1} is unknown. Run Linear Learner: Refresh Prices, or enter the rate with Linear Learner: Set Rate.',
            instanceType,
            region,
          )
        : t(
            'Nothing was done: a spend cap is set, and the price of {0} ({1} in {2}) is unknown, so it cannot be counted. Run Linear Learner: Refresh Prices, or enter the rate with Linear Learner: Set Rate.',
            name,
            instanceType,
            region,
          ),
    ),
  'endpoint-gone': ({ endpointName }) =>
    say(
      t(
        'Endpoint {0} no longer exists and costs nothing. Deploy the model again to get predictions.',
        endpointName,
      ),
      { kind: 'refresh' },
    ),
  'endpoint-not-ours': ({ endpointName }) =>
    say(
      t(
        "Endpoint {0} was not deployed by Linear Learner, so its model's columns are unknown. Deploy one of your training jobs instead.",
        endpointName,
      ),
    ),
  'run-gone': ({ trainingJobName }) =>
    say(
      t(
        '{0} is no longer among the runs of this machine: it was deleted, maybe in another window.',
        trainingJobName,
      ),
      { kind: 'refresh' },
    ),
  'runs-to-compare': ({ given, least, most }) =>
    say(t('{0} to {1} different runs can be compared; {2} were chosen.', least, most, given)),
  'run-of-another-machine': ({ trainingJobName }) =>
    say(
      t(
        '{0} was not trained by Linear Learner, or the files beside its artifact are gone, so its columns and held-out rows are unknown. You can follow and stop it, and delete its endpoints. To evaluate, deploy or predict, train it here.',
        trainingJobName,
      ),
    ),
  'no-artifact': ({ trainingJobName }) =>
    say(t('{0} has no model artifact: it is written when the training job completes.', trainingJobName)),
  'no-held-out-rows': ({ trainingJobName }) =>
    say(
      t(
        '{0} held out no rows, so there is nothing to evaluate it on. Set the test size of its split above 0 and train again. It can still be deployed.',
        trainingJobName,
      ),
    ),
  'other-connection': ({ label }) =>
    say(
      t(
        'This belongs to {0}, which is not the connection in use. It keeps running and is billed there. Switch back to see it.',
        label,
      ),
      switchConnection,
    ),
  'table-outside': ({ file, table }) =>
    say(
      t(
        '{0} refers to the table {1}, which is outside its folder and outside the workspace. To use it, choose it yourself.',
        nameOf(file),
        table,
      ),
      { kind: 'openExperiment', file },
    ),
  's3-table-unconfirmed': ({ file, s3Uri }) =>
    say(
      t(
        '{0} uses the table {1}. An experiment reads from S3 with your credentials only after you allow it with Read it, under Preflight on the experiment’s page.',
        nameOf(file),
        s3Uri,
      ),
      { kind: 'openExperiment', file },
    ),
  'output-unconfirmed': ({ file, s3Uri, label }) =>
    say(
      t(
        '{0} has not been trained on {1} yet, and sending its data to {2} has not been confirmed. Train it from its page.',
        nameOf(file),
        label,
        s3Uri,
      ),
      { kind: 'openExperiment', file },
    ),
  'run-running': ({ trainingJobName }) =>
    say(t('{0} is still running. Stop it first, then delete it.', trainingJobName)),
  'run-deployed': ({ trainingJobName, endpointName }) =>
    say(
      t(
        'The artifact of {0} serves endpoint {1}. Delete the endpoint first, or delete the local files alone.',
        trainingJobName,
        endpointName,
      ),
    ),
  'training-starts-already': ({ file }) =>
    say(t('A training of {0} is starting already. Try again once its job is created.', nameOf(file))),
  'no-image-in-region': ({ region }) =>
    say(
      t('Linear Learner is not available in region {0}. Switch to another region.', region),
      switchConnection,
    ),
} satisfies Partial<Explanations>;

function partText({
  kind,
  name,
}: {
  readonly kind: 'endpoint' | 'config' | 'model' | 'schedule';
  readonly name: string;
}): string {
  switch (kind) {
    case 'endpoint':
      return t('endpoint {0}', name);
    case 'config':
      return t('endpoint configuration {0}', name);
    case 'model':
      return t('model {0}', name);
    case 'schedule':
      return t('schedule {0}', name);
  }
}
