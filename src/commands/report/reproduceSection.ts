import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isInS3 } from '../../data/experiment/datasetPath.ts';
import type { ReportSection } from '../../runs/report/document.ts';
import { commandLine } from '../../aws/connections/shellWords.ts';
import type { ReportFacts } from './facts.ts';

/** Everything another person needs to make the model again. */
export function reproduceSection({ record, job, label }: ReportFacts): ReportSection {
  const { experiment, title, trainingJobName, modelS3Uri, datasetSha256 } = record;
  const file = `${title}.linear.json`;
  const { dataset } = experiment;
  const table = basename(dataset);
  return {
    title: vscode.l10n.t('How to reproduce it'),
    blocks: [
      { kind: 'text', text: `${saveText(file, dataset, datasetSha256)} ${sameText()}` },
      // A name that begins with a hyphen would be an option.
      { kind: 'code', text: commandLine('posix', ['linear-learner-run', file.replace(/^-/, './-')]) },
      { kind: 'code', text: JSON.stringify({ ...experiment, dataset: table }, null, 2) },
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

const saveText = (file: string, dataset: string, sha256: string): string =>
  isInS3(dataset)
    ? vscode.l10n.t(
        'Download {0} (SHA-256 {1}), save the experiment below as {2} next to it, and run the command.',
        dataset,
        sha256,
        file,
      )
    : vscode.l10n.t(
        'Save the experiment below as {0} next to {1} (SHA-256 {2}), and run the command.',
        file,
        basename(dataset),
        sha256,
      );

const sameText = () => vscode.l10n.t('The same table, split and seed give the same model.');
