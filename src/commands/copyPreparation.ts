import * as vscode from 'vscode';
import { counted, withProgress } from '../platform/progress.ts';
import { tell } from '../platform/prompts.ts';
import { pathOnThisMachine } from '../runs/s3Tables.ts';
import { requireRun } from '../runs/sharedRuns.ts';
import type { Given } from './arguments.ts';
import { givenSession } from './givenSession.ts';
import type { Services } from './services.ts';
import { chooseTrainingJob } from './trainingJobs.ts';

/** Copies the preparation as a Python function: that of a run, or what a run of an experiment would learn now. */
export async function copyPreparation(
  services: Services,
  given?: Given<'copyPreparation'>,
): Promise<{ python: string }> {
  const python =
    given instanceof vscode.Uri ? await ofExperiment(services, given.fsPath) : await ofRun(services, given);
  await vscode.env.clipboard.writeText(python);
  tell(
    vscode.l10n.t(
      'Copied. request_line(row) turns a dict into the text/csv line that the endpoint accepts. It needs Python 3.9 or later and no packages.',
    ),
  );
  return { python };
}

async function ofExperiment(services: Services, experimentPath: string): Promise<string> {
  const { engine, trust } = services;
  const experiment = await engine.readExperiment({ path: experimentPath });
  const table = await (await trust()).tableOf(experimentPath, experiment.dataset);
  return withProgress(vscode.l10n.t('Fitting the features'), async (signal, report) => {
    const datasetPath = await pathOnThisMachine(services, table, { signal, onProgress: counted(report) });
    return engine.experimentAsPython({ datasetPath, experiment }, { signal });
  });
}

async function ofRun(
  services: Services,
  given: Exclude<Given<'copyPreparation'>, vscode.Uri>,
): Promise<string> {
  const { engine, records } = services;
  const session = await givenSession(services, given);
  const trainingJobName = await chooseTrainingJob(
    records,
    session,
    given?.trainingJobName,
    'Completed',
    vscode.l10n.t('Copy the preparation from which run?'),
  );
  const { preparation } = await requireRun(session, records, trainingJobName);
  return engine.preparationAsPython({ preparation });
}
