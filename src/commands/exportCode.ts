import * as vscode from 'vscode';
import type { CodeClient, CodeFormat } from '../data/shapes/codeExport.ts';
import { codeClients, codeFormats } from '../data/shapes/codeExport.ts';
import { counted, withProgress } from '../platform/progress.ts';
import { pick } from '../platform/prompts.ts';
import { exportCode as writeCode } from '../runs/exportCode.ts';
import { pathOnThisMachine } from '../runs/s3Tables.ts';
import { requireRun } from '../runs/sharedRuns.ts';
import type { Given } from './arguments.ts';
import { givenSession } from './givenSession.ts';
import type { Services } from './services.ts';
import { chooseTrainingJob } from './trainingJobs.ts';

type Used = Pick<Services, 'engine' | 'openSession' | 'sessionOf' | 'records' | 'trust' | 's3Tables'>;

/** Writes a run as a Python script or notebook beside its experiment, and opens it. */
export async function exportCode(
  services: Used,
  given: Given<'exportCode'> = {},
): Promise<{ file: vscode.Uri }> {
  const { engine, records, trust, s3Tables } = services;
  const session = await givenSession(services, given);
  const trainingJobName = await chooseTrainingJob(
    records,
    session,
    given.trainingJobName,
    'Completed',
    vscode.l10n.t('Export which run as Python?'),
  );
  const client = given.client ?? (await chosenClient());
  const as = given.as ?? (await chosenFormat());
  const record = await requireRun(session, records, trainingJobName);
  const table = await (await trust()).tableOf(record.experimentPath, record.experiment.dataset);
  const path = await withProgress(
    vscode.l10n.t('Exporting {0} as Python', record.title),
    async (signal, report) => {
      const finder = { openSession: async () => session, s3Tables };
      const datasetPath = await pathOnThisMachine(finder, table, { signal, onProgress: counted(report) });
      const folder = given.folder?.fsPath;
      return writeCode(session, engine, { record, client, as, table, datasetPath, folder }, signal);
    },
  );
  const file = vscode.Uri.file(path);
  await vscode.commands.executeCommand('vscode.open', file, { preview: false });
  return { file };
}

const chosenClient = (): Promise<CodeClient> => {
  const names = clientNames();
  return pick(
    codeClients.map((value) => ({ ...names[value], value })),
    { title: exportTitle(), placeHolder: vscode.l10n.t('Train with which library?') },
  );
};

const chosenFormat = (): Promise<CodeFormat> => {
  const names = formatNames();
  return pick(
    codeFormats.map((value) => ({ ...names[value], value })),
    { title: exportTitle(), placeHolder: vscode.l10n.t('As a script or a notebook?') },
  );
};

const exportTitle = () => vscode.l10n.t('Export run as Python');

type Names<Value extends string> = Readonly<
  Record<Value, { readonly label: string; readonly description: string }>
>;

function clientNames(): Names<CodeClient> {
  const { t } = vscode.l10n;
  return {
    sagemaker3: { label: 'SageMaker Python SDK v3', description: t('the current one, with ModelTrainer') },
    boto3: { label: 'boto3', description: t('the API of the service, without the SageMaker SDK') },
    sagemaker2: { label: 'SageMaker Python SDK v2', description: t('with Estimator') },
    'scikit-learn': {
      label: 'scikit-learn',
      description: t('on this machine alone: the reference fit as a baseline'),
    },
  };
}

function formatNames(): Names<CodeFormat> {
  const { t } = vscode.l10n;
  return {
    py: { label: t('Script'), description: '.py' },
    ipynb: { label: t('Notebook'), description: '.ipynb' },
  };
}
