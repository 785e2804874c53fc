import * as vscode from 'vscode';
import { trainsWithOwnLearner } from '../aws/connections/types.ts';
import type { ExperimentChecks } from '../contributions/results.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import type { Preflight } from '../data/shapes/preflight.ts';
import { checkText } from '../platform/explanations/checkWords.ts';
import { explain } from '../platform/messages.ts';
import { counted, withProgress } from '../platform/progress.ts';
import type { ProgressReport } from '../platform/progress.ts';
import { tell } from '../platform/prompts.ts';
import { saveIfOpen } from '../platform/saveIfOpen.ts';
import { isOutputConfirmed } from '../runs/preflight/confirmedOutput.ts';
import { checkBatchSize, checkConnection } from '../runs/preflight/runChecks.ts';
import { pathOnThisMachine } from '../runs/s3Tables.ts';
import { fileIn, openTableOrExperiment } from './arguments.ts';
import type { Services } from './services.ts';

/** Checks what a training of the experiment needs on the connection in use, and creates nothing. */
export async function checkExperiment(services: Services, given?: vscode.Uri): Promise<ExperimentChecks> {
  const title = vscode.l10n.t('Check which experiment?');
  const { fsPath } = await fileIn(given ?? openTableOrExperiment(), { title, experiments: 'alone' });
  await saveIfOpen(fsPath);
  const checks = await withProgress(vscode.l10n.t('Checking the experiment'), async (signal, report) => {
    const { engine, openSession, destinations, prices, quotas, trust } = services;
    const experiment = await engine.readExperiment({ path: fsPath }, { signal });
    const session = await openSession(signal);
    const destination = await destinations.find(session.connectionId);
    const isConfirmed = await isOutputConfirmed(await trust(), session, {
      experiment,
      experimentPath: fsPath,
      destination,
    });
    const [ofConnection, ofTable] = await Promise.all([
      checkConnection(
        session,
        { experiment, destination, isConfirmed },
        { quotas: await quotas(), prices, signal },
      ),
      preflightOf(services, fsPath, experiment, signal, report),
    ]);
    return [...ofConnection, checkBatchSize(ofTable)].map((check) => ({
      check: check.check,
      state: check.state,
      message: checkText(check, (error) => explain(error).message),
    }));
  });
  const failures = checks.filter(({ state }) => state === 'failed');
  const unknownCount = checks.filter(({ state }) => state === 'unknown').length;
  const passed = vscode.l10n.t(
    'Passed: {0}. Unknown: {1}.',
    checks.length - failures.length - unknownCount,
    unknownCount,
  );
  tell([...failures.map(({ message }) => message), passed].join(' '));
  return { checks };
}

/** What the table's preflight counts; undefined where the table cannot be read. */
async function preflightOf(
  { engine, trust, ...finder }: Services,
  experimentPath: string,
  experiment: Experiment,
  signal: AbortSignal,
  report: (progress: ProgressReport) => void,
): Promise<Preflight | undefined> {
  try {
    const table = await (await trust()).tableOf(experimentPath, experiment.dataset);
    const datasetPath = await pathOnThisMachine(finder, table, { signal, onProgress: counted(report) });
    const ownLearner = trainsWithOwnLearner(finder.connection());
    return await engine.preflight({ datasetPath, experiment, ownLearner }, { signal });
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
