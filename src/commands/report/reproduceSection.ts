import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ReportSection } from '../../runs/report/document.ts';
import type { ReportFacts } from './facts.ts';

/** Everything another person needs to make the model again. */
export function reproduceSection({ record, job, label }: ReportFacts): ReportSection {
  const { experiment, title, trainingJobName, modelS3Uri, datasetSha256 } = record;
  const file = `${title}.linear.json`;
  return {
    title: vscode.l10n.t('How to reproduce it'),
    blocks: [
      {
        kind: 'text',
        text: vscode.l10n.t(
          'Save the experiment below as {0} next to {1} (SHA-256 {2}), and run the command. The same table, split and seed give the same model.',
          file,
          basename(experiment.dataset),
          datasetSha256,
        ),
      },
      { kind: 'code', text: `linear-learner-run ${/\s/.test(file) ? JSON.stringify(file) : file}` },
      { kind: 'code', text: JSON.stringify(experiment, null, 2) },
      {
        kind: 'table',
        columns: [{ label: vscode.l10n.t('What') }, { label: vscode.l10n.t('Value') }],
        rows: [
          [vscode.l10n.t('Connection'), label],
          [vscode.l10n.t('Training job'), trainingJobName],
          [vscode.l10n.t('Created'), job.createdAt],
          [vscode.l10n.t('Image'), job.imageUri],
          [vscode.l10n.t('Instances'), `${job.instanceCount} × ${job.instanceType}`],
          [vscode.l10n.t('Model artifact'), modelS3Uri],
        ],
      },
    ],
  };
}
