import * as vscode from 'vscode';
import type { Explanations } from './types.ts';
import { nameOf, say, showLog, switchConnection } from './words.ts';

const { t } = vscode.l10n;

export const ofRuns = {
  'endpoints-not-deleted': ({ names, reason }) =>
    say(
      t('Still there, and billed until deleted: {0}. {1}', names, reason),
      { kind: 'deleteAllEndpoints' },
      showLog,
    ),
  'endpoint-gone': ({ endpointName }) =>
    say(
      t(
        'Endpoint {0} no longer exists, so it costs nothing. Deploy the model again to ask it.',
        endpointName,
      ),
      { kind: 'refresh' },
    ),
  'endpoint-not-ours': ({ endpointName }) =>
    say(
      t(
        'Endpoint {0} was not deployed by Linear Learner, so the columns of its model are unknown here. Deploy one of your training jobs and ask that.',
        endpointName,
      ),
    ),
  'run-of-another-machine': ({ trainingJobName }) =>
    say(
      t(
        '{0} was not trained by Linear Learner, or what it leaves beside its artifact is gone: its columns and held-out rows are unknown here. It can be followed and stopped, and its endpoints deleted; to evaluate, deploy or ask it, train it here.',
        trainingJobName,
      ),
    ),
  'no-held-out-rows': ({ trainingJobName }) =>
    say(
      t(
        '{0} held no rows out, so there is nothing to judge it on. Set the test size of its split above 0 and train again; it can be deployed and asked as it is.',
        trainingJobName,
      ),
    ),
  'other-connection': ({ label }) =>
    say(
      t(
        'This belongs to {0}, which is not the connection in use: it goes on there, and is billed there. Switch back to see it.',
        label,
      ),
      switchConnection,
    ),
  'table-outside': ({ file, table }) =>
    say(
      t(
        '{0} names the table {1}, which is outside its folder and outside the workspace. If it is the table that you mean, choose it.',
        nameOf(file),
        table,
      ),
      { kind: 'openExperiment', file },
    ),
  'output-unconfirmed': ({ file, s3Uri, label }) =>
    say(
      t(
        '{0} has not been trained on {1} yet, and nobody has confirmed that its data may go to {2}. Train it from its page.',
        nameOf(file),
        label,
        s3Uri,
      ),
      { kind: 'openExperiment', file },
    ),
  'no-image-in-region': ({ region }) =>
    say(
      t('SageMaker has no Linear Learner in the region {0}. Switch to another region.', region),
      switchConnection,
    ),
} satisfies Partial<Explanations>;
