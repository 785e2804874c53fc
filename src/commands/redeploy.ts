import * as vscode from 'vscode';
import { runFailure } from '../runs/errors.ts';
import { findRecipeOfRun, runOfEndpoint } from '../runs/recipes.ts';
import { requireRun } from '../runs/sharedRuns.ts';
import type { Given } from './arguments.ts';
import { givenSession } from './givenSession.ts';
import type { Services } from './services.ts';
import { startEndpoint } from './startEndpoint.ts';
import { chooseTrainingJob } from './trainingJobs.ts';

/**
 * An endpoint like the last one of a run, or like the one named, from the model and config that it left; where these are gone, the run
 * is deployed anew.
 */
export async function redeploy(
  services: Services,
  { trainingJobName: named, endpointName, connectionId, confirmed }: NonNullable<Given<'redeploy'>> = {},
): Promise<{ endpointName: string }> {
  const session = await givenSession(services, { connectionId });
  const served = endpointName === undefined ? named : await runOfEndpoint(session, services, endpointName);
  if (served === undefined && endpointName !== undefined)
    throw runFailure('endpoint-not-ours', { endpointName }, `${endpointName} names no training job`);
  const placeHolder = vscode.l10n.t('Redeploy which model?');
  const trainingJobName = await chooseTrainingJob(
    services.records,
    session,
    served,
    'Completed',
    placeHolder,
  );
  const record = await requireRun(session, services.records, trainingJobName);
  const wanted = { trainingJobName, ...(endpointName === undefined ? {} : { endpointName }) };
  const recipe = await findRecipeOfRun(session, services, wanted);
  return startEndpoint(services, session, { record, recipe, confirmed: confirmed === true });
}
