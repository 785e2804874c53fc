import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { connectionIdLabel } from '../aws/connections/types.ts';
import { fileNameOf } from '../files/fileName.ts';
import { createFolder } from '../files/createFolder.ts';
import { createFiles, replaceFiles } from '../files/writeFiles.ts';
import { Failure } from '../learner/errors.ts';
import { counted, withProgress } from '../platform/progress.ts';
import { pick, tell } from '../platform/prompts.ts';
import { evaluateRun } from '../runs/evaluate.ts';
import { keptEvaluation } from '../runs/keptEvaluation.ts';
import type { ReportDocument } from '../runs/report/document.ts';
import { reportHtml } from '../runs/report/html.ts';
import { reportMarkdown } from '../runs/report/markdown.ts';
import type { RunRecord } from '../runs/runRecords.ts';
import { pathOnThisMachine } from '../runs/s3Tables.ts';
import { requireHeldOutRows } from '../runs/sharedRuns.ts';
import type { Given } from './arguments.ts';
import { givenSession } from './givenSession.ts';
import type { ReportFacts } from './report/facts.ts';
import { reportOf } from './report/reportOf.ts';
import type { Services } from './services.ts';
import { chooseTrainingJob } from './trainingJobs.ts';

type ReportFormat = 'html' | 'markdown';

/** Writes a report of a run beside its experiment, or in `folder`; the page of the run draws its pictures. */
export async function exportReport(
  services: Services,
  given: NonNullable<Given<'exportReport'>> = {},
): Promise<{ readonly files: readonly vscode.Uri[] }> {
  const { records, history, engine, pictureRequests } = services;
  const session = await givenSession(services, given);
  const { connectionId, aws } = session;
  const trainingJobName = await chooseTrainingJob(
    records,
    session,
    given.trainingJobName,
    'Completed',
    vscode.l10n.t('Report on which run?'),
  );
  const record = await requireHeldOutRows(session, records, trainingJobName);
  const row = await history.find(connectionId, trainingJobName);
  const title = row?.title ?? record.title;
  const to = given.to ?? (await chooseFormat());
  const folder = given.folder?.fsPath ?? dirname(record.experimentPath);
  const report = await withProgress(
    vscode.l10n.t('Writing the report on {0}', title),
    async (signal, progress) => {
      const details = await aws.describeTrainingJob(trainingJobName, signal);
      const runFolder = records.folderOf(connectionId, trainingJobName);
      const kept =
        (await keptEvaluation(runFolder)) ??
        (await evaluateRun(session, engine, records, trainingJobName, signal));
      progress({ message: vscode.l10n.t('Reading the table') });
      const data = await dataOf(services, record, signal, progress);
      progress({ message: vscode.l10n.t('Drawing the pictures') });
      (await services.panels()).openRunPanel(services, connectionId, trainingJobName, title);
      const run = { connectionId, trainingJobName };
      const pictures = await pictureRequests.request(run, to === 'html' ? 'svg' : 'png', signal);
      // The page evaluates anew: a newer version of this extension may say more than what was kept.
      const evaluation = (await keptEvaluation(runFolder)) ?? kept;
      const createdAt = new Date(details.createdAt).toISOString();
      const job = { ...details, createdAt };
      const label = connectionIdLabel(connectionId);
      return reportOf({ record, row, evaluation, pictures, label, data, job });
    },
  );
  const files = (await write(report, to, folder, fileNameOf(title))).map((path) => vscode.Uri.file(path));
  const [first] = files;
  if (first !== undefined)
    tell(vscode.l10n.t('The report was written to {0}.', basename(first.fsPath)), {
      label: vscode.l10n.t('Open'),
      run: () => (to === 'html' ? vscode.env.openExternal(first) : openMarkdown(first)),
    });
  return { files };
}

const openMarkdown = (file: vscode.Uri) => vscode.commands.executeCommand('markdown.showPreview', file);

async function chooseFormat(): Promise<ReportFormat> {
  return pick<ReportFormat>(
    [
      {
        label: vscode.l10n.t('HTML'),
        description: vscode.l10n.t('one file, to email or print'),
        value: 'html',
      },
      {
        label: vscode.l10n.t('Markdown'),
        description: vscode.l10n.t('with pictures as PNG files, for a repository'),
        value: 'markdown',
      },
    ],
    { title: vscode.l10n.t('Export Report'), placeHolder: vscode.l10n.t('In which format?') },
  );
}

/** The table as the run read it, if it is still the same one. */
async function dataOf(
  services: Services,
  { experiment, experimentPath, datasetSha256 }: RunRecord,
  signal: AbortSignal,
  progress: Parameters<Parameters<typeof withProgress>[1]>[1],
): Promise<ReportFacts['data']> {
  const { trust, engine } = services;
  try {
    const table = await (await trust()).tableOf(experimentPath, experiment.dataset);
    const onProgress = counted(progress, vscode.l10n.t('Reading the table'));
    const path = await pathOnThisMachine(services, table, { signal, onProgress });
    const { read, columns } = experiment;
    const profile = await engine.profile({ path, read, columns }, { signal, onProgress });
    return profile.file.sha256 === datasetSha256 ? { kind: 'profile', profile } : { kind: 'changed' };
  } catch (error) {
    signal.throwIfAborted();
    // A report needs no table: whatever keeps it from being read, the report says that it is not described.
    if (error instanceof Failure) return { kind: 'missing' };
    throw error;
  }
}

async function write(
  report: ReportDocument,
  to: ReportFormat,
  folder: string,
  name: string,
): Promise<readonly string[]> {
  switch (to) {
    case 'html': {
      const data = reportHtml(report, {
        dataOf: (title) => vscode.l10n.t('Data of "{0}"', title),
        firstRows: (shown, all) => vscode.l10n.t('The first {0} of {1} rows.', shown, all),
      });
      return createFiles([{ pathOf: (ending) => join(folder, `${name}.report${ending}.html`), data }]);
    }
    case 'markdown': {
      const { text, pictures } = reportMarkdown(report);
      const own = await createFolder((ending) => join(folder, `${name}.report${ending}`));
      const parts = [{ name: 'README.md', data: text }, ...pictures];
      const files = parts.map(({ name: file, data }) => ({ path: join(own, file), data }));
      await replaceFiles(files);
      return files.map(({ path }) => path);
    }
  }
}
